-- The whole periods of a subscription item by the month in which they begin: what they bill, and the rate and the end of
-- the last of them. They stand until the next month in which a period begins.
with periods as (
    select
        lines.account_id,
        lines.subscription_item_id,
        lines.currency,
        lines.service_month_end,
        lines.period_start,
        max(lines.subscription_id) as subscription_id,
        max(lines.period_end) as period_end,
        sum(lines.net_amount + lines.temporary_discount) as amount,
        sum(lines.temporary_discount) as temporary_discount,
        sum(lines.monthly_rate) as monthly_rate
    from {{ ref('billing_lines') }} as lines
    where lines.line_class = 'whole'
    group by
        lines.account_id, lines.subscription_item_id, lines.currency, lines.service_month_end, lines.period_start
),

ranked as (
    select
        periods.*,
        row_number() over (
            partition by
                periods.account_id, periods.subscription_item_id, periods.currency, periods.service_month_end
            order by periods.period_start desc
        ) as recency
    from periods
),

monthly as (
    select
        ranked.account_id,
        ranked.subscription_item_id,
        ranked.currency,
        ranked.service_month_end,
        max(ranked.subscription_id) as subscription_id,
        max(case when ranked.recency = 1 then ranked.period_start end) as period_start,
        max(case when ranked.recency = 1 then ranked.period_end end) as period_end,
        max(case when ranked.recency = 1 then ranked.monthly_rate end) as monthly_rate,
        sum(ranked.amount) as amount,
        sum(ranked.temporary_discount) as temporary_discount
    from ranked
    group by ranked.account_id, ranked.subscription_item_id, ranked.currency, ranked.service_month_end
)

select
    monthly.account_id,
    monthly.subscription_item_id,
    monthly.currency,
    monthly.subscription_id,
    monthly.service_month_end,
    lead(monthly.service_month_end) over (
        partition by monthly.account_id, monthly.subscription_item_id, monthly.currency
        order by monthly.service_month_end
    ) as next_service_month_end,
    monthly.period_start,
    monthly.period_end,
    cast(monthly.monthly_rate as decimal(18, 6)) as monthly_rate,
    cast(monthly.amount as decimal(18, 6)) as amount,
    cast(monthly.temporary_discount as decimal(18, 6)) as temporary_discount
from monthly
