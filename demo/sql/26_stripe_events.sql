-- Money given back, and the change ledger that some accounts' exports have.
create or replace table credit_notes as
select
    stripe_id('cn_1', noted.invoice) as credit_note_id,
    noted.*,
    customers.customer_id,
    customers.currency,
    noted.invoice_number || '-CN-01' as number,
from (
    -- An annual contract that ended at once gets its unused days back.
    select
        invoices.invoice, invoices.c, invoices.invoice_id, invoices.invoice_number,
        round_div(
            invoices.subtotal::hugeint * (seconds(periods.period_to) - seconds(subscriptions.end_at)),
            seconds(periods.period_to) - seconds(periods.period_from)
        )::bigint as amount,
        subscriptions.end_at + to_hours(2) as created_at,
        'order_change' as reason,
        'Unused part of the term' as memo,
    from subscriptions
    inner join periods
        on periods.s = subscriptions.s and periods.period_from < subscriptions.end_at and subscriptions.end_at < periods.period_to
    inner join invoices on invoices.s = subscriptions.s and invoices.k = periods.k and invoices.status = 'paid'
    where subscriptions.is_ended and subscriptions.end_kind = 'immediate' and subscriptions.billing_interval = 'year'
    union all
    select
        invoice, c, invoice_id, invoice_number, greatest(1, total // 10), paid_at + to_days(9) + to_hours(3), 'product_unsatisfactory',
        'Goodwill after an outage',
    from invoices
    where status = 'paid' and amount_due > 0 and chance(invoice, 'goodwill') < 0.004
) as noted
inner join customers on customers.c = noted.c
where noted.amount > 0 and noted.created_at < getvariable('now')
qualify row_number() over (partition by noted.invoice order by noted.created_at) = 1;

create or replace table refunds as
select
    stripe_id('re_3', charges.charge) as refund_id,
    charges.charge_id,
    charges.invoice,
    customers.currency,
    least(charges.amount, credit_notes.amount) as amount,
    credit_notes.created_at,
    credit_notes.credit_note_id,
from credit_notes
inner join charges on charges.invoice = credit_notes.invoice and charges.succeeded
inner join customers on customers.c = credit_notes.c;

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
        round_div(states.amount_minor, case when subscriptions.billing_interval = 'year' then 12 else 1 end)::bigint as mrr,
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
