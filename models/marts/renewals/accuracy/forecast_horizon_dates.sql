-- The date at each horizon is a weekly one, because the day of as_of is a forecast date only as long as it is today.
with months as (
    select distinct
        renewals.due_month_end,
        cast({{ dbt.date_trunc('month', 'renewals.due_month_end') }} as date) as due_month_start
    from {{ ref('renewals') }} as renewals
),

looks as (
    select
        months.due_month_end,
        horizons.horizon_days,
        months.due_month_start - horizons.horizon_days as look_date
    from months
    inner join {{ ref('forecast_horizons') }} as horizons
        on {{ in_force('horizons', 'months.due_month_start') }}
)

select
    looks.due_month_end,
    looks.horizon_days,
    looks.look_date,
    max(dates.forecast_date) as forecast_date
from looks
inner join {{ ref('forecast_dates') }} as dates
    on
        looks.look_date >= dates.forecast_date
        and dates.is_weekly
where looks.look_date <= {{ as_of_day() }}
group by looks.due_month_end, looks.horizon_days, looks.look_date
