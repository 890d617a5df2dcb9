{{ config(materialized='table') }}

select
    versions.subscription_item_id,
    versions.subscription_id,
    versions.customer_id,
    versions.event_timestamp as changed_at,
    upper(versions.event_type) as event_type,
    {{ minor_to_major('versions.mrr_change', 'digits.minor_unit_digits') }} as mrr_change,
    cast(versions.quantity_change as decimal(18, 6)) as quantity_change,
    versions.price_id,
    versions.product_id,
    lower(versions.currency) as currency,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'subscription_item_changes'),
    key=['subscription_item_id', 'event_timestamp', 'event_type', 'price_id'],
    cursor='synced_at',
    created='event_timestamp',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
