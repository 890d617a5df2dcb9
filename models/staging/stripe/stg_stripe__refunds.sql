select
    versions.id as refund_id,
    versions.charge as charge_id,
    versions.payment_intent as payment_intent_id,
    versions.balance_transaction as balance_transaction_id,
    {{ major_units('versions.amount', 'versions.amount_major', 'digits.minor_unit_digits') }} as amount,
    lower(versions.currency) as currency,
    lower(versions.status) as status,
    versions.reason,
    versions.created as created_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('stripe', 'refunds'), key=['id'], cursor='synced_at', created='created') }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
