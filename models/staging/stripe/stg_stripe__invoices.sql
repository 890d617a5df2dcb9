{{ config(materialized='table') }}

select
    versions.id as invoice_id,
    versions.number as invoice_number,
    versions.customer as customer_id,
    versions.subscription as subscription_id,
    lower(versions.status) as status,
    versions.billing_reason,
    lower(versions.currency) as currency,
    versions.created as created_at,
    versions.effective_at,
    versions.finalized_at,
    versions.due_date as due_at,
    versions.paid_at,
    versions.voided_at,
    versions.marked_uncollectible_at,
    versions.attempt_count,
    {{ major_units('versions.subtotal', 'versions.subtotal_major', 'digits.minor_unit_digits') }} as subtotal,
    {{ major_units('versions.total', 'versions.total_major', 'digits.minor_unit_digits') }} as total,
    -- Tax that comes on top of the lines; null when the export does not tell it apart.
    coalesce(
        {{ minor_to_major('versions.total - versions.total_excluding_tax', 'digits.minor_unit_digits') }},
        {{ major_units('versions.tax', 'versions.tax_major', 'digits.minor_unit_digits') }}
    ) as tax,
    {{ major_units('versions.amount_due', 'versions.amount_due_major', 'digits.minor_unit_digits') }} as amount_due,
    {{ major_units('versions.amount_paid', 'versions.amount_paid_major', 'digits.minor_unit_digits') }} as amount_paid,
    {{ major_units('versions.amount_remaining', 'versions.amount_remaining_major', 'digits.minor_unit_digits') }}
        as amount_remaining,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'invoices'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
