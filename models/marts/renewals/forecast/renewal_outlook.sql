-- Each renewal beside the forecast of today: what a page reads whole stands in one place, in the order of due dates.
with current_forecasts as (
    select
        forecasts.renewal_id,
        forecasts.forecast_date,
        forecasts.segment,
        forecasts.amount_due,
        forecasts.health_score,
        forecasts.health_band,
        forecasts.risk_level,
        forecasts.risk_reason,
        forecasts.is_disputed
    from {{ ref('renewal_forecast') }} as forecasts
    where forecasts.is_current
),

listed as (
    select
        renewals.*,
        methods.method,
        case renewals.outcome when 'renewed' then 'renewed' when 'churned' then 'lost' else 'open' end as state
    from {{ ref('renewals') }} as renewals
    inner join {{ ref('forecast_methods') }} as methods
        on {{ in_force('methods', as_of_day()) }}
)

select
    listed.renewal_id,
    listed.method,
    listed.account_id,
    accounts.account_name,
    accounts.owner_id,
    accounts.owner_name,
    coalesce(forecasts.segment, listed.segment) as segment,
    listed.due_date,
    listed.due_month_end,
    listed.state,
    forecasts.renewal_id is not null as is_in_forecast,
    case when listed.state = 'open' then coalesce(forecasts.amount_due, listed.amount_due) else listed.amount_due end as amount_due,
    case when listed.state = 'open' then calls.probability end as probability,
    case when listed.state = 'open' then calls.expected_amount else listed.renewed_amount end as expected_amount,
    cast(
        case when listed.state = 'open' and forecasts.risk_level is not null then forecasts.amount_due else 0 end
        as decimal(18, 6)
    ) as at_risk_amount,
    cast(
        case when forecasts.renewal_id is null then listed.renewed_amount else 0 end as decimal(18, 6)
    ) as past_amount,
    listed.renewed_amount,
    listed.uplift_amount,
    listed.ended_early_amount,
    listed.timing,
    listed.decided_by,
    listed.days_to_due,
    listed.phase,
    listed.next_step,
    listed.next_step_on,
    listed.notice_date,
    listed.auto_renews,
    listed.term_months,
    listed.talk_lead_days,
    forecasts.health_score,
    forecasts.health_band,
    forecasts.risk_level,
    forecasts.risk_reason,
    forecasts.is_disputed
from listed
left join {{ ref('accounts') }} as accounts
    on listed.account_id = accounts.account_id
left join current_forecasts as forecasts
    on listed.renewal_id = forecasts.renewal_id
left join {{ ref('renewal_method_forecasts') }} as calls
    on
        forecasts.renewal_id = calls.renewal_id
        and forecasts.forecast_date = calls.forecast_date
        and listed.method = calls.method
