-- One object per subscription. A line that ends in "-- before" or "-- now" belongs to that era of the API only.
with items as (
    select
        seen.s,
        list({
            'id': states.item_id,
            'object': 'subscription_item',
            'created': seconds(states.item_from),
            'current_period_end': seconds(seen.current_to), -- now
            'current_period_start': seconds(seen.current_from), -- now
            'discounts': []::varchar[],
            'metadata': '{}'::json,
            'plan': price_objects.plan, -- before
            'price': price_objects.object,
            'quantity': states.quantity,
            'subscription': seen.subscription_id,
            'tax_rates': []::varchar[]
        } order by states.slot) as data,
    from subscriptions_seen as seen
    inner join (select *, min(from_at) over (partition by item) as item_from from item_states) as states
        on states.s = seen.s and states.from_at < seen.seen_at
            and (states.to_at is null or seen.seen_at <= states.to_at)
    inner join price_objects on price_objects.price = states.price
    group by seen.s
),

held as (
    select
        seen.s,
        list(
            discount_objects.object_before -- before
            discount_objects.object_now -- now
        ) as data,
    from subscriptions_seen as seen
    inner join discount_objects on discount_objects.s = seen.s
        and discount_objects.starts_at < getvariable('export_until')
    group by seen.s
)

select
    seen.subscription_id as id,
    'subscription' as object,
    seconds(seen.anchor_at) as billing_cycle_anchor,
    {'flexible': null::varchar, 'type': 'classic'} as billing_mode, -- now
    case when has_asked and end_kind in ('at_period_end', 'scheduled', 'trial') then seconds(seen.end_at) end
        as cancel_at,
    has_asked and end_kind in ('at_period_end', 'scheduled') as cancel_at_period_end,
    case when has_asked then seconds(seen.request_at) end as canceled_at,
    {
        'comment': null::varchar,
        'feedback': case when has_asked and chance(seen.s, 'feedback') < 0.5 then churn_causes.feedback end,
        'reason': case
            when has_asked then case end_kind when 'payment_failed' then 'payment_failed'
                else 'cancellation_requested' end
        end
    } as cancellation_details,
    case when seen.is_invoiced then 'send_invoice' else 'charge_automatically' end as collection_method,
    seconds(seen.start_at) as created,
    seen.currency,
    seconds(seen.current_to) as current_period_end, -- before
    seconds(seen.current_from) as current_period_start, -- before
    customers.customer_id as customer,
    case when seen.is_invoiced then 30 end as days_until_due,
    coalesce(held.data, []) as discounts,
    case when has_ended then seconds(seen.end_at) end as ended_at,
    {
        'object': 'list', 'data': items.data, 'has_more': false, 'total_count': len(items.data),
        'url': '/v1/subscription_items?subscription=' || seen.subscription_id
    } as items,
    seen.late_invoice as latest_invoice,
    true as livemode,
    '{}'::json as metadata,
    case
        when seen.pause_from <= getvariable('export_until')
            and (seen.pause_to is null or getvariable('export_until') < seen.pause_to)
                then {'behavior': 'void', 'resumes_at': null::bigint}
    end as pause_collection,
    null::varchar as schedule,
    seconds(seen.start_at) as start_date,
    case
        when seen.n = 5 then 'incomplete_expired'
        when has_ended then 'canceled'
        when seen.trial_end_at > getvariable('export_until') then 'trialing'
        when seen.late_invoice is not null then 'past_due'
        else 'active'
    end as status,
    seconds(seen.trial_end_at) as trial_end,
    case when seen.trial_end_at is not null then seconds(seen.start_at) end as trial_start,
from subscriptions_seen as seen
inner join customers on customers.c = seen.c
inner join churn_causes on churn_causes.s = seen.s
left join items on items.s = seen.s
left join held on held.s = seen.s
order by seen.start_at, seen.s
