with due as (
    select
        forecast.forecast_date,
        forecast.due_month_end,
        forecast.segment,
        sum(forecast.amount_due) as amount_due,
        sum(forecast.booked_amount) as booked_amount,
        sum(case when forecast.risk_level is null then 0 else forecast.amount_due end) as at_risk_amount,
        count(*) as renewals_due,
        count(case when forecast.standing = 'renewed' then 1 end) as renewals_booked,
        count(case when forecast.standing = 'churned' then 1 end) as renewals_lost,
        count(forecast.risk_level) as renewals_at_risk
    from {{ ref('renewal_forecast') }} as forecast
    group by forecast.forecast_date, forecast.due_month_end, forecast.segment
),

-- Of what is signed the amount is known; the rest of it is as good as lost. Scenarios lie about what is expected: worst and
-- commit leave out what is less likely, best counts what is more likely than not in full.
likely as (
    select
        forecast.forecast_date,
        forecast.due_month_end,
        forecast.segment,
        told.method,
        told.amount_due,
        told.expected_amount,
        told.probability,
        case when forecast.standing = 'open' then told.amount_due else forecast.booked_amount end as likely_amount
    from {{ ref('renewal_method_forecasts') }} as told
    inner join {{ ref('renewal_forecast') }} as forecast
        on
            told.renewal_id = forecast.renewal_id
            and told.forecast_date = forecast.forecast_date
),

rated as (
    select
        likely.forecast_date,
        likely.due_month_end,
        likely.segment,
        likely.method,
        sum(likely.amount_due) as rated_amount_due,
        sum(likely.expected_amount) as expected_amount,
        {% for scenario, above, below in [
            ('worst', 'expected_amount', '0'), ('commit', 'expected_amount', '0'), ('best', 'likely_amount', 'likely.expected_amount')
        ] %}
        sum(case when likely.probability >= dates.{{ scenario }}_probability then likely.{{ above }} else {{ below }} end)
            as {{ scenario }}_amount,
        {% endfor %}
        count(*) as renewals_rated
    from likely
    inner join {{ ref('forecast_dates') }} as dates
        on likely.forecast_date = dates.forecast_date
    group by likely.forecast_date, likely.due_month_end, likely.segment, likely.method
)

select
    due.forecast_date,
    due.due_month_end,
    due.segment,
    methods.method,
    due.amount_due,
    coalesce(rated.rated_amount_due, 0) as rated_amount_due,
    due.booked_amount,
    coalesce(rated.expected_amount, 0) as expected_amount,
    coalesce(rated.worst_amount, 0) as worst_amount,
    coalesce(rated.commit_amount, 0) as commit_amount,
    coalesce(rated.best_amount, 0) as best_amount,
    due.at_risk_amount,
    due.renewals_due,
    due.renewals_booked,
    due.renewals_lost,
    due.renewals_at_risk,
    due.renewals_due - coalesce(rated.renewals_rated, 0) as renewals_unrated
from due
inner join {{ ref('forecast_methods') }} as methods
    on {{ in_force('methods', 'due.forecast_date') }}
left join rated
    on
        due.forecast_date = rated.forecast_date
        and due.due_month_end = rated.due_month_end
        and due.segment = rated.segment
        and methods.method = rated.method
