-- Segments and CSMs add up to the line 'all', exactly; so do the misses by name, and what was drawn was what was forecast.
with parts as (
    {% for dimension in ['segment', 'owner'] %}
    select
        accuracy.due_month_end,
        accuracy.horizon_days,
        accuracy.method,
        '{{ dimension }}' as part,
        sum(case when accuracy.dimension = 'all' then accuracy.forecast_amount else -accuracy.forecast_amount end) as forecast_gap,
        sum(case when accuracy.dimension = 'all' then accuracy.actual_amount else -accuracy.actual_amount end) as actual_gap
    from {{ ref('forecast_accuracy') }} as accuracy
    where accuracy.dimension in ('all', '{{ dimension }}')
    group by accuracy.due_month_end, accuracy.horizon_days, accuracy.method
    union all
    {% endfor %}
    select
        accuracy.due_month_end,
        accuracy.horizon_days,
        accuracy.method,
        'misses' as part,
        accuracy.outcome_error - sum(misses.outcome_error) as forecast_gap,
        accuracy.amount_error - sum(misses.amount_error) as actual_gap
    from {{ ref('forecast_accuracy') }} as accuracy
    inner join {{ ref('forecast_misses') }} as misses
        on
            accuracy.due_month_end = misses.due_month_end
            and accuracy.horizon_days = misses.horizon_days
            and accuracy.method = misses.method
    where accuracy.dimension = 'all' and accuracy.signed_error is not null
    group by accuracy.due_month_end, accuracy.horizon_days, accuracy.method, accuracy.outcome_error, accuracy.amount_error
    union all
    select
        accuracy.due_month_end,
        accuracy.horizon_days,
        accuracy.method,
        'intervals' as part,
        accuracy.forecast_amount - simulated.expected_amount as forecast_gap,
        case when simulated.median_amount between simulated.lower_amount and simulated.upper_amount then 0 else 1 end as actual_gap
    from {{ ref('forecast_accuracy') }} as accuracy
    inner join {{ ref('forecast_simulated') }} as simulated
        on
            accuracy.due_month_end = simulated.period_end
            and accuracy.horizon_days = simulated.horizon_days
            and accuracy.method = simulated.method
            and accuracy.dimension = simulated.dimension
            and accuracy.dimension_value = simulated.dimension_value
            and simulated.basis = 'due_month'
)

select parts.*
from parts
where parts.forecast_gap <> 0 or parts.actual_gap <> 0
