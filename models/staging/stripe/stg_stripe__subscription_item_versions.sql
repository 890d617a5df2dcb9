{{ config(materialized='table') }}

-- Every observation of every item that was made by as_of(): the history of last resort, so nothing observed later
-- stands in.
with item_rows as (
    select
        items.id,
        items.subscription as subscription_id,
        items.price,
        items.product,
        items.quantity,
        items.currency,
        items.unit_amount_decimal,
        cast(null as decimal(38, 12)) as unit_amount_major,
        items.recurring_interval,
        items.interval_count,
        items.usage_type,
        items.price_type,
        items.subscription_status as status,
        items.subscription_pause_behavior as pause_behavior,
        items.subscription_ended_at as ended_at,
        coalesce(items.is_deleted, false) as is_deleted,
        items.livemode,
        items.known_at,
        items.source_file,
        items.source_row,
        items.load_id
    from {{ source_versions(source('stripe', 'subscription_items'), cursor='synced_at', created='created') }} as items
    where not items.is_late
    union all
    -- The dashboard's CSV has no items: a subscription with its only price is one line, and stands for its item.
    select
        subscriptions.id,
        subscriptions.id as subscription_id,
        subscriptions.plan as price,
        null as product,
        subscriptions.quantity,
        subscriptions.currency,
        null as unit_amount_decimal,
        subscriptions.plan_amount_major as unit_amount_major,
        subscriptions.plan_interval as recurring_interval,
        null as interval_count,
        null as usage_type,
        null as price_type,
        subscriptions.status,
        subscriptions.pause_behavior,
        subscriptions.ended_at,
        false as is_deleted,
        subscriptions.livemode,
        subscriptions.known_at,
        subscriptions.source_file,
        subscriptions.source_row,
        subscriptions.load_id
    from {{ source_versions(source('stripe', 'subscriptions'), cursor='synced_at', created='created') }}
        as subscriptions
    where not subscriptions.is_late and subscriptions.plan_amount_major is not null
),

versions as (
    select
        item_rows.*,
        row_number() over (
            partition by item_rows.id, item_rows.known_at
            order by item_rows.source_file desc, item_rows.load_id desc, item_rows.source_row desc
        ) as observation_rank
    from item_rows
)

select
    versions.id as subscription_item_id,
    versions.subscription_id,
    versions.price as price_id,
    versions.product as product_id,
    cast(versions.quantity as decimal(18, 6)) as quantity,
    {{ major_units('versions.unit_amount_decimal', 'versions.unit_amount_major', 'digits.minor_unit_digits', 12) }}
        as unit_amount,
    lower(versions.currency) as currency,
    lower(versions.recurring_interval) as recurring_interval,
    versions.interval_count,
    lower(versions.usage_type) as usage_type,
    coalesce(lower(versions.price_type), case when versions.recurring_interval is not null then 'recurring' end)
        as price_type,
    lower(versions.status) as status,
    coalesce(lower(versions.status) = 'paused', false) or versions.pause_behavior is not null as is_paused,
    versions.ended_at,
    versions.is_deleted,
    versions.known_at as observed_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where versions.observation_rank = 1 and coalesce(versions.livemode, true)
