with told as (
    {% for dimension, value, label in [
        ('all', "'all'", "'all'"),
        ('segment', 'trials.segment', 'trials.segment'),
        ('owner', 'trials.owner_id', 'trials.owner_name'),
    ] %}
    select
        '{{ dimension }}' as dimension,
        coalesce({{ value }}, 'unknown') as dimension_value,
        coalesce({{ label }}, 'unknown') as dimension_label,
        trials.*,
        trials.coverage = 'forecast' as is_forecast
    from {{ ref('forecast_trials') }} as trials
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

dated as (
    select
        told.*,
        bases.basis,
        cast(
            case bases.window_months
                when 3 then {{ dbt.last_day('told.due_month_end', 'quarter') }}
                else told.due_month_end
            end as date
        ) as period_end
    from told
    cross join {{ ref('renewal_rate_bases') }} as bases
    where bases.counted_by = 'due_date'
)

select
    dated.basis,
    dated.period_end,
    dated.horizon_days,
    dated.method,
    dated.dimension,
    dated.dimension_value,
    max(dated.dimension_label) as dimension_label,
    max(dated.forecast_date) as forecast_date,
    {% for coverage, suffix in [('forecast', ''), ('unrated', '_unrated'), ('unknown', '_unforecast')] %}
    cast(count(case when dated.coverage = '{{ coverage }}' then 1 end) as integer) as renewals{{ suffix }},
    {% endfor %}
    {% for name, condition, amount in [
        ('due_amount', 'dated.is_forecast', 'dated.amount_due'),
        ('forecast_amount', 'dated.is_forecast', 'dated.forecast_amount'),
        ('all_renew_amount', 'dated.is_forecast', 'dated.all_renew_amount'),
        ('actual_amount', 'dated.is_forecast and dated.is_settled', 'dated.actual_amount'),
        ('renewed_as_forecast_amount', 'dated.is_forecast and dated.is_settled', 'dated.renewed_as_forecast_amount'),
        ('unrated_amount', "dated.coverage = 'unrated'", 'dated.amount_due'),
        ('unforecast_amount', "dated.coverage = 'unknown'", 'dated.amount_due'),
        ('unforecast_actual_amount', "dated.coverage = 'unknown' and dated.is_settled", 'dated.actual_amount'),
    ] %}
    cast(sum(case when {{ condition }} then {{ amount }} else 0 end) as decimal(18, 6)) as {{ name }},
    {% endfor %}
    min(case when dated.is_settled then 1 else 0 end) = 1 and dated.period_end <= {{ as_of_day() }} as is_settled
from dated
group by dated.basis, dated.period_end, dated.horizon_days, dated.method, dated.dimension, dated.dimension_value
