-- What each recurring invoice line says an item costs per month, and from when to when. Prorations are signed: a credit
-- for unused time takes the old rate away, the charge beside it brings the new one.
with measured as (
    select
        lines.*,
        {{ per_month('intervals', 'lines.interval_count') }} as per_month,
        tolerance.value as tolerance_ratio,
        slack.value as tolerance_amount
    from {{ ref('recurring_invoice_lines') }} as lines
    left join {{ ref('billing_intervals') }} as intervals
        on
            lines.recurring_interval = intervals.recurring_interval
            and {{ in_force('intervals', 'lines.valid_from') }}
    inner join {{ ref('mrr_rules') }} as tolerance
        on tolerance.rule = 'proration_tolerance_ratio' and {{ in_force('tolerance', 'lines.valid_from') }}
    inner join {{ ref('mrr_rules') }} as slack
        on slack.rule = 'proration_tolerance_amount' and {{ in_force('slack', 'lines.valid_from') }}
),

priced as (
    select
        measured.*,
        not measured.is_proration and measured.elapsed_months * measured.per_month >= 1 - measured.tolerance_ratio as is_whole,
        cast(measured.unit_amount as double) * cast(measured.quantity as double) * measured.per_month as list_rate,
        -- Periods of about whole months count as whole months, so that February does not cost more than March.
        case
            when round(measured.elapsed_months) >= 1
                and abs(measured.elapsed_months - round(measured.elapsed_months)) <= measured.tolerance_ratio
                then round(measured.elapsed_months)
            else measured.elapsed_months
        end as period_months
    from measured
),

rated as (
    select
        priced.*,
        case
            when priced.amount = 0 then 0
            when priced.is_whole then cast(priced.amount as double) * priced.per_month
            when
                abs(priced.list_rate * priced.elapsed_months - abs(cast(priced.amount as double)))
                <= abs(cast(priced.amount as double)) * priced.tolerance_ratio + priced.tolerance_amount
                then sign(priced.amount) * priced.list_rate
            else cast(priced.amount as double) / priced.period_months
        end as rate
    from priced
)

select
    rated.line_id,
    rated.invoice_id,
    rated.subscription_id,
    rated.subscription_item_id,
    rated.names_item,
    rated.price_id,
    rated.product_id,
    rated.currency,
    rated.quantity,
    coalesce(rated.is_whole, not rated.is_proration) as is_whole,
    rated.valid_from,
    rated.valid_to,
    rated.invoiced_at,
    {{ as_mrr('rated.rate') }} as mrr_list,
    {{ as_mrr('rated.rate * (1 - coalesce(abs(rated.permanent_discounts) / nullif(abs(cast(rated.amount as double)), 0), 0))') }} as mrr,
    {{ as_mrr('rated.rate * (1 - coalesce(abs(rated.all_discounts) / nullif(abs(cast(rated.amount as double)), 0), 0))') }} as mrr_net_all
from rated
