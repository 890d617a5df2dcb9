-- A probability lies within 0 and 1 and an expectation within nothing and what is due; what is decided has no doubt.
select
    told.renewal_id,
    told.forecast_date,
    told.method,
    forecast.standing,
    told.probability,
    told.amount_due,
    told.expected_amount
from {{ ref('renewal_method_forecasts') }} as told
left join {{ ref('renewal_forecast') }} as forecast
    on
        told.renewal_id = forecast.renewal_id
        and told.forecast_date = forecast.forecast_date
where
    forecast.renewal_id is null
    or told.amount_due <> forecast.amount_due
    or told.probability not between 0 and 1
    or told.expected_amount not between 0 and told.amount_due
    or forecast.booked_amount not between 0 and forecast.amount_due
    or (forecast.standing = 'renewed' and (told.probability <> 1 or told.expected_amount <> forecast.booked_amount))
    or (forecast.standing = 'churned' and (told.probability <> 0 or told.expected_amount <> 0))
    or (forecast.standing <> 'renewed' and forecast.booked_amount <> 0)
