-- One row per subscription: s = 10 i + n, where n tells why it exists: 1 the account's own, 2 its return after a loss,
-- 3 the successor of a product move, 4 a second legal entity, 5 one whose first payment never came.
create or replace table every_subscription as
select
    i,
    1 as n,
    1 as customer_n,
    start_at,
    trial_end_at,
    anchor_at,
    billing_interval,
    currency,
    case when scenario = 'annual_product_move' then start_at + to_days(17 * 30 + 9) + to_seconds(3600) else end_at end
        as end_at,
    case when scenario = 'annual_product_move' then 'moved' else end_kind end as end_kind,
    case
        when scenario = 'annual_product_move' then start_at + to_days(17 * 30 + 9) + to_seconds(3600) else request_at
    end as request_at,
    1.0 as size,
from lives
union all
select
    i, 2, 1,
    end_at + to_seconds((40 + pick(i, 'return after', 80)) * 86400) as returned_at,
    null, returned_at, billing_interval, currency, null, 'open', null,
    0.6 + 0.4 * chance(i, 'return size'),
from lives
where end_at + to_days(122) < getvariable('now')
    and (
        ending = 'reactivated'
        or (ending is null and end_kind = 'at_period_end' and tier <> 'high' and billing_interval = 'month'
        and chance(i, 'return') < 0.15))
union all
select
    i, 3, 1,
    start_at + to_days(17 * 30 + 9) + to_seconds(3600) as moved_at,
    null, moved_at, billing_interval, currency, end_at, end_kind, request_at, 1.0,
from lives
where scenario = 'annual_product_move'
union all
select
    i, 4, 2,
    start_at + to_seconds(213 * 86400 + 5000) as second_at,
    null, second_at, 'month', case when currency = 'usd' then 'eur' else 'usd' end,
    case when end_at > second_at + to_days(35) then end_at end,
    case when end_at > second_at + to_days(35) then 'immediate' else 'open' end,
    end_at, 0.3,
from lives
where start_at + to_days(215) < getvariable('now') and (end_at is null or end_at > start_at + to_days(250))
    and (
        scenario = 'two_customers'
        or (scenario is null and tier <> 'low' and history = 'invoices' and chance(i, 'second entity') < 0.05)
    )
union all
select
    i, 5, 1,
    start_at - to_seconds(2 * 86400 + 777) as tried_at,
    null,
    tried_at,
    billing_interval,
    currency,
    tried_at + to_hours(23),
    'incomplete_expired',
    tried_at + to_hours(23),
    1.0,
from lives
where
    scenario = 'incomplete_expired'
        or (scenario is null and history = 'invoices' and tier = 'low' and chance(i, 'first try') < 0.01);
