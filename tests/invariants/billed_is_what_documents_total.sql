-- What is billed in a month is what the billing system's documents of that month total, whatever their lines say.
with documents as (
    select
        documents.billed_month_end as month_end,
        documents.currency,
        sum(documents.amount) as amount
    from {{ ref('billing_documents') }} as documents
    inner join {{ ref('reporting_months') }} as months
        on documents.billed_month_end = months.month_end
    group by documents.billed_month_end, documents.currency
),

billed as (
    select
        lines.month_end,
        lines.currency,
        sum(lines.local_amount) as amount
    from {{ ref('billing_reconciliation_lines') }} as lines
    where lines.item = 'billed'
    group by lines.month_end, lines.currency
)

select
    coalesce(documents.month_end, billed.month_end) as month_end,
    coalesce(documents.currency, billed.currency) as currency,
    documents.amount as documents_amount,
    billed.amount as billed_amount
from documents
full outer join billed
    on
        documents.month_end = billed.month_end
        and documents.currency = billed.currency
where coalesce(documents.amount, 0) <> coalesce(billed.amount, 0)
