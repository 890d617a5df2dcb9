-- What the billing system billed and took back, each on its own date: an invoice counts in full on the date it bears,
-- and what is voided, written off, credited or refunded later counts against the day on which that happened.
with invoices as (
    select
        invoices.*,
        coalesce(invoices.effective_at, invoices.finalized_at, invoices.created_at) as billed_at
    from {{ ref('stg_stripe__invoices') }} as invoices
    where coalesce(invoices.status, 'open') <> 'draft' and not invoices.is_deleted
),

documents as (
    {% for kind, amount, moment, condition in [
        ('invoice', 'invoices.total', 'invoices.billed_at', 'true'),
        ('void', '-invoices.total', 'coalesce(invoices.voided_at, invoices.billed_at)', "invoices.status = 'void'"),
        (
            'write_off', '-coalesce(invoices.amount_remaining, invoices.total - coalesce(invoices.amount_paid, 0))',
            'coalesce(invoices.marked_uncollectible_at, invoices.billed_at)', "invoices.status = 'uncollectible'",
        ),
    ] %}
    select
        invoices.invoice_id as document_id,
        '{{ kind }}' as document_kind,
        invoices.invoice_id,
        invoices.customer_id,
        invoices.currency,
        {{ amount }} as amount,
        {{ moment }} as billed_at,
        invoices.source_file,
        invoices.source_row
    from invoices
    where {{ condition }}
    union all
    {% endfor %}
    select
        reductions.document_id,
        reductions.document_kind,
        reductions.invoice_id,
        reductions.customer_id,
        reductions.currency,
        reductions.amount,
        reductions.billed_at,
        reductions.source_file,
        reductions.source_row
    from {{ ref('billing_reductions') }} as reductions
),

dated as (
    select
        documents.*,
        {{ utc_date('documents.billed_at') }} as billed_on,
        {{ reporting_date('documents.billed_at') }} as reporting_on
    from documents
    -- A later export may know of what had not happened yet; an invoice is there from the day it was made.
    where documents.document_kind = 'invoice' or documents.billed_at <= {{ as_of() }}
)

select
    dated.document_kind || ':' || dated.document_id as document_key,
    dated.document_id,
    dated.document_kind,
    dated.invoice_id,
    coalesce(
        terms.account_id, keys.account_id, 'stripe:' || coalesce(dated.customer_id, invoices.customer_id, dated.document_id)
    ) as account_id,
    dated.currency,
    cast(coalesce(dated.amount, 0) as decimal(18, 6)) as amount,
    coalesce(invoices.status = 'void', false) as is_void,
    dated.billed_on,
    {{ month_end('dated.billed_on') }} as billed_month_end,
    {{ month_end('dated.reporting_on') }} as reporting_month_end,
    rates.rate,
    dated.source_file,
    dated.source_row
from dated
inner join {{ ref('billing_rates') }} as rates
    on
        dated.currency = rates.currency
        and dated.billed_on >= rates.valid_from
        and (rates.valid_to is null or dated.billed_on < rates.valid_to)
left join invoices
    on dated.invoice_id = invoices.invoice_id
left join {{ ref('subscription_terms') }} as terms
    on invoices.subscription_id = terms.subscription_id
left join {{ ref('account_keys') }} as keys
    on
        coalesce(dated.customer_id, invoices.customer_id) = keys.source_key
        and keys.source_system = 'stripe'
