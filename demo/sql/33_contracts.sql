-- The contracts as they were signed.
create or replace table contracts as
with signed as (
    select
        contract,
        salesforce_id('800', contract) as contract_id,
        i,
        s,
        k,
        period_from::date as start_date,
        period_to::date - 1 as end_date,
        case when is_long then 24 else 12 end as term_months,
        activated_at,
        period_to,
    from contract_years
    where not is_second and activated_at < getvariable('now')
    union all
    -- What another department orders on the first day: both are renewed as one.
    select
        contract + 50,
        salesforce_id('800', contract + 50),
        i,
        s,
        k,
        period_from::date,
        period_to::date - 1,
        12,
        activated_at,
        period_to,
    from contract_years
    where billing_interval = 'month' and k = 0 and chance(contract, 'ordered apart') < 0.8
)

select
    *,
    chance(s, 'goes on by itself') < 0.4 as auto_renews,
    pick_from(s, 'notice period', [30, 60, 90]) as notice_days,
from signed;
