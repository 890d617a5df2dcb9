-- What the customers of the first month of a double window paid in its first and in its second half, at the rate of that
-- first month. Recurring revenue of a month is its MRR.
with windows as (
    select
        windows.window_months,
        months.month_end,
        {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }} as half_month_end,
        {{ month_end(dbt.dateadd('month', '1 - 2 * windows.window_months', 'months.month_end')) }} as first_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as months
        on {{ in_force('windows', 'months.month_end') }}
),

paying as (
    select distinct
        movements.unit_level,
        movements.unit_key,
        movements.tree_from,
        movements.tree_to,
        movements.month_end
    from {{ ref('cohort_unit_movements') }} as movements
    where movements.closing_mrr > 0
),

cohorts as (
    select
        windows.*,
        firsts.unit_level,
        firsts.unit_key,
        firsts.tree_from,
        firsts.tree_to
    from windows
    inner join paying as firsts
        on
            windows.first_month_end = firsts.month_end
            and windows.month_end >= firsts.tree_from
            and (firsts.tree_to is null or windows.month_end < firsts.tree_to)
)

select
    cohorts.unit_level,
    cohorts.unit_key,
    cohorts.month_end,
    cohorts.window_months,
    cast(sum({{ converted(
        'halves.local_revenue_to_date - coalesce(firsts.local_revenue_to_date - firsts.closing_local_mrr, 0)', 'rates.rate'
    ) }}) as decimal(18, 6)) as revenue_before,
    cast(sum({{ converted(
        'ends.local_revenue_to_date - coalesce(halves.local_revenue_to_date, 0)', 'rates.rate'
    ) }}) as decimal(18, 6)) as revenue_after
from cohorts
inner join {{ ref('cohort_unit_movements') }} as ends
    on
        cohorts.unit_level = ends.unit_level
        and cohorts.unit_key = ends.unit_key
        and cohorts.tree_from = ends.tree_from
        and cohorts.month_end = ends.month_end
inner join {{ ref('reporting_rates') }} as rates
    on
        cohorts.first_month_end = rates.month_end
        and ends.currency = rates.currency
left join {{ ref('cohort_unit_movements') }} as halves
    on
        ends.unit_level = halves.unit_level
        and ends.unit_key = halves.unit_key
        and ends.tree_from = halves.tree_from
        and ends.currency = halves.currency
        and cohorts.half_month_end = halves.month_end
left join {{ ref('cohort_unit_movements') }} as firsts
    on
        ends.unit_level = firsts.unit_level
        and ends.unit_key = firsts.unit_key
        and ends.tree_from = firsts.tree_from
        and ends.currency = firsts.currency
        and cohorts.first_month_end = firsts.month_end
group by cohorts.unit_level, cohorts.unit_key, cohorts.month_end, cohorts.window_months
