-- A date may be both the newest and the horizon of a month: it says the same of it.
select distinct
    simulated.forecast_date,
    simulated.method,
    simulated.basis,
    simulated.period_end,
    simulated.dimension_value as segment,
    dates.is_current,
    simulated.draws,
    simulated.renewals,
    simulated.expected_amount,
    simulated.lower_amount,
    simulated.median_amount,
    simulated.upper_amount,
    simulated.expected_absolute_error
from {{ ref('forecast_simulated') }} as simulated
inner join {{ ref('forecast_dates') }} as dates
    on simulated.forecast_date = dates.forecast_date
where
    simulated.dimension in ('all', 'segment')
    and (simulated.basis = 'due_month' or simulated.horizon_days = 0)
