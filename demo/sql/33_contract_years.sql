-- Contract years: those of subscriptions paid by the year, and of a few that pay by the month under a contract. Most are
-- signed on their first day, three in ten ahead of it, some too late; some run for two years, which are billed apart.
create or replace table contract_years as
with sold as (
    select
        subscriptions.*,
        lives.end_at as life_end,
    from subscriptions
    -- Who is about to leave does not sign, though nobody knows of it yet.
    inner join every_subscription as lives on lives.i = subscriptions.i and lives.n = subscriptions.n
    where subscriptions.n <> 5
        and (
            subscriptions.billing_interval = 'year'
            or (
                subscriptions.billing_interval = 'month' and subscriptions.scenario is null and subscriptions.n = 1
                and subscriptions.tier <> 'low' and chance(subscriptions.i, 'contract of a monthly payer') < 0.12
            )
        )
),

years as (
    select
        *,
        s * 100 + k as contract,
        period_start(anchor_at, 'year', k) as period_from,
        period_start(anchor_at, 'year', k + 1) as period_to,
    from (select *, unnest(range(0, datediff('year', anchor_at, getvariable('now')) + 2)) as k from sold)
    where period_start(anchor_at, 'year', k)
        < getvariable('now') + (case when k > 0 and end_kind <> 'moved' then interval 60 day else interval 0 day end)
        and coalesce(life_end > period_start(anchor_at, 'year', k), true)
),

drawn as (
    select
        *,
        scenario is null and tier <> 'low' and billing_interval = 'year' and coalesce(life_end > period_to, true)
        and chance(contract, 'two years') < 0.08 as is_drawn,
        chance(contract, 'signing') as u,
    from years
)

select
    contract,
    s,
    i,
    k,
    tier,
    scenario,
    billing_interval,
    request_at,
    end_kind,
    life_end,
    period_from,
    is_drawn and not coalesce(lag(is_drawn) over by_year, false) as is_long,
    -- The second year of a contract for two.
    coalesce(lag(is_drawn) over by_year, false) and not coalesce(lag(is_drawn, 2) over by_year, false) as is_second,
    case when is_long then period_start(anchor_at, 'year', k + 2) else period_to end as period_to,
    period_from + to_days((case
        when k = 0 then 0
        when u < 0.30 then -5 - pick(contract, 'signed ahead', 56)
        when u < 0.38 and coalesce(life_end > period_from + to_days(30), true) then 2 + pick(contract, 'signed late', 24)
        else 0
    end)::int) as activated_at,
from drawn
window by_year as (partition by s order by k);
