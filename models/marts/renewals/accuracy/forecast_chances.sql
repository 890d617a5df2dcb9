-- Horizon 0 is the newest forecast, of all that it speaks of. What a renewal brings if it renews is what is due, or, once
-- it is booked, what is booked.
with positions as (
    select
        dates.horizon_days,
        positions.*
    from {{ ref('renewal_positions') }} as positions
    inner join {{ ref('forecast_horizon_dates') }} as dates
        on
            positions.forecast_date = dates.forecast_date
            and positions.due_month_end = dates.due_month_end
    union all
    select
        0 as horizon_days,
        positions.*
    from {{ ref('renewal_positions') }} as positions
    where positions.is_current
)

select
    cast(positions.horizon_days as integer) as horizon_days,
    forecasts.method,
    positions.renewal_id,
    positions.forecast_date,
    positions.due_month_end,
    cast({{ dbt.last_day('positions.due_month_end', 'quarter') }} as date) as due_quarter_end,
    positions.segment,
    positions.owner_id,
    forecasts.probability,
    forecasts.amount_due,
    case forecasts.probability when 1 then forecasts.expected_amount else forecasts.amount_due end as amount_if_renewed,
    forecasts.expected_amount,
    rules.draws,
    rules.random_seed,
    rules.interval_share
from positions
inner join {{ ref('renewal_method_forecasts') }} as forecasts
    on
        positions.renewal_id = forecasts.renewal_id
        and positions.forecast_date = forecasts.forecast_date
inner join {{ ref('simulation_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
