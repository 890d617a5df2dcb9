with dated as (
    select
        forecast.forecast_date,
        bases.basis,
        cast(
            case bases.window_months
                when 3 then {{ dbt.last_day('forecast.due_date', 'quarter') }}
                else {{ dbt.last_day('forecast.due_date', 'month') }}
            end as date
        ) as period_end,
        forecast.segment,
        methods.method,
        forecast.standing,
        forecast.risk_level,
        forecast.amount_due,
        forecast.booked_amount,
        -- Of what is signed the amount is known; the rest of it is as good as lost.
        case when forecast.standing = 'open' then forecast.amount_due else forecast.booked_amount end as likely_amount,
        told.probability,
        told.expected_amount,
        dates.worst_probability,
        dates.commit_probability,
        dates.best_probability
    from {{ ref('renewal_forecast') }} as forecast
    cross join {{ ref('renewal_rate_bases') }} as bases
    inner join {{ ref('forecast_dates') }} as dates
        on forecast.forecast_date = dates.forecast_date
    inner join {{ ref('forecast_methods') }} as methods
        on {{ in_force('methods', 'forecast.forecast_date') }}
    left join {{ ref('renewal_method_forecasts') }} as told
        on
            forecast.renewal_id = told.renewal_id
            and forecast.forecast_date = told.forecast_date
            and methods.method = told.method
    where bases.counted_by = 'due_date'
),

told as (
    select
        dated.*,
        dated.segment as told_segment
    from dated
    union all
    select
        dated.*,
        'all' as told_segment
    from dated
),

totals as (
    select
        told.forecast_date,
        told.basis,
        told.period_end,
        told.told_segment as segment,
        told.method,
        cast(sum(told.amount_due) as decimal(18, 6)) as amount_due,
        cast(sum(case when told.probability is null then 0 else told.amount_due end) as decimal(18, 6)) as rated_amount_due,
        cast(sum(told.booked_amount) as decimal(18, 6)) as booked_amount,
        cast(coalesce(sum(told.expected_amount), 0) as decimal(18, 6)) as expected_amount,
        {% for scenario in ['worst', 'commit', 'best'] %}
        cast(
            sum(case when told.probability >= told.{{ scenario }}_probability then told.likely_amount else 0 end) as decimal(18, 6)
        ) as {{ scenario }}_amount,
        {% endfor %}
        cast(sum(case when told.risk_level is null then 0 else told.amount_due end) as decimal(18, 6)) as at_risk_amount,
        cast(count(*) as integer) as renewals_due,
        cast(count(case when told.standing = 'renewed' then 1 end) as integer) as renewals_booked,
        cast(count(case when told.standing = 'churned' then 1 end) as integer) as renewals_lost,
        cast(count(told.risk_level) as integer) as renewals_at_risk,
        cast(count(case when told.probability is null then 1 end) as integer) as renewals_unrated
    from told
    group by told.forecast_date, told.basis, told.period_end, told.told_segment, told.method
)

select
    totals.forecast_date,
    totals.basis,
    totals.period_end,
    totals.segment,
    totals.method,
    totals.amount_due,
    totals.rated_amount_due,
    totals.booked_amount,
    totals.expected_amount,
    totals.worst_amount,
    totals.commit_amount,
    totals.best_amount,
    totals.at_risk_amount,
    {{ divide('totals.expected_amount', 'totals.rated_amount_due') }} as forecast_rate,
    totals.renewals_due,
    totals.renewals_booked,
    totals.renewals_lost,
    totals.renewals_at_risk,
    totals.renewals_unrated
from totals
