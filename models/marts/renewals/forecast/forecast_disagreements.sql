with disputed as (
    select forecast.*
    from {{ ref('renewal_forecast') }} as forecast
    where forecast.is_disputed
),

ranked as (
    select
        told.renewal_id,
        told.forecast_date,
        told.method,
        told.probability,
        row_number() over (
            partition by told.renewal_id, told.forecast_date
            order by told.probability asc, methods.rank asc
        ) as from_below,
        row_number() over (
            partition by told.renewal_id, told.forecast_date
            order by told.probability desc, methods.rank asc
        ) as from_above
    from disputed
    inner join {{ ref('renewal_method_forecasts') }} as told
        on
            disputed.renewal_id = told.renewal_id
            and disputed.forecast_date = told.forecast_date
    inner join {{ ref('forecast_methods') }} as methods
        on
            told.method = methods.method
            and {{ in_force('methods', 'told.forecast_date') }}
)

select
    disputed.renewal_id,
    disputed.forecast_date,
    disputed.is_current,
    disputed.account_id,
    disputed.segment,
    disputed.owner_id,
    disputed.owner_name,
    disputed.due_date,
    disputed.days_to_due,
    disputed.amount_due,
    lowest.method as lowest_method,
    lowest.probability as lowest_probability,
    highest.method as highest_method,
    highest.probability as highest_probability,
    cast(highest.probability - lowest.probability as decimal(9, 6)) as difference,
    {{ converted('disputed.amount_due', 'highest.probability - lowest.probability') }} as amount_at_stake
from disputed
inner join ranked as lowest
    on
        disputed.renewal_id = lowest.renewal_id
        and disputed.forecast_date = lowest.forecast_date
        and lowest.from_below = 1
inner join ranked as highest
    on
        disputed.renewal_id = highest.renewal_id
        and disputed.forecast_date = highest.forecast_date
        and highest.from_above = 1
