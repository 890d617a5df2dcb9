-- The contract's truth: each item of a subscription, in each state that it was in, [from_at, to_at).
-- slot 1 is the platform plan, slot 2 the add-on. Both the invoices and the truth ledger follow from here, apart.
create or replace table item_states as
with platform as (
    select
        states.s,
        1 as slot,
        states.change_at as from_at,
        lead(states.change_at) over (partition by states.s order by states.change_at) as to_at,
        states.quantity,
        states.product,
        states.version,
    from plan_states as states
),

addon_start as (
    select s, min(change_at) as from_at
    from changes
    where kind = 'addon'
    group by s
    union all
    select s, start_at
    from subscriptions
    where (changes_by_chance and n = 1 and discount <> 'amount_forever' and chance(s, 'has addon') < 0.10)
        or (scenario = 'ledger_with_addon' and n = 1)
),

addon as (
    select
        started.s,
        2 as slot,
        started.from_at,
        (
            select min(stopped.change_at)
            from changes as stopped
            where stopped.s = started.s and stopped.kind = 'addon_off' and stopped.change_at > started.from_at
        ) as to_at,
        platform.quantity,
        4 as product,
        1 as version,
    from (select s, min(from_at) as from_at from addon_start group by s) as started
    inner join platform
        on
            platform.s = started.s
            and platform.from_at <= started.from_at
            and (platform.to_at is null or started.from_at < platform.to_at)
    inner join subscriptions on subscriptions.s = started.s and subscriptions.discount <> 'amount_forever'
)

select
    states.s,
    states.slot,
    states.s * 10 + states.slot as item,
    stripe_id('si_', states.s * 10 + states.slot) as item_id,
    states.from_at,
    -- An item lives no longer than its subscription.
    case when subscriptions.is_ended then coalesce(states.to_at, subscriptions.end_at) else states.to_at end as to_at,
    states.to_at is null as is_last,
    states.from_at = subscriptions.start_at as is_first,
    states.quantity,
    prices.*  exclude (billing_interval, digits, currency, created_at),
    case when prices.is_tiered then tiered_unit(states.quantity) else prices.unit_minor end as unit_charged,
    states.quantity
    * (case when prices.is_tiered then tiered_unit(states.quantity) else prices.unit_minor end) as amount_minor,
from (select * from platform union all select * from addon) as states
inner join subscriptions on subscriptions.s = states.s
inner join prices
    on prices.product = states.product
    and prices.currency = subscriptions.currency
    and prices.billing_interval = subscriptions.billing_interval
    and prices.version = states.version;
