-- Stripe's own ledger of recurring revenue: whole minor units a month, one event whenever an item's part of it moves.
create or replace table ledger_events as
with levels as (
    select
        states.s,
        states.item,
        states.item_id,
        states.product_id,
        states.price_id,
        states.quantity,
        greatest(states.from_at, coalesce(subscriptions.trial_end_at, states.from_at)) as from_at,
        states.to_at,
        round_div(states.amount_minor, case when subscriptions.billing_interval = 'year' then 12 else 1 end)::bigint
            as mrr,
    from item_states as states
    inner join subscriptions on subscriptions.s = states.s and subscriptions.history = 'ledger' and subscriptions.n <> 5
),

events as (
    select
        *,
        from_at as event_at,
        coalesce(lag(mrr) over (partition by item order by from_at), 0) as mrr_before,
        coalesce(lag(quantity) over (partition by item order by from_at), 0) as quantity_before,
        mrr as mrr_after,
        quantity as quantity_after,
    from levels
    union all
    select *, to_at, mrr, quantity, 0, 0
    from levels
    qualify row_number() over (partition by item order by from_at desc) = 1 and to_at is not null
)

select
    events.*,
    case
        when mrr_before = 0 then 'ACTIVE_START'
        when mrr_after = 0 then 'ACTIVE_END'
        when mrr_after >= mrr_before then 'ACTIVE_UPGRADE'
        else 'ACTIVE_DOWNGRADE'
    end as event_type,
    customers.customer_id,
    customers.currency,
    ids.subscription_id,
from events
inner join subscriptions on subscriptions.s = events.s
inner join customers on customers.c = subscriptions.c
inner join subscription_ids as ids on ids.s = events.s;
