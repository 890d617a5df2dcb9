-- Payment attempts: four for an invoice that nobody pays, two where the first card failed.
create or replace table charges as
select
    row_number() over (order by attempts.invoice, attempts.attempted_at) as charge,
    stripe_id('ch_3', attempts.invoice * 10 + attempts.attempt) as charge_id,
    attempts.*,
from (
    select invoice, c, invoice_id, amount_due as amount, paid_at as attempted_at, 0 as attempt, true as succeeded
    from invoices
    where status = 'paid' and amount_due > 0
    union all
    select invoice, c, invoice_id, amount_due, created_at + to_hours(1), 1, false
    from invoices
    where status = 'paid' and amount_due > 0 and not is_invoiced and luck < 0.03
    union all
    select invoice, c, invoice_id, amount_due, created_at + to_hours(1 + wait), 2 + wait // 24, false
    from invoices
    cross join (values (0), (72), (168), (336)) as retries(wait)
    where status in ('open', 'uncollectible') and amount_due > 0 and not is_invoiced
) as attempts
where attempted_at < getvariable('now');
