{{ config(materialized='table') }}

-- Lines before and since API version 2025-03-31 in one shape, in the words of the older one. A draft's lines get other
-- ids when it is finalised, so a line that the newest version of its invoice no longer holds is gone.
select
    versions.id as line_id,
    versions.invoice as invoice_id,
    versions.subscription as subscription_id,
    versions.subscription_item as subscription_item_id,
    versions.price as price_id,
    versions.product as product_id,
    lower(versions.currency) as currency,
    {{ minor_to_major('versions.amount', 'digits.minor_unit_digits') }} as amount,
    cast(versions.quantity as decimal(18, 6)) as quantity,
    {{ minor_to_major('versions.unit_amount_decimal', 'digits.minor_unit_digits', 12) }} as unit_amount,
    coalesce(versions.proration, false) as is_proration,
    case lower(versions.line_type)
        when 'subscription_item_details' then 'subscription'
        when 'invoice_item_details' then 'invoiceitem'
        else lower(versions.line_type)
    end as line_type,
    versions.invoice_item as invoice_item_id,
    versions.period_start as period_start_at,
    versions.period_end as period_end_at,
    lower(versions.recurring_interval) as recurring_interval,
    versions.interval_count,
    lower(versions.usage_type) as usage_type,
    coalesce(lower(versions.price_type), case when versions.recurring_interval is not null then 'recurring' end)
        as price_type,
    versions.description,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_nested_version(
    source('stripe', 'invoice_lines'),
    key=['id'],
    parent='invoice',
    nested='invoice_created',
    cursor='synced_at',
    created='invoice_created',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
