with lines as (
    select
        invoice_lines.line_id,
        invoice_lines.invoice_id,
        invoice_lines.subscription_id,
        coalesce(
            invoice_lines.subscription_item_id,
            invoice_lines.subscription_id || ':' || coalesce(invoice_lines.price_id, invoice_lines.product_id, '')
        ) as subscription_item_id,
        invoice_lines.subscription_item_id is not null as names_item,
        coalesce(invoice_lines.price_id, prices.price_id) as price_id,
        coalesce(invoice_lines.product_id, prices.product_id) as product_id,
        invoice_lines.currency,
        invoice_lines.amount,
        cast(coalesce(invoice_lines.quantity, 1) as decimal(18, 6)) as quantity,
        -- A price never changes once made; the line's own unit amount may be the prorated one.
        case when not coalesce(prices.has_quantity_transform, false) then coalesce(prices.unit_amount, invoice_lines.unit_amount) end
            as unit_amount,
        invoice_lines.is_proration,
        coalesce(invoice_lines.usage_type, prices.usage_type, 'licensed') = 'metered' as is_metered,
        {{ reporting_date('invoice_lines.period_start_at') }} as valid_from,
        {{ reporting_date('invoice_lines.period_end_at') }} as valid_to,
        invoice_lines.period_start_at,
        invoice_lines.period_end_at,
        coalesce(invoice_lines.recurring_interval, prices.recurring_interval) as recurring_interval,
        coalesce(invoice_lines.interval_count, prices.interval_count, 1) as interval_count,
        invoices.created_at as invoiced_at
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    left join {{ ref('stg_stripe__prices') }} as prices
        on invoice_lines.price_id = prices.price_id
    where
        invoice_lines.subscription_id is not null
        and invoices.status not in ('draft', 'void')
        and coalesce(
            invoice_lines.price_type,
            prices.price_type,
            case when invoice_lines.line_type = 'invoiceitem' and not invoice_lines.is_proration then 'one_time' end,
            'recurring'
        ) = 'recurring'
),

discounts as (
    select
        line_discounts.line_id,
        sum(line_discounts.amount) as all_amount,
        sum(case when discounts.duration = 'forever' then line_discounts.amount else 0 end) as permanent_amount
    from {{ ref('stg_stripe__invoice_line_discounts') }} as line_discounts
    left join {{ ref('stg_stripe__discounts') }} as discounts
        on line_discounts.discount_id = discounts.discount_id
    group by line_discounts.line_id
),

-- What the subscription's discounts leave of a price. Prorated amounts come net of them, without saying so, and a trial's
-- line bills nothing that a discount could be taken from.
remainders as (
    select
        lines.line_id,
        coalesce(exp(sum(case when discounts.duration = 'forever' then {{ log_of_remainder('discounts.percent_off') }} end)), 1)
            as permanent_share,
        coalesce(exp(sum({{ log_of_remainder('discounts.percent_off') }})), 1) as all_share
    from lines
    inner join {{ ref('stg_stripe__discounts') }} as discounts
        on
            lines.subscription_id = discounts.subscription_id
            and coalesce(discounts.started_at, lines.period_start_at) <= lines.period_start_at
            and (discounts.ended_at is null or lines.period_start_at < discounts.ended_at)
    where lines.is_proration or lines.amount = 0
    group by lines.line_id
)

select
    lines.*,
    coalesce(discounts.all_amount, 0) as all_discounts,
    coalesce(discounts.permanent_amount, 0) as permanent_discounts,
    coalesce(remainders.permanent_share, 1) as permanent_share,
    coalesce(remainders.all_share, 1) as all_share
from lines
left join discounts
    on lines.line_id = discounts.line_id
left join remainders
    on lines.line_id = remainders.line_id
where lines.valid_to > lines.valid_from
