-- An error is told once all that the period held is settled, and only where the method forecast any of it.
with compared as (
    select
        cells.*,
        {% for name, difference in [
            ('signed_error', 'cells.forecast_amount - cells.actual_amount'),
            ('outcome_error', 'cells.forecast_amount - cells.renewed_as_forecast_amount'),
            ('amount_error', 'cells.renewed_as_forecast_amount - cells.actual_amount'),
            ('all_renew_error', 'cells.all_renew_amount - cells.actual_amount'),
            ('settled_amount', 'cells.actual_amount'),
            ('settled_as_forecast', 'cells.renewed_as_forecast_amount'),
        ] %}
        case when cells.is_settled and cells.renewals > 0 then cast({{ difference }} as decimal(18, 6)) end as {{ name }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('forecast_cells') }} as cells
)

select
    compared.basis,
    compared.period_end,
    compared.horizon_days,
    compared.method,
    compared.dimension,
    compared.dimension_value,
    compared.dimension_label,
    compared.forecast_date,
    compared.is_settled,
    compared.renewals,
    compared.due_amount,
    compared.forecast_amount,
    compared.actual_amount,
    compared.signed_error,
    compared.outcome_error,
    compared.amount_error,
    cast(abs(compared.signed_error) as decimal(18, 6)) as absolute_error,
    {{ divide('abs(compared.signed_error)', 'compared.settled_amount') }} as error_share,
    {{ divide('compared.settled_amount', 'compared.forecast_amount') }} as actual_to_forecast,
    abs(compared.signed_error) <= {{ converted('compared.settled_amount', 'shares.target') }} as is_within_goal,
    compared.settled_amount >= {{ converted('compared.forecast_amount', 'ratios.target') }} as is_forecast_reached,
    simulated.lower_amount,
    simulated.median_amount,
    simulated.upper_amount,
    compared.settled_as_forecast between simulated.lower_amount and simulated.upper_amount as is_within_interval,
    compared.settled_amount between simulated.lower_amount and simulated.upper_amount as is_amount_within_interval,
    simulated.expected_absolute_error as noise_floor,
    compared.all_renew_error,
    compared.renewals_unrated,
    compared.unrated_amount,
    compared.renewals_unforecast,
    compared.unforecast_amount,
    compared.unforecast_actual_amount
from compared
left join {{ ref('forecast_simulated') }} as simulated
    on
        compared.basis = simulated.basis
        and compared.period_end = simulated.period_end
        and compared.horizon_days = simulated.horizon_days
        and compared.method = simulated.method
        and compared.dimension = simulated.dimension
        and compared.dimension_value = simulated.dimension_value
left join {{ ref('forecast_targets') }} as shares
    on
        shares.measure = 'error_share'
        and {{ in_force('shares', 'compared.period_end') }}
left join {{ ref('forecast_targets') }} as ratios
    on
        ratios.measure = 'actual_to_forecast'
        and {{ in_force('ratios', 'compared.period_end') }}
