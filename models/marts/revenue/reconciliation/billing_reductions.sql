-- Credit notes and refunds. A refund that pays out a credit note is that note's money, not a second one.
with credited_refunds as (
    select note_refunds.refund_id
    from {{ ref('stg_stripe__credit_note_refunds') }} as note_refunds
    union
    select credit_notes.refund_id
    from {{ ref('stg_stripe__credit_notes') }} as credit_notes
    where credit_notes.refund_id is not null and coalesce(credit_notes.status, 'issued') <> 'void'
    union
    -- Where neither names the other, a refund of the same amount for the same invoice is the same money.
    select refunds.refund_id
    from {{ ref('stg_stripe__refunds') }} as refunds
    inner join {{ ref('stg_stripe__charges') }} as charges
        on refunds.charge_id = charges.charge_id
    inner join {{ ref('stg_stripe__credit_notes') }} as credit_notes
        on
            charges.invoice_id = credit_notes.invoice_id
            and refunds.amount = credit_notes.amount
    where coalesce(credit_notes.status, 'issued') <> 'void'
)

select
    credit_notes.credit_note_id as document_id,
    'credit_note' as document_kind,
    credit_notes.invoice_id,
    credit_notes.customer_id,
    credit_notes.currency,
    -coalesce(credit_notes.amount, credit_notes.total) as amount,
    coalesce(credit_notes.effective_at, credit_notes.created_at) as billed_at,
    credit_notes.source_file,
    credit_notes.source_row
from {{ ref('stg_stripe__credit_notes') }} as credit_notes
union all
select
    credit_notes.credit_note_id as document_id,
    'credit_note_void' as document_kind,
    credit_notes.invoice_id,
    credit_notes.customer_id,
    credit_notes.currency,
    coalesce(credit_notes.amount, credit_notes.total) as amount,
    coalesce(credit_notes.voided_at, credit_notes.effective_at, credit_notes.created_at) as billed_at,
    credit_notes.source_file,
    credit_notes.source_row
from {{ ref('stg_stripe__credit_notes') }} as credit_notes
where credit_notes.status = 'void'
union all
select
    refunds.refund_id as document_id,
    'refund' as document_kind,
    charges.invoice_id,
    charges.customer_id,
    refunds.currency,
    -refunds.amount as amount,
    refunds.created_at as billed_at,
    refunds.source_file,
    refunds.source_row
from {{ ref('stg_stripe__refunds') }} as refunds
left join {{ ref('stg_stripe__charges') }} as charges
    on refunds.charge_id = charges.charge_id
left join credited_refunds
    on refunds.refund_id = credited_refunds.refund_id
where coalesce(refunds.status, 'succeeded') not in ('failed', 'canceled') and credited_refunds.refund_id is null
