-- What became of renewals of the class at that time left, weighed with the rule. Times shorter or longer than all horizons
-- belong to the nearest.
with classes as (
    select
        dates.forecast_date,
        probabilities.band,
        horizons.horizon_days,
        lag(dates.forecast_date) over past as previous_date,
        lag(horizons.horizon_days) over times_left as longer_than_days,
        case when lead(horizons.horizon_days) over times_left is not null then horizons.horizon_days end as at_most_days,
        probabilities.probability,
        dates.prior_cases,
        dates.cancel_request_band
    from {{ ref('forecast_dates') }} as dates
    inner join {{ ref('renewal_probabilities') }} as probabilities
        on {{ in_force('probabilities', 'dates.forecast_date') }}
    inner join {{ ref('forecast_horizons') }} as horizons
        on {{ in_force('horizons', 'dates.forecast_date') }}
    window
        past as (partition by probabilities.band, horizons.horizon_days order by dates.forecast_date),
        times_left as (partition by probabilities.band, dates.forecast_date order by horizons.horizon_days)
),

cells as (
    select
        classes.forecast_date,
        classes.previous_date,
        classes.band as renewal_class,
        classes.horizon_days,
        classes.longer_than_days,
        classes.at_most_days,
        classes.probability as prior_probability,
        classes.prior_cases
    from classes
    union all
    select
        classes.forecast_date,
        classes.previous_date,
        'cancel_requested' as renewal_class,
        classes.horizon_days,
        classes.longer_than_days,
        classes.at_most_days,
        classes.probability as prior_probability,
        classes.prior_cases
    from classes
    where classes.band = classes.cancel_request_band
),

counted as (
    select
        cells.forecast_date,
        cells.renewal_class,
        cells.horizon_days,
        cells.longer_than_days,
        cells.at_most_days,
        cells.prior_probability,
        cells.prior_cases,
        sum(coalesce(sum(changes.decided), 0)) over known as cases,
        sum(coalesce(sum(changes.renewed), 0)) over known as renewed_cases
    from cells
    left join {{ ref('renewal_case_changes') }} as changes
        on
            cells.renewal_class = changes.renewal_class
            and cells.horizon_days = changes.horizon_days
            and cells.forecast_date >= changes.changes_on
            and coalesce(cells.previous_date < changes.changes_on, true)
    group by
        cells.forecast_date, cells.renewal_class, cells.horizon_days, cells.longer_than_days, cells.at_most_days,
        cells.prior_probability, cells.prior_cases
    window known as (
        partition by cells.renewal_class, cells.horizon_days
        order by cells.forecast_date
    )
)

select
    counted.forecast_date,
    counted.renewal_class,
    counted.horizon_days,
    cast(counted.longer_than_days as integer) as longer_than_days,
    cast(counted.at_most_days as integer) as at_most_days,
    cast(counted.cases as integer) as cases,
    cast(counted.renewed_cases as integer) as renewed_cases,
    {{ divide('counted.renewed_cases', 'counted.cases') }} as renewed_share,
    cast(counted.prior_probability as decimal(9, 6)) as prior_probability,
    counted.prior_cases,
    cast(
        {{ divide(
            'counted.renewed_cases + counted.prior_probability * counted.prior_cases',
            'counted.cases + counted.prior_cases',
        ) }} as decimal(9, 6)
    ) as probability
from counted
