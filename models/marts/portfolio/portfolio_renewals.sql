-- The next open term end of each account, and what falls due within the days that seed portfolio_rules looks ahead.
with horizon as (
    select max(rules.within_days) as within_days
    from {{ ref('portfolio_rules') }} as rules
    where rules.reason_kind = 'renewal_due' and {{ in_force('rules', as_of_day()) }}
),

-- The day of the forecast from which on its level of risk has been today's.
spells as (
    select
        levels.renewal_id,
        max(levels.forecast_date) as risk_since
    from (
        select
            forecasts.renewal_id,
            forecasts.forecast_date,
            forecasts.risk_level,
            lag(forecasts.risk_level) over (
                partition by forecasts.renewal_id
                order by forecasts.forecast_date
            ) as level_before
        from {{ ref('renewal_forecast') }} as forecasts
    ) as levels
    where levels.risk_level is distinct from levels.level_before
    group by levels.renewal_id
),

undecided as (
    select
        renewals.*,
        forecasts.risk_level,
        forecasts.risk_reason,
        case when forecasts.risk_level is not null then spells.risk_since end as risk_since,
        forecasts.expected_amount,
        horizon.within_days,
        row_number() over (
            partition by renewals.account_id
            order by renewals.due_date asc, renewals.amount_due desc, renewals.renewal_id asc
        ) as due_rank
    from {{ ref('renewals') }} as renewals
    left join {{ ref('renewal_forecast') }} as forecasts
        on renewals.renewal_id = forecasts.renewal_id and forecasts.is_current
    left join spells
        on renewals.renewal_id = spells.renewal_id
    cross join horizon
    where renewals.outcome = 'open' and renewals.amount_due > 0
)

select
    undecided.account_id,
    max(case when undecided.due_rank = 1 then undecided.renewal_id end) as renewal_id,
    max(case when undecided.due_rank = 1 then undecided.due_date end) as renewal_date,
    cast(max(case when undecided.due_rank = 1 then undecided.days_to_due end) as integer) as days_to_renewal,
    max(case when undecided.due_rank = 1 then undecided.amount_due end) as renewal_amount,
    max(case when undecided.due_rank = 1 then undecided.segment end) as renewal_segment,
    max(case when undecided.due_rank = 1 then undecided.phase end) as renewal_phase,
    max(case when undecided.due_rank = 1 then undecided.next_step end) as renewal_next_step,
    max(case when undecided.due_rank = 1 then undecided.next_step_on end) as renewal_next_step_on,
    max(case when undecided.due_rank = 1 then undecided.risk_level end) as renewal_risk_level,
    max(case when undecided.due_rank = 1 then undecided.risk_reason end) as renewal_risk_reason,
    max(case when undecided.due_rank = 1 then undecided.risk_since end) as renewal_risk_since,
    cast(
        count(case when undecided.days_to_due between 0 and undecided.within_days then 1 end) as integer
    ) as renewals_ahead,
    cast(
        sum(
            case when undecided.days_to_due between 0 and undecided.within_days then undecided.amount_due else 0 end
        ) as decimal(18, 6)
    ) as renewal_amount_ahead,
    cast(count(case when undecided.days_to_due < 0 then 1 end) as integer) as renewals_past_due,
    -- What is not told by a forecast yet, such as a term that ends years ahead, is expected to stay.
    cast(sum(undecided.amount_due - coalesce(undecided.expected_amount, undecided.amount_due)) as decimal(18, 6))
        as arr_expected_to_go
from undecided
group by undecided.account_id
