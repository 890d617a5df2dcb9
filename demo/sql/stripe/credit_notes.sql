select
    credit_notes.credit_note_id as id,
    'credit_note' as object,
    credit_notes.amount,
    seconds(credit_notes.created_at) as created,
    credit_notes.currency,
    customer_id as customer,
    0 as discount_amount,
    seconds(credit_notes.created_at) as effective_at,
    invoice_id as invoice,
    true as livemode,
    memo,
    '{}'::json as metadata,
    number,
    0 as pre_payment_amount,
    credit_notes.amount as post_payment_amount,
    reason,
    case
        when
            refunds.refund_id is not null
            then [{'amount_refunded': refunds.amount, 'refund': refunds.refund_id}] else []
    end as refunds,
    'issued' as status,
    credit_notes.amount as subtotal,
    credit_notes.amount as total,
    'post_payment' as type,
    null::bigint as voided_at,
from credit_notes
left join refunds on refunds.credit_note_id = credit_notes.credit_note_id
order by credit_notes.created_at, credit_notes.credit_note_id
