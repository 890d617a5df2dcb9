-- Everything billed in its smallest parts: the lines of invoices, what an invoice has beside its lines, and the
-- documents that take something back. What is wrong with an invoice's sum shows as a part of its own.
with invoice_lines as (
    select
        lines.invoice_id,
        sum(lines.net_amount) as amount
    from {{ ref('billing_lines') }} as lines
    group by lines.invoice_id
),

invoices as (
    select
        documents.*,
        -- Tax that is within the lines' amounts is in the total once already.
        case
            when coalesce(invoice_lines.amount, 0) = documents.amount then 0
            else coalesce(invoices.tax, 0)
        end as tax,
        coalesce(invoice_lines.amount, 0) as line_amount
    from {{ ref('billing_documents') }} as documents
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on documents.document_id = invoices.invoice_id
    left join invoice_lines
        on documents.document_id = invoice_lines.invoice_id
    where documents.document_kind = 'invoice'
),

parts as (
    select
        'tax:' || invoices.document_id as part_key,
        case when invoices.is_void then 'failed_payment' else 'tax' end as item,
        invoices.document_key,
        invoices.tax as amount
    from invoices
    union all
    select
        'sum:' || invoices.document_id as part_key,
        case when invoices.is_void then 'failed_payment' else 'unexplained' end as item,
        invoices.document_key,
        invoices.amount - invoices.line_amount - invoices.tax as amount
    from invoices
    union all
    select
        documents.document_key as part_key,
        case
            when documents.document_kind in ('void', 'write_off') then 'failed_payment'
            when documents.document_kind = 'refund' then 'refund'
            else 'credit_note'
        end as item,
        documents.document_key,
        documents.amount
    from {{ ref('billing_documents') }} as documents
    where documents.document_kind <> 'invoice'
)

select
    'line:' || lines.line_id as part_key,
    case lines.line_class
        when 'void' then 'failed_payment'
        when 'whole' then 'recurring'
        when 'part' then 'proration'
        when 'unknown' then 'unexplained'
        else lines.line_class
    end as item,
    lines.account_id,
    lines.subscription_item_id,
    lines.invoice_id,
    lines.line_id,
    lines.currency,
    lines.net_amount as amount,
    lines.rate,
    lines.service_month_end,
    lines.reporting_month_end,
    lines.billed_month_end,
    lines.source_file,
    lines.source_row
from {{ ref('billing_lines') }} as lines
union all
select
    parts.part_key,
    parts.item,
    documents.account_id,
    cast(null as varchar) as subscription_item_id,
    documents.invoice_id,
    cast(null as varchar) as line_id,
    documents.currency,
    cast(parts.amount as decimal(18, 6)) as amount,
    documents.rate,
    documents.reporting_month_end as service_month_end,
    documents.reporting_month_end,
    documents.billed_month_end,
    documents.source_file,
    documents.source_row
from parts
inner join {{ ref('billing_documents') }} as documents
    on parts.document_key = documents.document_key
where parts.amount <> 0
