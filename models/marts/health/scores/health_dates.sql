-- Weeks carry the history; the newest days are scored one by one.
with clock as (
    select {{ as_of_day() }} as today
),

days as (
    select
        reporting_days.date_day,
        {{ days_between(earliest_day(), 'reporting_days.date_day') }} as day_number,
        {{ days_between('reporting_days.date_day', 'clock.today') }} as age_days
    from {{ ref('reporting_days') }} as reporting_days
    cross join clock
    where reporting_days.date_day <= clock.today
),

marked as (
    select
        days.date_day,
        days.age_days,
        calendar.daily_days,
        calendar.compared_days,
        calendar.rules_day,
        -- The earliest day of all is a Monday.
        days.day_number % 7 + 1 = calendar.week_ends_on as is_weekly
    from days
    inner join {{ ref('health_calendar') }} as calendar
        on {{ in_force('calendar', as_of_day()) }}
),

scored as (
    select marked.*
    from marked
    where marked.is_weekly or marked.age_days < marked.daily_days
)

select
    scored.date_day as as_of_date,
    scored.is_weekly,
    scored.age_days = 0 as is_current,
    max(weeks.date_day) as compared_to,
    case when scored.rules_day = 'today' then {{ as_of_day() }} else scored.date_day end as rules_date
from scored
left join scored as weeks
    on
        weeks.is_weekly
        and scored.date_day >= cast({{ dbt.dateadd('day', 'scored.compared_days', 'weeks.date_day') }} as date)
group by scored.date_day, scored.is_weekly, scored.age_days, scored.rules_day
