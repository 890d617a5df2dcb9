-- A score stands until the next date on which the rule looks.
with calendars as (
    select
        'daily' as cadence,
        dates.as_of_date,
        lead(dates.as_of_date) over (order by dates.as_of_date) as next_date
    from {{ ref('health_dates') }} as dates
    union all
    select
        'weekly' as cadence,
        dates.as_of_date,
        lead(dates.as_of_date) over (order by dates.as_of_date) as next_date
    from {{ ref('health_dates') }} as dates
    where dates.is_weekly
),

measured as (
    select
        scores.account_id,
        rules.rule_id,
        rules.version,
        rules.op,
        rules.threshold,
        scores.as_of_date as valid_from,
        coalesce(calendars.next_date, {{ latest_day() }}) as valid_to,
        scores.score as value,
        scores.previous_score as base,
        case rules.kind when 'score_drop' then scores.change_30d else scores.score end as figure
    from {{ ref('account_health') }} as scores
    inner join {{ ref('alert_rules') }} as rules
        on
            scores.profile = rules.profile
            and rules.is_enabled
            and rules.kind in ('score_level', 'score_drop')
            and {{ in_force('rules', 'scores.as_of_date') }}
            and (rules.minimum_coverage is null or scores.coverage >= rules.minimum_coverage)
    inner join calendars
        on
            rules.cadence = calendars.cadence
            and scores.as_of_date = calendars.as_of_date
)

select
    measured.account_id,
    measured.rule_id,
    measured.version as rule_version,
    measured.valid_from,
    measured.valid_to,
    cast(measured.value as decimal(18, 6)) as value,
    cast(measured.base as decimal(18, 6)) as base,
    cast(measured.figure as decimal(18, 6)) as figure
from measured
where {{ rule_holds('measured') }}
