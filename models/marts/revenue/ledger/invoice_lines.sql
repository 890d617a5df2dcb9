with discounts as (
    select
        line_discounts.line_id,
        sum(line_discounts.amount) as amount
    from {{ ref('stg_stripe__invoice_line_discounts') }} as line_discounts
    group by line_discounts.line_id
)

select
    lines.line_id,
    lines.invoice_id,
    invoices.invoice_number,
    coalesce(
        terms.account_id, customer_keys.account_id, 'stripe:' || coalesce(invoices.customer_id, lines.invoice_id)
    ) as account_id,
    invoices.customer_id,
    lines.subscription_id,
    lines.subscription_item_id,
    lines.description,
    invoices.status as invoice_status,
    {{ reporting_date('invoices.created_at') }} as invoiced_on,
    {{ reporting_date('lines.period_start_at') }} as period_start,
    {{ reporting_date('lines.period_end_at') }} as period_end,
    cast(lines.quantity as decimal(18, 6)) as quantity,
    cast(lines.amount as decimal(18, 6)) as amount,
    cast(coalesce(discounts.amount, 0) as decimal(18, 6)) as discount,
    lines.currency,
    lines.is_proration,
    rates.mrr as monthly_rate,
    lines.source_file,
    lines.source_row
from {{ ref('stg_stripe__invoice_lines') }} as lines
left join {{ ref('stg_stripe__invoices') }} as invoices
    on lines.invoice_id = invoices.invoice_id
left join {{ ref('subscription_terms') }} as terms
    on lines.subscription_id = terms.subscription_id
left join {{ ref('account_keys') }} as customer_keys
    on
        invoices.customer_id = customer_keys.source_key
        and customer_keys.source_system = 'stripe'
left join {{ ref('invoiced_rates') }} as rates
    on lines.line_id = rates.line_id
left join discounts
    on lines.line_id = discounts.line_id
