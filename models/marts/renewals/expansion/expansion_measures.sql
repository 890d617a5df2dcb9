-- A measure changes on few days and stands between them: deciding those decides every day.
with signals as (
    select signals.*
    from {{ ref('expansion_signals') }} as signals
    where signals.kind in ('share', 'growth', 'level')
),

steps as (
    select
        changes.account_id,
        signals.signal,
        signals.version,
        changes.changed_on,
        sum(case when changes.signal = signals.measure then changes.change else 0 end) as change,
        sum(case when changes.signal = signals.base_measure then changes.change else 0 end) as base_change
    from {{ ref('signal_changes') }} as changes
    inner join signals
        on changes.signal in (signals.measure, signals.base_measure)
    group by changes.account_id, signals.signal, signals.version, changes.changed_on
),

summed as (
    select
        steps.account_id,
        steps.signal,
        steps.version,
        steps.changed_on as valid_from,
        coalesce(lead(steps.changed_on) over days, {{ latest_day() }}) as valid_to,
        sum(steps.change) over days as value,
        sum(steps.base_change) over days as base
    from steps
    window days as (partition by steps.account_id, steps.signal, steps.version order by steps.changed_on)
),

measured as (
    select
        summed.*,
        signals.threshold,
        signals.least_health,
        case signals.kind
            when 'share' then {{ divide('100 * summed.value', 'summed.base') }}
            when 'growth' then {{ divide('100 * (summed.value - summed.base)', 'summed.base') }}
            else summed.value
        end as figure
    from summed
    inner join signals
        on
            summed.signal = signals.signal
            and summed.version = signals.version
    where signals.minimum_base is null or summed.base >= signals.minimum_base
),

weeks as (
    select
        dates.as_of_date,
        lead(dates.as_of_date) over (order by dates.as_of_date) as next_date
    from {{ ref('health_dates') }} as dates
    where dates.is_weekly
),

-- A score stands from one end of a week to the next, so that the days of a week that has passed need no score of their own.
scored as (
    select
        scores.account_id,
        scores.as_of_date as valid_from,
        scores.score,
        coalesce(weeks.next_date, {{ latest_day() }}) as valid_to
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
    inner join weeks
        on scores.as_of_date = weeks.as_of_date
)

select
    measured.account_id,
    measured.signal,
    measured.version,
    greatest(measured.valid_from, coalesce(scored.valid_from, measured.valid_from)) as valid_from,
    least(measured.valid_to, coalesce(scored.valid_to, measured.valid_to)) as valid_to,
    cast(measured.value as decimal(18, 6)) as value,
    cast(coalesce(scored.score, measured.base) as decimal(18, 6)) as base,
    cast(measured.figure as decimal(18, 6)) as figure
from measured
left join scored
    on
        measured.least_health is not null
        and measured.account_id = scored.account_id
        and measured.least_health <= scored.score
        and measured.valid_from < scored.valid_to
        and measured.valid_to > scored.valid_from
where
    measured.figure >= measured.threshold
    and (measured.least_health is null or scored.account_id is not null)
