-- One row per subscription: s = 10 i + n, where n tells why it exists: 1 the account's own, 2 its return after a loss, 3 the
-- successor of a product move, 4 a second legal entity, 5 one whose first payment never came.
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
    case when scenario = 'annual_product_move' then start_at + to_days(17 * 30 + 9) + to_seconds(3600) else end_at end as end_at,
    case when scenario = 'annual_product_move' then 'moved' else end_kind end as end_kind,
    case when scenario = 'annual_product_move' then start_at + to_days(17 * 30 + 9) + to_seconds(3600) else request_at end as request_at,
    1.0 as size,
from lives
union all
select
    i, 2, 1,
    end_at + to_seconds((40 + pick(i, 'return after', 80)) * 86400) as start_at,
    null, start_at, billing_interval, currency, null, 'open', null,
    0.6 + 0.4 * chance(i, 'return size'),
from lives
where end_at + to_days(122) < getvariable('now')
    and (ending = 'reactivated' or (ending is null and end_kind = 'at_period_end' and tier <> 'high' and billing_interval = 'month'
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
    and (scenario = 'two_customers' or (scenario is null and tier <> 'low' and history = 'invoices' and chance(i, 'second entity') < 0.05))
union all
select
    i, 5, 1,
    start_at - to_seconds(2 * 86400 + 777) as tried_at,
    null, tried_at, billing_interval, currency, tried_at + to_hours(23), 'incomplete_expired', tried_at + to_hours(23), 1.0,
from lives
where scenario = 'incomplete_expired' or (scenario is null and history = 'invoices' and tier = 'low' and chance(i, 'first try') < 0.01);

create or replace table subscriptions as
with seen as (
    select
        life.*,
        life.i * 10 + life.n as s,
        life.i * 10 + life.customer_n as c,
        accounts.scenario,
        accounts.tier,
        accounts.history,
        accounts.discount as account_discount,
        currencies.digits,
        -- An end that lies ahead is known if it was asked for; one within the running month was not asked for yet,
        -- so that the provisional month means the same whether or not announced ends are counted.
        life.end_at > getvariable('now')
        and life.request_at < getvariable('now')
        and life.end_at::date > getvariable('month_end') as is_scheduled,
    from every_subscription as life
    inner join accounts on accounts.i = life.i
    inner join currencies on currencies.currency = life.currency
    where life.start_at < getvariable('now') - to_hours(30)
)

select
    * exclude (end_at, request_at, account_discount),
    case when end_at < getvariable('now') or is_scheduled then end_at end as end_at,
    case when end_at < getvariable('now') or is_scheduled then request_at end as request_at,
    coalesce(end_at < getvariable('now'), false) as is_ended,
    -- From here on no invoice gets paid.
    case when end_kind = 'payment_failed' then end_at - to_days(21) end as failing_from,
    least(coalesce(end_at, getvariable('now')), getvariable('now')) as billed_until,
    case
        when n <> 1 or billing_interval = 'week' then 'none'
        when account_discount in ('repeating', 'once') and (billing_interval = 'year' or trial_end_at is not null) then 'none'
        else account_discount
    end as discount,
    case
        when scenario = 'weekly_price' or billing_interval = 'week' then 6
        when scenario = 'tiered_price' then 7
        when n = 3 then 5
        else map {'low': 1, 'mid': 2, 'high': 3}[tier]
    end as first_product,
    greatest(3, round(size * case
        when scenario = 'proration_monthly' then 10
        when scenario = 'proration_yearly' then 40
        when scenario = 'tiered_price' then 240
        when tier = 'low' then 10 + pick(i, 'seats', 26)
        when tier = 'mid' then 26 + pick(i, 'seats', 62)
        else 112 + pick(i, 'seats', 235)
    end))::bigint as first_seats,
    tier <> 'low' and billing_interval = 'year' and chance(i, 'collection') < 0.65 as is_invoiced,
    case
        when scenario = 'paused_and_resumed' then period_start(anchor_at, 'month', 8)
        when scenario = 'paused_now'
            then period_start(anchor_at, 'month', datediff('month', anchor_at, getvariable('as_of')) - 2)
    end as pause_from,
    case when scenario = 'paused_and_resumed' then period_start(anchor_at, 'month', 10) end as pause_to,
    -- Only plain accounts change by chance: a scenario's figures must stay what it says.
    billing_interval <> 'week' and n <> 5 and (scenario is null or scenario in (
        'hostile_name', 'merged_pair', 'merged_chain', 'parent', 'subsidiary_with_key', 'free_mail', 'contact_majority', 'manual_map',
        'forever_percent', 'discount_added_later', 'two_customers', 'three_decimal_currency', 'zero_decimal_currency',
        'ledger_with_addon', 'ledger_yearly', 'snapshot_seat_changes', 'snapshot_discount', 'fifteen_character_key', 'organization_key',
        'hidden_churn'
    )) as changes_by_chance,
from seen;

create or replace table periods as
select
    s,
    k,
    period_start(anchor_at, billing_interval, k) as period_from,
    period_start(anchor_at, billing_interval, k + 1) as period_to,
from (
    select
        s,
        anchor_at,
        billing_interval,
        billed_until,
        unnest(range(0, datediff('day', anchor_at, billed_until) // map {'week': 7, 'month': 28, 'year': 365}[billing_interval] + 2)) as k,
    from subscriptions
)
where period_start(anchor_at, billing_interval, k) < billed_until;
