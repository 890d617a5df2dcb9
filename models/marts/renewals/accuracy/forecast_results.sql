with told as (
    select
        errors.*,
        errors.signed_error is not null as is_told
    from {{ ref('forecast_errors') }} as errors
    where errors.is_settled
),

summed as (
    select
        told.horizon_days,
        told.method,
        told.basis,
        told.dimension,
        told.dimension_value,
        max(told.dimension_label) as dimension_label,
        cast(count(told.signed_error) as integer) as periods,
        cast(sum(told.renewals) as integer) as renewals,
        {% for name in ['due_amount', 'forecast_amount', 'actual_amount'] %}
        cast(sum(told.{{ name }}) as decimal(18, 6)) as {{ name }},
        {% endfor %}
        {% for name in ['signed_error', 'outcome_error', 'amount_error', 'absolute_error'] %}
        cast(sum(told.{{ name }}) as decimal(18, 6)) as {{ name }},
        {% endfor %}
        cast(sum(abs(told.outcome_error)) as decimal(18, 6)) as absolute_outcome_error,
        cast(sum(abs(told.amount_error)) as decimal(18, 6)) as absolute_amount_error,
        cast(sum(case when told.is_told then told.noise_floor end) as decimal(18, 6)) as noise_floor,
        cast(sum(abs(told.all_renew_error)) as decimal(18, 6)) as all_renew_absolute_error,
        {% for name in ['within_goal', 'forecast_reached', 'within_interval', 'amount_within_interval'] %}
        cast(count(case when told.is_{{ name }} then 1 end) as integer) as periods_{{ name }},
        {% endfor %}
        cast(sum(told.renewals_unrated) as integer) as renewals_unrated,
        cast(sum(told.unrated_amount) as decimal(18, 6)) as unrated_amount,
        cast(sum(told.renewals_unforecast) as integer) as renewals_unforecast,
        cast(sum(told.unforecast_amount) as decimal(18, 6)) as unforecast_amount
    from told
    group by told.horizon_days, told.method, told.basis, told.dimension, told.dimension_value
    having count(told.signed_error) > 0
)

select
    summed.horizon_days,
    summed.method,
    summed.basis,
    summed.dimension,
    summed.dimension_value,
    summed.dimension_label,
    summed.periods,
    summed.renewals,
    summed.due_amount,
    summed.forecast_amount,
    summed.actual_amount,
    {{ divide('summed.actual_amount', 'summed.forecast_amount') }} as actual_to_forecast,
    summed.signed_error,
    {{ divide('summed.signed_error', 'summed.actual_amount') }} as signed_error_share,
    summed.outcome_error,
    summed.amount_error,
    summed.absolute_error,
    {{ divide('summed.absolute_error', 'summed.actual_amount') }} as error_share,
    summed.absolute_outcome_error,
    summed.absolute_amount_error,
    summed.noise_floor,
    {{ divide('summed.noise_floor', 'summed.actual_amount') }} as noise_share,
    summed.all_renew_absolute_error,
    {{ divide('summed.all_renew_absolute_error', 'summed.actual_amount') }} as all_renew_error_share,
    {% for name in ['within_goal', 'forecast_reached', 'within_interval', 'amount_within_interval'] %}
    summed.periods_{{ name }},
    {{ divide('summed.periods_' ~ name, 'summed.periods') }} as share_{{ name }},
    {% endfor %}
    summed.renewals_unrated,
    summed.unrated_amount,
    {{ divide('summed.due_amount', 'summed.due_amount + summed.unrated_amount') }} as rated_share,
    summed.renewals_unforecast,
    summed.unforecast_amount
from summed
