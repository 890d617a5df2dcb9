-- The list of subscriptions as it stood at export_until; shape 'before' has the periods on the subscription, 'now' on its items.
with seen as (
    select
        subscriptions.*,
        least(getvariable('export_until'), coalesce(end_at, getvariable('export_until'))) as seen_at,
        coalesce(end_at <= getvariable('export_until'), false) as has_ended,
        coalesce(request_at <= getvariable('export_until'), false) as has_asked,
    from subscriptions
    where start_at < getvariable('export_until') and list_contains(getvariable('histories'), history)
),

dated as (
    select
        seen.*,
        coalesce(periods.period_from, seen.start_at) as current_from,
        coalesce(periods.period_to, seen.trial_end_at) as current_to,
    from seen
    left join periods on periods.s = seen.s and periods.period_from < seen.seen_at and seen.seen_at <= periods.period_to
),

items as (
    select
        dated.s,
        list({
            'id': states.item_id,
            'object': 'subscription_item',
            'created': seconds(states.item_from),
            'current_period_end': case when getvariable('shape') = 'now' then seconds(dated.current_to) end,
            'current_period_start': case when getvariable('shape') = 'now' then seconds(dated.current_from) end,
            'discounts': []::varchar[],
            'metadata': '{}'::json,
            'plan': case when getvariable('shape') = 'before' then price_objects.plan end,
            'price': price_objects.object,
            'quantity': states.quantity,
            'subscription': ids.subscription_id,
            'tax_rates': []::varchar[]
        } order by states.slot) as data,
    from dated
    inner join subscription_ids as ids on ids.s = dated.s
    inner join (select *, min(from_at) over (partition by item) as item_from from item_states) as states
        on states.s = dated.s and states.from_at < dated.seen_at and (states.to_at is null or dated.seen_at <= states.to_at)
    inner join price_objects on price_objects.price = states.price
    group by dated.s
),

late as (
    select s, max(invoice_id) as invoice_id
    from invoices
    where status = 'open' and (not is_invoiced or created_at + to_days(30) < getvariable('now'))
    group by s
)

select
    ids.subscription_id as id,
    'subscription' as object,
    seconds(dated.anchor_at) as billing_cycle_anchor,
    case when has_asked and dated.end_kind in ('at_period_end', 'scheduled', 'trial') then seconds(dated.end_at) end as cancel_at,
    has_asked and dated.end_kind in ('at_period_end', 'scheduled') as cancel_at_period_end,
    case when has_asked then seconds(dated.request_at) end as canceled_at,
    {
        'comment': null::varchar,
        'feedback': case when has_asked and chance(dated.s, 'feedback') < 0.5
            and churn_causes.cause in ('low_usage', 'missing_features', 'switched_service', 'too_expensive', 'customer_service')
            then case churn_causes.cause when 'low_usage' then 'unused' else churn_causes.cause end end,
        'reason': case when has_asked then case dated.end_kind when 'payment_failed' then 'payment_failed' else 'cancellation_requested' end end
    } as cancellation_details,
    case when dated.is_invoiced then 'send_invoice' else 'charge_automatically' end as collection_method,
    seconds(dated.start_at) as created,
    dated.currency,
    case when getvariable('shape') = 'before' then seconds(dated.current_to) end as current_period_end,
    case when getvariable('shape') = 'before' then seconds(dated.current_from) end as current_period_start,
    customers.customer_id as customer,
    case when dated.is_invoiced then 30 end as days_until_due,
    coalesce(
        (
            select list(case getvariable('shape') when 'now' then object_now else object_before end)
            from discount_objects as held
            where held.s = dated.s and held.starts_at < getvariable('export_until')
        ),
        []
    ) as discounts,
    case when has_ended then seconds(dated.end_at) end as ended_at,
    {
        'object': 'list', 'data': items.data, 'has_more': false, 'total_count': len(items.data),
        'url': '/v1/subscription_items?subscription=' || ids.subscription_id
    } as items,
    late.invoice_id as latest_invoice,
    true as livemode,
    '{}'::json as metadata,
    case when dated.pause_from <= getvariable('export_until')
        and (dated.pause_to is null or getvariable('export_until') < dated.pause_to) then {'behavior': 'void', 'resumes_at': null::bigint} end
    as pause_collection,
    null::varchar as schedule,
    seconds(dated.start_at) as start_date,
    case
        when dated.n = 5 then 'incomplete_expired'
        when has_ended then 'canceled'
        when dated.trial_end_at > getvariable('export_until') then 'trialing'
        when late.invoice_id is not null and getvariable('export_until') = getvariable('now') then 'past_due'
        else 'active'
    end as status,
    seconds(dated.trial_end_at) as trial_end,
    case when dated.trial_end_at is not null then seconds(dated.start_at) end as trial_start,
from dated
inner join subscription_ids as ids on ids.s = dated.s
inner join customers on customers.c = dated.c
inner join churn_causes on churn_causes.s = dated.s
left join items on items.s = dated.s
left join late on late.s = dated.s
