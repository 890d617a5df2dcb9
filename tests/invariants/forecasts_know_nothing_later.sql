-- A forecast rests on terms signed or billed, requests made, fits trained and renewals due by its date.
with calibrated as (
    select
        calibration.forecast_date,
        calibration.horizon_days,
        sum(calibration.cases) as cases,
        max(calibration.renewed_cases - calibration.cases) as renewed_too_many
    from {{ ref('renewal_calibration') }} as calibration
    group by calibration.forecast_date, calibration.horizon_days
),

due as (
    select
        dates.forecast_date,
        count(renewals.renewal_id) as renewals_due
    from {{ ref('forecast_dates') }} as dates
    left join {{ ref('renewals') }} as renewals
        on dates.forecast_date > renewals.due_date
    group by dates.forecast_date
)

select
    'term' as known_later,
    forecast.renewal_id,
    forecast.forecast_date
from {{ ref('renewal_forecast') }} as forecast
inner join {{ ref('known_terms') }} as terms
    on forecast.renewal_id = terms.term_id
where
    terms.started_on > forecast.forecast_date
    or terms.known_on > forecast.forecast_date
    or forecast.cancel_requested_on > forecast.forecast_date
union all
select
    'fit' as known_later,
    told.renewal_id,
    told.forecast_date
from {{ ref('renewal_method_forecasts') }} as told
inner join {{ ref('renewal_forecast') }} as forecast
    on
        told.renewal_id = forecast.renewal_id
        and told.forecast_date = forecast.forecast_date
left join {{ ref('churn_predictions') }} as predictions
    on
        forecast.account_id = predictions.account_id
        and forecast.forecast_date = predictions.as_of_date
where
    told.method = 'model'
    and forecast.standing = 'open'
    and coalesce(predictions.trained_through > told.forecast_date, true)
union all
select
    'case' as known_later,
    cast(null as varchar) as renewal_id,
    calibrated.forecast_date
from calibrated
inner join due
    on calibrated.forecast_date = due.forecast_date
where calibrated.cases > due.renewals_due or calibrated.renewed_too_many > 0
