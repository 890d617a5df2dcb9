select
    versions.id as credit_note_id,
    versions.number as credit_note_number,
    versions.invoice as invoice_id,
    versions.customer as customer_id,
    versions.refund as refund_id,
    lower(versions.status) as status,
    lower(versions.type) as credit_note_type,
    versions.reason,
    versions.memo,
    lower(versions.currency) as currency,
    {{ major_units('versions.amount', 'versions.amount_major', 'digits.minor_unit_digits') }} as amount,
    {{ major_units('versions.subtotal', 'versions.subtotal_major', 'digits.minor_unit_digits') }} as subtotal,
    {{ major_units('versions.total', 'versions.total_major', 'digits.minor_unit_digits') }} as total,
    versions.created as created_at,
    versions.effective_at,
    versions.voided_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('stripe', 'credit_notes'), key=['id'], cursor='synced_at', created='created') }}
    as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
