-- Rows that speak of others that were never exported, periods that stand on two invoices, and money without a rate.
with standing as (
    select
        lines.subscription_item_id,
        lines.period_start,
        lines.invoice_id,
        sum({{ converted('lines.net_amount', 'lines.rate') }}) as amount
    from {{ ref('billing_lines') }} as lines
    where lines.line_class = 'whole'
    group by lines.subscription_item_id, lines.period_start, lines.invoice_id
),

currencies as (
    select invoices.currency from {{ ref('stg_stripe__invoices') }} as invoices
    union
    select subscriptions.currency from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    union
    select credit_notes.currency from {{ ref('stg_stripe__credit_notes') }} as credit_notes
),

named_customers as (
    select invoices.customer_id from {{ ref('stg_stripe__invoices') }} as invoices
    union
    select subscriptions.customer_id from {{ ref('stg_stripe__subscriptions') }} as subscriptions
),

findings as (
    select
        'line_without_invoice' as check_id,
        'stripe' as source_system,
        'invoice_lines' as source_object,
        lines.line_id as finding,
        case when rates.rate is not null then {{ converted('lines.amount', 'rates.rate') }} end as amount
    from {{ ref('stg_stripe__invoice_lines') }} as lines
    left join {{ ref('stg_stripe__invoices') }} as invoices
        on lines.invoice_id = invoices.invoice_id
    left join {{ ref('billing_rates') }} as rates
        on lines.currency = rates.currency and rates.valid_to is null
    where invoices.invoice_id is null
    union all
    select
        'period_billed_twice' as check_id,
        'stripe' as source_system,
        'invoice_lines' as source_object,
        standing.subscription_item_id || ' from ' || cast(standing.period_start as varchar) as finding,
        sum(standing.amount) - max(standing.amount) as amount
    from standing
    group by standing.subscription_item_id, standing.period_start
    having count(*) > 1
    union all
    select
        'customer_not_exported' as check_id,
        'stripe' as source_system,
        'customers' as source_object,
        named_customers.customer_id as finding,
        null as amount
    from named_customers
    left join {{ ref('stg_stripe__customers') }} as customers
        on named_customers.customer_id = customers.customer_id
    where named_customers.customer_id is not null and customers.customer_id is null
    union all
    select
        'credit_note_without_invoice' as check_id,
        'stripe' as source_system,
        'credit_notes' as source_object,
        credit_notes.credit_note_id as finding,
        case when rates.rate is not null then {{ converted('credit_notes.amount', 'rates.rate') }} end as amount
    from {{ ref('stg_stripe__credit_notes') }} as credit_notes
    left join {{ ref('stg_stripe__invoices') }} as invoices
        on credit_notes.invoice_id = invoices.invoice_id
    left join {{ ref('billing_rates') }} as rates
        on credit_notes.currency = rates.currency and rates.valid_to is null
    where invoices.invoice_id is null
    union all
    select
        'currency_without_rate' as check_id,
        'manual' as source_system,
        'fx_rates' as source_object,
        currencies.currency as finding,
        null as amount
    from currencies
    left join {{ ref('billing_rates') }} as rates
        on currencies.currency = rates.currency
    where currencies.currency is not null and rates.currency is null
)

select
    findings.check_id,
    findings.source_system,
    findings.source_object,
    cast(null as varchar) as source_file,
    findings.finding,
    cast(1 as bigint) as finding_count,
    cast(findings.amount as decimal(18, 6)) as amount
from findings
