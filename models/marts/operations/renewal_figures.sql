-- The quarter that holds the month, as the newest forecast by the month end tells it. A tier with nothing due is told as 0.
with dates as (
    select
        months.month_end,
        months.segment,
        months.is_provisional,
        max(forecasts.forecast_date) as forecast_date
    from {{ ref('scorecard_months') }} as months
    inner join {{ ref('forecast_dates') }} as forecasts
        on months.month_end >= forecasts.forecast_date
    group by months.month_end, months.segment, months.is_provisional
),

due as (
    select
        dates.month_end,
        forecasts.segment,
        dates.is_provisional,
        forecasts.account_id,
        forecasts.amount_due,
        forecasts.expected_amount,
        forecasts.standing = 'open' and forecasts.risk_level is not null as is_at_risk
    from dates
    inner join {{ ref('renewal_forecast') }} as forecasts
        on
            dates.forecast_date = forecasts.forecast_date
            and forecasts.due_date <= {{ dbt.last_day('dates.month_end', 'quarter') }}
            and forecasts.due_date >= cast({{ dbt.date_trunc('quarter', 'dates.month_end') }} as date)
    where dates.segment = 'all'
),

told as (
    {% for segment in ['due.segment', "'all'"] %}
    select
        due.*,
        {{ segment }} as told_segment
    from due
    union all
    {% endfor %}
    select
        dates.month_end,
        dates.segment,
        dates.is_provisional,
        cast(null as varchar) as account_id,
        0 as amount_due,
        0 as expected_amount,
        false as is_at_risk,
        dates.segment as told_segment
    from dates
),

summed as (
    select
        told.month_end,
        told.told_segment as segment,
        cast(sum(told.amount_due) as decimal(18, 6)) as renewals_due_amount,
        cast(sum(told.expected_amount) as decimal(18, 6)) as renewals_forecast_amount,
        cast(sum(case when told.expected_amount is not null then told.amount_due else 0 end) as decimal(18, 6)) as rated_amount,
        cast(sum(case when told.is_at_risk then told.amount_due else 0 end) as decimal(18, 6)) as renewals_at_risk_amount,
        count(case when told.is_at_risk then 1 end) as renewals_at_risk,
        count(distinct case when told.is_at_risk then told.account_id end) as renewals_at_risk_accounts,
        bool_or(told.is_provisional) as is_provisional
    from told
    group by told.month_end, told.told_segment
)

select
    summed.month_end,
    'renewals_forecast_share' as metric_id,
    summed.segment,
    summed.renewals_forecast_amount as numerator,
    summed.rated_amount as denominator,
    {{ divide('summed.renewals_forecast_amount', 'summed.rated_amount') }} as value,
    'ratio' as unit,
    summed.is_provisional
from summed
where summed.rated_amount > 0
{% for metric, unit in [
    ('renewals_due_amount', 'money'), ('renewals_forecast_amount', 'money'), ('renewals_at_risk_amount', 'money'),
    ('renewals_at_risk', 'count'), ('renewals_at_risk_accounts', 'count'),
] %}
union all
select
    summed.month_end,
    '{{ metric }}' as metric_id,
    summed.segment,
    cast(null as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    cast(summed.{{ metric }} as decimal(28, 6)) as value,
    '{{ unit }}' as unit,
    summed.is_provisional
from summed
{% endfor %}
