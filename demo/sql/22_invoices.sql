-- Invoices with totals, what became of them, and the customer's running credit balance.
create or replace table invoices as
with totals as (
    select
        invoice,
        sum(amount)::bigint as subtotal,
        sum(discount)::bigint as discount,
        sum(tax)::bigint as tax,
        (sum(amount) - sum(discount) + sum(tax))::bigint as total,
    from invoice_lines
    group by invoice
),

paid as (
    select
        invoice_seeds.*,
        totals.* exclude (invoice),
        subscriptions.c,
        subscriptions.is_invoiced,
        subscriptions.is_ended,
        subscriptions.end_at,
        chance(invoice_seeds.invoice, 'payment') as luck,
        case
            when subscriptions.n = 5 then 'void'
            when invoice_seeds.created_at >= subscriptions.pause_from
                and (subscriptions.pause_to is null or invoice_seeds.created_at < subscriptions.pause_to) then 'void'
            when subscriptions.scenario = 'void_and_reissued' and invoice_seeds.invoice % 10000 = 6 then 'void'
            when totals.total <= 0 then 'paid'
            when subscriptions.failing_from <= invoice_seeds.created_at
                then case when subscriptions.is_ended then 'uncollectible' else 'open' end
            when subscriptions.scenario = 'past_due_now'
                and invoice_seeds.created_at > getvariable('now') - to_days(32) then 'open'
            when subscriptions.scenario = 'uncollectible_but_kept' and invoice_seeds.k = 7 then 'uncollectible'
            else 'paid'
        end as wanted_status,
        case
            when totals.total <= 0 then invoice_seeds.created_at + to_hours(1)
            when
                subscriptions.is_invoiced
                then invoice_seeds.created_at + to_seconds(86400 * 6 + pick(invoice_seeds.invoice, 'paid', 86400 * 40))
            when
                chance(invoice_seeds.invoice, 'payment') < 0.03
                then invoice_seeds.created_at + to_days(3) + to_hours(1)
            else invoice_seeds.created_at + to_seconds(3604)
        end as paid_when,
    from invoice_seeds
    inner join totals on totals.invoice = invoice_seeds.invoice
    inner join subscriptions on subscriptions.s = invoice_seeds.s
),

settled as (
    select
        * exclude (wanted_status, paid_when),
        case when wanted_status = 'paid' and paid_when >= getvariable('now') then 'open' else wanted_status end
            as status,
        case when wanted_status = 'paid' and paid_when < getvariable('now') then paid_when end as paid_at,
        case
            when wanted_status = 'void' then least(created_at + to_hours(26), getvariable('now') - to_seconds(60))
        end as voided_at,
        case
            when
                wanted_status = 'uncollectible'
                then coalesce(case when is_ended then end_at end, created_at + to_days(30))
        end as uncollectible_at,
    from paid
),

summed as (
    select
        *,
        sum(case when status = 'void' then 0 else total end) over so_far as running,
    from settled
    window so_far as (partition by c order by created_at, invoice)
),

-- A negative invoice leaves a credit that the next ones use up: the running sum, held at or below nothing.
balanced as (
    select
        *,
        (running - greatest(0, max(running) over (partition by c order by created_at, invoice)))::bigint
            as ending_balance,
    from summed
)

select
    balanced.* exclude (running),
    coalesce(lag(balanced.ending_balance) over in_order, 0) as starting_balance,
    case when status = 'void' then greatest(total, 0)
        else total + coalesce(lag(balanced.ending_balance) over in_order, 0) - balanced.ending_balance
    end as amount_due,
    stripe_id('in_1', balanced.invoice) as invoice_id,
    upper(substr(customers.customer_id, 5, 8))
    || '-'
    || lpad((row_number() over in_order)::varchar, 4, '0') as invoice_number,
    balanced.created_at + to_hours(1) as finalized_at,
from balanced
inner join customers on customers.c = balanced.c
window in_order as (partition by balanced.c order by balanced.created_at, balanced.invoice);
