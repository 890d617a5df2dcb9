-- Totals are the sums of what they tell of renewal by renewal, exactly, in each segment and over all of them.
with segments as (
    select distinct totals.segment
    from {{ ref('renewal_forecast_totals') }} as totals
),

told as (
    select
        forecast.forecast_date,
        methods.method,
        segments.segment,
        forecast.amount_due,
        forecast.booked_amount,
        forecast.risk_level,
        told.amount_due as rated_amount_due,
        told.expected_amount
    from {{ ref('renewal_forecast') }} as forecast
    inner join {{ ref('forecast_methods') }} as methods
        on {{ in_force('methods', 'forecast.forecast_date') }}
    inner join segments
        on segments.segment in (forecast.segment, 'all')
    left join {{ ref('renewal_method_forecasts') }} as told
        on
            forecast.renewal_id = told.renewal_id
            and forecast.forecast_date = told.forecast_date
            and methods.method = told.method
),

summed as (
    select
        told.forecast_date,
        told.method,
        told.segment,
        count(*) as renewals_due,
        sum(told.amount_due) as amount_due,
        sum(told.booked_amount) as booked_amount,
        sum(case when told.risk_level is null then 0 else told.amount_due end) as at_risk_amount,
        coalesce(sum(told.rated_amount_due), 0) as rated_amount_due,
        coalesce(sum(told.expected_amount), 0) as expected_amount
    from told
    group by told.forecast_date, told.method, told.segment
),

bases as (
    select
        totals.forecast_date,
        totals.method,
        totals.segment,
        totals.basis,
        sum(totals.renewals_due) as renewals_due,
        sum(totals.amount_due) as amount_due,
        sum(totals.booked_amount) as booked_amount,
        sum(totals.at_risk_amount) as at_risk_amount,
        sum(totals.rated_amount_due) as rated_amount_due,
        sum(totals.expected_amount) as expected_amount
    from {{ ref('renewal_forecast_totals') }} as totals
    group by totals.forecast_date, totals.method, totals.segment, totals.basis
)

select
    bases.forecast_date,
    bases.method,
    bases.segment,
    bases.basis
from bases
left join summed
    on
        bases.forecast_date = summed.forecast_date
        and bases.method = summed.method
        and bases.segment = summed.segment
where
    summed.forecast_date is null
    or bases.renewals_due <> summed.renewals_due
    or bases.amount_due <> summed.amount_due
    or bases.booked_amount <> summed.booked_amount
    or bases.at_risk_amount <> summed.at_risk_amount
    or bases.rated_amount_due <> summed.rated_amount_due
    or bases.expected_amount <> summed.expected_amount
