-- Each line of a finalised invoice, by what it bills. A whole line bills a service period of a subscription item, a part
-- line a piece of one; a line that names no subscription, no price and no kind of its own is unknown.
with discounts as (
    select
        line_discounts.line_id,
        sum(line_discounts.amount) as amount
    from {{ ref('stg_stripe__invoice_line_discounts') }} as line_discounts
    group by line_discounts.line_id
),

lines as (
    select
        invoice_lines.*,
        coalesce(invoice_lines.usage_type, prices.usage_type) as charged_by,
        coalesce(invoice_lines.price_type, prices.price_type) as charged_as,
        invoice_lines.amount - coalesce(discounts.amount, 0) as net_amount
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    left join {{ ref('stg_stripe__prices') }} as prices
        on invoice_lines.price_id = prices.price_id
    left join discounts
        on invoice_lines.line_id = discounts.line_id
)

select
    lines.line_id,
    lines.invoice_id,
    coalesce(terms.account_id, documents.account_id) as account_id,
    lines.subscription_id,
    coalesce(recurring.subscription_item_id, lines.subscription_item_id) as subscription_item_id,
    documents.currency,
    cast(lines.net_amount as decimal(18, 6)) as net_amount,
    -- The discounts on the line that MRR does not know of.
    cast(
        {{ counted('policies', 'recurring.all_discounts', 'recurring.all_discounts - recurring.permanent_discounts', '0') }}
        as decimal(18, 6)
    ) as temporary_discount,
    {{ counted('policies', 'rates.mrr_list', 'rates.mrr', 'rates.mrr_net_all') }} as monthly_rate,
    case
        when documents.is_void then 'void'
        when rates.is_whole then 'whole'
        when lines.charged_by = 'metered' then 'usage'
        when lines.is_proration or rates.line_id is not null then 'part'
        when
            lines.charged_as = 'one_time'
            or (lines.line_type = 'invoiceitem' and lines.subscription_id is not null)
            then 'one_off'
        when lines.subscription_id is not null and lines.charged_as = 'recurring' then 'part'
        else 'unknown'
    end as line_class,
    {{ reporting_date('lines.period_start_at') }} as period_start,
    {{ reporting_date('lines.period_end_at') }} as period_end,
    {{ month_end(reporting_date('lines.period_start_at')) }} as service_month_end,
    documents.billed_on,
    documents.billed_month_end,
    documents.reporting_month_end,
    documents.rate,
    lines.source_file,
    lines.source_row
from lines
inner join {{ ref('billing_documents') }} as documents
    on
        lines.invoice_id = documents.document_id
        and documents.document_kind = 'invoice'
cross join {{ ref('policies_in_force') }} as policies
left join {{ ref('invoiced_rates') }} as rates
    on lines.line_id = rates.line_id
left join {{ ref('recurring_invoice_lines') }} as recurring
    on lines.line_id = recurring.line_id
left join {{ ref('subscription_terms') }} as terms
    on lines.subscription_id = terms.subscription_id
