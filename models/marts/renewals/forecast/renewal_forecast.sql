with told as (
    select
        forecasts.renewal_id,
        forecasts.forecast_date,
        max(case when methods.is_record then forecasts.probability end) as probability,
        max(case when methods.is_record then forecasts.expected_amount end) as expected_amount,
        {% for method in ['rule', 'calibrated', 'model', 'csm'] %}
        max(case when forecasts.method = '{{ method }}' then forecasts.probability end) as probability_{{ method }},
        {% endfor %}
        min(forecasts.probability) as lowest_probability,
        max(forecasts.probability) as highest_probability
    from {{ ref('renewal_method_forecasts') }} as forecasts
    inner join {{ ref('forecast_methods') }} as methods
        on
            forecasts.method = methods.method
            and {{ in_force('methods', 'forecasts.forecast_date') }}
    group by forecasts.renewal_id, forecasts.forecast_date
)

select
    positions.renewal_id,
    positions.forecast_date,
    positions.is_current,
    positions.account_id,
    positions.segment,
    positions.owner_id,
    positions.owner_name,
    positions.due_date,
    positions.due_month_end,
    positions.days_to_due,
    positions.standing,
    positions.mrr_due,
    cast(positions.mrr_due * 12 as decimal(18, 6)) as amount_due,
    positions.health_score,
    positions.health_band,
    positions.cancel_requested_on,
    records.method,
    told.probability,
    positions.probability_version,
    told.expected_amount,
    cast(positions.booked_mrr * 12 as decimal(18, 6)) as booked_amount,
    told.probability_rule,
    told.probability_calibrated,
    told.probability_model,
    told.probability_csm,
    told.lowest_probability,
    told.highest_probability,
    coalesce(told.highest_probability - told.lowest_probability > dates.least_difference, false) as is_disputed,
    risks.risk_level,
    risks.risk_reason,
    risks.action as risk_action,
    risks.owner_role as risk_owner_role
from {{ ref('renewal_positions') }} as positions
inner join {{ ref('forecast_dates') }} as dates
    on positions.forecast_date = dates.forecast_date
inner join {{ ref('forecast_methods') }} as records
    on
        records.is_record
        and {{ in_force('records', 'positions.forecast_date') }}
left join told
    on
        positions.renewal_id = told.renewal_id
        and positions.forecast_date = told.forecast_date
left join {{ ref('renewal_risks') }} as risks
    on
        positions.renewal_id = risks.renewal_id
        and positions.forecast_date = risks.forecast_date
