-- What happened to an account, told for the days of its signal. A promotion is a higher level of title; only champions' count.
with titles as (
    select
        titles.account_id,
        titles.contact_id,
        titles.valid_from,
        titles.title,
        titles.department,
        levels.level_rank,
        lag(titles.title) over (partition by titles.contact_id order by titles.valid_from) as title_before,
        lag(levels.level_rank) over (partition by titles.contact_id order by titles.valid_from) as level_before
    from {{ ref('contact_titles') }} as titles
    left join {{ ref('contact_level_ranks') }} as levels
        on
            titles.title_level = levels.title_level
            and {{ in_force('levels', 'titles.valid_from') }}
),

departments as (
    select
        titles.account_id,
        lower(trim(titles.department)) as department_key,
        min(titles.department) as department,
        min(titles.valid_from) as first_seen_on
    from titles
    where trim(titles.department) <> ''
    group by titles.account_id, lower(trim(titles.department))
),

years as (
    {{ dbt.generate_series(50) }}
),

events as (
    select distinct
        'champion_promoted' as event,
        titles.account_id,
        titles.valid_from as since_on,
        titles.title_before || ' became ' || titles.title as detail
    from titles
    inner join {{ ref('stakeholder_standings') }} as champions
        on
            titles.contact_id = champions.contact_id
            and champions.standing = 'champion'
            and titles.valid_from >= champions.since_on
            and (champions.until_on is null or titles.valid_from < champions.until_on)
    where titles.level_rank > titles.level_before
    union all
    select
        'new_department' as event,
        departments.account_id,
        departments.first_seen_on as since_on,
        departments.department as detail
    from departments
    union all
    select
        'anniversary' as event,
        lives.account_id,
        cast({{ dbt.dateadd('month', '12 * cast(years.generated_number as integer)', 'lives.valid_from') }} as date) as since_on,
        cast(null as varchar) as detail
    from {{ ref('account_paying_periods') }} as lives
    cross join years
)

select
    events.account_id,
    signals.signal,
    signals.version,
    events.since_on - coalesce(signals.lead_days, 0) as valid_from,
    events.since_on - coalesce(signals.lead_days, 0) + signals.window_days as valid_to,
    events.since_on,
    events.detail
from events
inner join {{ ref('expansion_signals') }} as signals
    on
        events.event = signals.event
        and signals.kind = 'event'
where events.since_on - coalesce(signals.lead_days, 0) <= {{ as_of_day() }}
