-- The contracts as they were signed, and orders that end with one of them.
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
    -- More was ordered on the way, up to the end of what runs: both are renewed as one.
    select
        contract + 50,
        salesforce_id('800', contract + 50),
        i,
        s,
        k,
        (period_from + to_months(4))::date,
        period_to::date - 1,
        8,
        period_from + to_months(4),
        period_to,
    from contract_years
    where billing_interval = 'month' and chance(contract, 'more ordered') < 0.6
        and period_from + to_months(4) < getvariable('now') and coalesce(life_end > period_from + to_months(4), true)
)

select
    *,
    chance(s, 'goes on by itself') < 0.4 as auto_renews,
    pick_from(s, 'notice period', [30, 60, 90]) as notice_days,
from signed;
