-- What each recurring invoice line says an item costs per month, and from when to when. Prorations are signed: a credit
-- for unused time takes the old rate away, the charge beside it brings the new one.
with measured as (
    select
        lines.*,
        abs(cast(lines.amount as double)) as size,
        {{ per_month('intervals', 'lines.interval_count') }} as per_month,
        cast(
            {{ dbt.datediff('lines.period_start_at', 'lines.period_end_at', 'second') }}
            as double
        ) as elapsed_seconds,
        -- A proration runs to the end of its billing cycle, so that the cycle's start is known from there.
        {{ cycle_start('lines.period_end_at', 'intervals', 'lines.interval_count') }} as cycle_start_at,
        tolerance.value as tolerance_ratio,
        slack.value as tolerance_amount
    from {{ ref('recurring_invoice_lines') }} as lines
    cross join {{ ref('policies_in_force') }} as policies
    left join {{ ref('billing_intervals') }} as intervals
        on
            lines.recurring_interval = intervals.recurring_interval
            and {{ interval_taken('intervals', 'policies', 'lines.valid_from') }}
    inner join {{ ref('mrr_rules') }} as tolerance
        on tolerance.rule = 'proration_tolerance_ratio' and {{ in_force('tolerance', 'lines.valid_from') }}
    inner join {{ ref('mrr_rules') }} as slack
        on slack.rule = 'proration_tolerance_amount' and {{ in_force('slack', 'lines.valid_from') }}
),

scaled as (
    select
        measured.*,
        cast(measured.unit_amount as double) * cast(measured.quantity as double) as list_price,
        measured.elapsed_seconds / cast(
            {{ dbt.datediff('measured.cycle_start_at', 'measured.period_end_at', 'second') }}
            as double
        ) as cycle_share,
        measured.elapsed_seconds / 86400 * 12 / 365 as elapsed_months
    from measured
),

-- Which reading of the price explains a prorated amount best: list, net of permanent, or net of all discounts.
explained as (
    select
        scaled.*,
        -- About whole months are whole months, so that February does not cost more than March.
        case
            when
                round(scaled.elapsed_months) >= 1
                and abs(scaled.elapsed_months - round(scaled.elapsed_months)) <= scaled.tolerance_ratio
                then round(scaled.elapsed_months)
            else scaled.elapsed_months
        end as period_months,
        not scaled.is_proration and scaled.cycle_share >= 1 - scaled.tolerance_ratio as is_whole,
        abs(scaled.list_price * scaled.cycle_share - scaled.size) as list_gap,
        abs(scaled.list_price * scaled.permanent_share * scaled.cycle_share - scaled.size) as permanent_gap,
        abs(scaled.list_price * scaled.all_share * scaled.cycle_share - scaled.size) as all_gap,
        scaled.size * scaled.tolerance_ratio + scaled.tolerance_amount as tolerance
    from scaled
),

rated as (
    select
        explained.*,
        case
            when explained.is_whole or explained.amount = 0 then 'amount'
            when
                explained.all_discounts = 0
                and explained.permanent_gap < explained.list_gap
                and explained.permanent_gap <= explained.all_gap
                and explained.permanent_gap <= explained.tolerance
                then 'permanent'
            when
                explained.all_discounts = 0
                and explained.all_gap < explained.list_gap
                and explained.all_gap <= explained.tolerance
                then 'all'
            when explained.list_gap <= explained.tolerance then 'list'
            else 'period'
        end as reading
    from explained
),

monthly as (
    select
        rated.*,
        case
            when rated.amount = 0 then 0
            when rated.reading = 'amount' then cast(rated.amount as double) * rated.per_month
            when rated.reading = 'period' then cast(rated.amount as double) / rated.period_months
            else sign(rated.amount) * rated.list_price * rated.per_month
        end as rate,
        -- A prorated amount that a net price explains comes net; on the invoiced basis it counts gross as well.
        cast(rated.amount as double) / coalesce(
            nullif(case rated.reading when 'permanent' then rated.permanent_share when 'all' then rated.all_share end, 0), 1
        ) as billed,
        case
            when rated.reading in ('permanent', 'all') then rated.permanent_share
            else 1 - coalesce(abs(rated.permanent_discounts) / nullif(rated.size, 0), 0)
        end as share_after_permanent,
        case
            when rated.reading = 'permanent' then rated.permanent_share
            when rated.reading = 'all' then rated.all_share
            else 1 - coalesce(abs(rated.all_discounts) / nullif(rated.size, 0), 0)
        end as share_after_all
    from rated
)

select
    monthly.line_id,
    monthly.invoice_id,
    monthly.subscription_id,
    monthly.subscription_item_id,
    monthly.price_id,
    monthly.product_id,
    monthly.currency,
    monthly.quantity,
    coalesce(monthly.is_whole, not monthly.is_proration) as is_whole,
    monthly.valid_from,
    monthly.valid_to,
    {{ reporting_date('monthly.invoiced_at') }} as invoiced_on,
    {{ as_mrr('monthly.rate') }} as mrr_list,
    {{ as_mrr('monthly.rate * monthly.share_after_permanent') }} as mrr,
    {{ as_mrr('monthly.rate * monthly.share_after_all') }} as mrr_net_all,
    {{ as_mrr('monthly.billed') }} as billed_list,
    {{ as_mrr('monthly.billed * monthly.share_after_permanent') }} as billed_net,
    {{ as_mrr('monthly.billed * monthly.share_after_all') }} as billed_net_all
from monthly
