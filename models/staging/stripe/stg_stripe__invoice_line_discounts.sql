{{ config(materialized='table') }}

select
    versions.line as line_id,
    versions.invoice as invoice_id,
    versions.discount as discount_id,
    {{ minor_to_major('versions.amount', 'digits.minor_unit_digits') }} as amount,
    lower(versions.currency) as currency,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_nested_version(
    source('stripe', 'invoice_line_discounts'),
    key=['line', 'discount'],
    parent='invoice',
    nested='invoice_created',
    cursor='synced_at',
    created='invoice_created',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
