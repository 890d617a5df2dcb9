-- A touchpoint of days falls due once per account; one of months at the end of every span that the account paid for throughout, as far
-- as it has run.
with first_paid as (
    select
        periods.account_id,
        min(periods.valid_from) as paid_from
    from {{ ref('account_paying_periods') }} as periods
    group by periods.account_id
),

once as (
    select
        first_paid.account_id,
        touchpoints.touchpoint,
        touchpoints.version,
        cast({{ dbt.dateadd('day', 'touchpoints.due_days', 'first_paid.paid_from') }} as date) as due_on
    from first_paid
    inner join {{ ref('survey_touchpoints') }} as touchpoints
        on touchpoints.due_days is not null
),

spans as (
    select distinct
        touchpoints.touchpoint,
        touchpoints.version,
        touchpoints.every_months,
        {{ month_end(dbt.dateadd(
            'month',
            'cast(touchpoints.every_months - 1 - (extract(month from months.month_end) - 1) % touchpoints.every_months as integer)',
            'months.month_end'
        )) }} as due_on
    from {{ ref('scorecard_months') }} as months
    inner join {{ ref('survey_touchpoints') }} as touchpoints
        on touchpoints.every_months is not null
    where months.segment = 'all'
),

repeated as (
    select
        spans.*,
        {{ month_end(dbt.dateadd('month', '-spans.every_months', 'spans.due_on')) }} + 1 as needed_from
    from spans
),

due as (
    select
        once.account_id,
        once.touchpoint,
        once.version,
        once.due_on,
        once.due_on as needed_from,
        once.due_on as needed_to
    from once
    union all
    select
        first_paid.account_id,
        repeated.touchpoint,
        repeated.version,
        repeated.due_on,
        repeated.needed_from,
        least(repeated.due_on, {{ as_of_day() }}) as needed_to
    from repeated
    inner join first_paid
        on repeated.needed_from >= first_paid.paid_from
)

select
    due.account_id,
    touchpoints.touchpoint,
    touchpoints.label,
    touchpoints.survey_type,
    due.due_on,
    due.needed_from - touchpoints.early_days as opens_on,
    due.due_on + touchpoints.late_days as closes_on,
    touchpoints.version as rule_version
from due
inner join {{ ref('survey_touchpoints') }} as touchpoints
    on
        due.touchpoint = touchpoints.touchpoint
        and due.version = touchpoints.version
        and {{ in_force('touchpoints', 'due.due_on') }}
inner join {{ ref('account_paying_periods') }} as periods
    on
        due.account_id = periods.account_id
        and due.needed_from >= periods.valid_from
        and (periods.valid_to is null or due.needed_to < periods.valid_to)
where due.needed_from - touchpoints.early_days <= {{ as_of_day() }}
