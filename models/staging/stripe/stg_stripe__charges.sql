select
    versions.id as charge_id,
    versions.customer as customer_id,
    versions.invoice as invoice_id,
    versions.payment_intent as payment_intent_id,
    versions.balance_transaction as balance_transaction_id,
    {{ major_units('versions.amount', 'versions.amount_major', 'digits.minor_unit_digits') }} as amount,
    {{ major_units('versions.amount_refunded', 'versions.amount_refunded_major', 'digits.minor_unit_digits') }}
        as amount_refunded,
    lower(versions.currency) as currency,
    -- The dashboard words a charge by what became of its money.
    case
        when lower(versions.status) in ('paid', 'refunded', 'partially refunded', 'disputed') then 'succeeded'
        else lower(versions.status)
    end as status,
    coalesce(versions.paid, lower(versions.status) in ('paid', 'refunded', 'partially refunded', 'succeeded'), false)
        as is_paid,
    coalesce(versions.captured, false) as is_captured,
    coalesce(versions.refunded, lower(versions.status) = 'refunded', false) as is_refunded,
    coalesce(versions.disputed, lower(versions.status) = 'disputed', false) as is_disputed,
    versions.failure_code,
    versions.failure_message,
    versions.outcome_type,
    lower(trim(versions.billing_email)) as billing_email,
    versions.created as created_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('stripe', 'charges'), key=['id'], cursor='synced_at', created='created') }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
