-- The subscriptions that a list at export_until shows, each with its service period, its items and its unpaid invoice.
create or replace temp table subscriptions_seen as
with seen as (
    select
        *,
        least(getvariable('export_until'), coalesce(end_at, getvariable('export_until'))) as seen_at,
        coalesce(end_at <= getvariable('export_until'), false) as has_ended,
        coalesce(request_at <= getvariable('export_until'), false) as has_asked,
    from subscriptions
    where start_at < getvariable('export_until') and list_contains(getvariable('histories'), history)
),

late as (
    select s, max(invoice_id) as invoice_id
    from invoices
    where status = 'open' and (not is_invoiced or created_at + to_days(30) < getvariable('now'))
        and getvariable('export_until') = getvariable('now')
    group by s
)

select
    seen.*,
    coalesce(periods.period_from, seen.start_at) as current_from,
    coalesce(periods.period_to, seen.trial_end_at) as current_to,
    late.invoice_id as late_invoice,
    ids.subscription_id,
from seen
inner join subscription_ids as ids on ids.s = seen.s
left join periods on periods.s = seen.s and periods.period_from < seen.seen_at and seen.seen_at <= periods.period_to
left join late on late.s = seen.s;
