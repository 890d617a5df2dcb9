-- By each method in force every renewal once, with what renewals and the newest forecast say of it together.
{{ config(tags=['invariant']) }}
with told as (
    select
        outlook.method,
        count(*) as renewals,
        sum(case when outlook.state <> 'open' then outlook.amount_due else 0 end) as decided_due,
        sum(outlook.renewed_amount) as renewed_amount,
        sum(outlook.ended_early_amount) as ended_early_amount,
        coalesce(sum(case when outlook.state = 'open' then outlook.expected_amount end), 0) as expected_open
    from {{ ref('renewal_outlook') }} as outlook
    group by outlook.method
),

expected as (
    select
        calls.method,
        sum(calls.expected_amount) as expected_open
    from {{ ref('renewal_method_forecasts') }} as calls
    inner join {{ ref('renewal_forecast') }} as forecasts
        on
            calls.renewal_id = forecasts.renewal_id
            and calls.forecast_date = forecasts.forecast_date
            and forecasts.is_current
    inner join {{ ref('renewals') }} as renewals
        on
            calls.renewal_id = renewals.renewal_id
            and renewals.outcome = 'open'
    group by calls.method
),

held as (
    select
        methods.method,
        (select count(*) from {{ ref('renewals') }}) as renewals,
        (select sum(decided.amount_due) from {{ ref('renewals') }} as decided where decided.outcome <> 'open') as decided_due,
        (select sum(renewed.renewed_amount) from {{ ref('renewals') }} as renewed) as renewed_amount,
        (select sum(ended.ended_early_amount) from {{ ref('renewals') }} as ended) as ended_early_amount,
        coalesce(expected.expected_open, 0) as expected_open
    from {{ ref('forecast_methods') }} as methods
    left join expected
        on methods.method = expected.method
    where {{ in_force('methods', as_of_day()) }}
)

select coalesce(told.method, held.method) as method
from told
full outer join held
    on told.method = held.method
where
    told.renewals is distinct from held.renewals
    or told.decided_due is distinct from held.decided_due
    or told.renewed_amount is distinct from held.renewed_amount
    or told.ended_early_amount is distinct from held.ended_early_amount
    or told.expected_open is distinct from held.expected_open
