-- Every amount of a window is told at the rate of its opening month end, so that what a lost customer takes away is exactly
-- what it had. Kinds of movement are differences of balances rounded one after the other: they end at the closing balance
-- to the last decimal.
{% set kinds = ['contraction', 'churn', 'expansion', 'reactivation', 'new'] %}
with windows as (
    select
        windows.window_months,
        months.month_end,
        months.is_provisional,
        {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }} as opening_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as months
        on {{ in_force('windows', 'months.month_end') }}
),

paired as (
    select
        windows.window_months,
        windows.opening_month_end,
        windows.is_provisional,
        closings.unit_level,
        closings.unit_key,
        closings.unit_id,
        closings.product,
        closings.month_end,
        closings.closing_mrr,
        closings.rate as closing_rate,
        coalesce(rates.rate, closings.rate) as rate,
        closings.closing_local_mrr,
        closings.zero_months_to_date - coalesce(openings.zero_months_to_date, 0) as zero_months,
        {% for kind in kinds %}
        closings.{{ kind }}_to_date - coalesce(openings.{{ kind }}_to_date, 0) as local_{{ kind }},
        {% endfor %}
        coalesce(openings.closing_local_mrr, 0) as local_opening
    from windows
    inner join {{ ref('cohort_unit_movements') }} as closings
        on
            windows.month_end = closings.month_end
            and windows.month_end >= closings.tree_from
            and (closings.tree_to is null or windows.month_end < closings.tree_to)
    left join {{ ref('reporting_rates') }} as rates
        on
            windows.opening_month_end = rates.month_end
            and closings.currency = rates.currency
    left join {{ ref('cohort_unit_movements') }} as openings
        on
            closings.unit_level = openings.unit_level
            and closings.unit_key = openings.unit_key
            and closings.tree_from = openings.tree_from
            and closings.currency = openings.currency
            and windows.opening_month_end = openings.month_end
),

valued as (
    select
        paired.*,
        {% for kind in kinds %}
        {{ converted('paired.local_opening + paired.local_' ~ kinds[:loop.index] | join(' + paired.local_'), 'paired.rate') }}
            as after_{{ kind }},
        {% endfor %}
        {{ converted('paired.local_opening', 'paired.rate') }} as after_opening
    from paired
)

select
    valued.unit_level,
    valued.unit_key,
    max(valued.unit_id) as unit_id,
    max(valued.product) as product,
    valued.month_end,
    valued.window_months,
    max(valued.opening_month_end) as opening_month_end,
    bool_or(valued.is_provisional) as is_provisional,
    min(valued.zero_months) > 0 as was_at_zero,
    {% for kind in kinds %}
    cast(sum(valued.after_{{ kind }} - valued.after_{{ (['opening'] + kinds)[loop.index0] }}) as decimal(18, 6)) as {{ kind }}_mrr,
    {% endfor %}
    cast(sum(valued.after_opening) as decimal(18, 6)) as opening_mrr,
    cast(max(valued.closing_mrr) as decimal(18, 6)) as closing_mrr,
    cast(sum(valued.after_new) as decimal(18, 6)) as closing_mrr_at_opening_rate
from valued
group by valued.unit_level, valued.unit_key, valued.month_end, valued.window_months
