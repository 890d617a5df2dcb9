-- Money given back: credit notes and the refunds that went with them.
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
        on
            periods.s = subscriptions.s
            and periods.period_from < subscriptions.end_at
            and subscriptions.end_at < periods.period_to
    inner join invoices on invoices.s = subscriptions.s and invoices.k = periods.k and invoices.status = 'paid'
    where subscriptions.is_ended and subscriptions.end_kind = 'immediate' and subscriptions.billing_interval = 'year'
    union all
    select
        invoice,
        c,
        invoice_id,
        invoice_number,
        greatest(1, total // 10),
        paid_at + to_days(9) + to_hours(3),
        'product_unsatisfactory',
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
