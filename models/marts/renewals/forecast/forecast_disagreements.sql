with ranked as (
    select
        told.renewal_id,
        told.forecast_date,
        told.method,
        told.probability,
        told.amount_due,
        row_number() over (
            partition by told.renewal_id, told.forecast_date
            order by told.probability asc, methods.rank asc
        ) as from_below,
        row_number() over (
            partition by told.renewal_id, told.forecast_date
            order by told.probability desc, methods.rank asc
        ) as from_above
    from {{ ref('renewal_method_forecasts') }} as told
    inner join {{ ref('forecast_methods') }} as methods
        on
            told.method = methods.method
            and {{ in_force('methods', 'told.forecast_date') }}
)

select
    forecast.renewal_id,
    forecast.forecast_date,
    forecast.is_current,
    forecast.account_id,
    forecast.segment,
    forecast.owner_id,
    forecast.owner_name,
    forecast.due_date,
    forecast.days_to_due,
    forecast.amount_due,
    lowest.method as lowest_method,
    lowest.probability as lowest_probability,
    highest.method as highest_method,
    highest.probability as highest_probability,
    cast(highest.probability - lowest.probability as decimal(9, 6)) as difference,
    {{ converted('forecast.amount_due', 'highest.probability - lowest.probability') }} as amount_at_stake
from {{ ref('renewal_forecast') }} as forecast
inner join ranked as lowest
    on
        forecast.renewal_id = lowest.renewal_id
        and forecast.forecast_date = lowest.forecast_date
        and lowest.from_below = 1
inner join ranked as highest
    on
        forecast.renewal_id = highest.renewal_id
        and forecast.forecast_date = highest.forecast_date
        and highest.from_above = 1
where forecast.is_disputed
