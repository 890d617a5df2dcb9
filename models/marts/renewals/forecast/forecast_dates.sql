with scenarios as (
    select
        dates.as_of_date,
        {% for scenario in ['worst', 'commit', 'best'] %}
        max(case when scenarios.scenario = '{{ scenario }}' then scenarios.least_probability end) as {{ scenario }}_probability
        {%- if not loop.last %},{% endif %}

        {% endfor %}
    from {{ ref('health_dates') }} as dates
    inner join {{ ref('forecast_scenarios') }} as scenarios
        on {{ in_force('scenarios', 'dates.as_of_date') }}
    where dates.is_weekly or dates.is_current
    group by dates.as_of_date
)

select
    dates.as_of_date as forecast_date,
    dates.as_of_date as score_date,
    {{ month_end('dates.as_of_date') }} as month_end,
    dates.is_weekly,
    dates.is_current,
    rules.version as rules_version,
    rules.forecast_days,
    rules.prior_cases,
    rules.least_difference,
    rules.model_horizon_days,
    rules.cancel_request_band,
    scenarios.worst_probability,
    scenarios.commit_probability,
    scenarios.best_probability
from {{ ref('health_dates') }} as dates
inner join scenarios
    on dates.as_of_date = scenarios.as_of_date
inner join {{ ref('forecast_rules') }} as rules
    on {{ in_force('rules', 'dates.as_of_date') }}
