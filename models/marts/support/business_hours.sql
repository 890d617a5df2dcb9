-- The minutes of a schedule's week, laid on every day by the clocks of its time zone; days that are holidays are left
-- out whole. An interval that passes midnight is cut there, because a holiday takes only its own day.
with numbers as (
    {{ dbt.generate_series(16384) }}
),

zones as (
    select
        zones.zone_name,
        zones.time_zone
    from {{ ref('zendesk_time_zones') }} as zones
    union
    select
        zones.time_zone as zone_name,
        zones.time_zone
    from {{ ref('zendesk_time_zones') }} as zones
),

weekly as (
    select
        schedules.schedule_id,
        zones.time_zone,
        cast(numbers.generated_number as integer) - 1 as weekday,
        greatest(intervals.starts_at_minute - (numbers.generated_number - 1) * 1440, 0) as from_minute,
        least(intervals.ends_at_minute - (numbers.generated_number - 1) * 1440, 1440) as to_minute
    from {{ ref('stg_zendesk__schedules') }} as schedules
    inner join zones
        on schedules.time_zone = zones.zone_name
    inner join {{ ref('stg_zendesk__schedule_intervals') }} as intervals
        on schedules.schedule_id = intervals.schedule_id
    inner join numbers
        on
            intervals.starts_at_minute < numbers.generated_number * 1440
            and intervals.ends_at_minute > (numbers.generated_number - 1) * 1440
    where numbers.generated_number <= 7
),

bounds as (
    select
        {{ reporting_date('min(tickets.created_at)') }} as first_day,
        {{ as_of_day() }} as last_day
    from {{ ref('stg_support__tickets') }} as tickets
),

days as (
    select cast({{ dbt.dateadd('day', 'cast(numbers.generated_number as integer) - 3', 'bounds.first_day') }} as date) as local_day
    from bounds
    cross join numbers
    -- A time zone may be a day ahead, and what is due in the next weeks is told.
    where numbers.generated_number <= {{ days_between('bounds.first_day', 'bounds.last_day') }} + 60
),

periods as (
    select
        weekly.schedule_id,
        days.local_day,
        {{ moment_in_zone(
            dbt.dateadd('minute', 'weekly.from_minute', 'cast(days.local_day as timestamp)'), 'weekly.time_zone'
        ) }} as starts_at,
        {{ moment_in_zone(
            dbt.dateadd('minute', 'weekly.to_minute', 'cast(days.local_day as timestamp)'), 'weekly.time_zone'
        ) }} as ends_at
    from weekly
    -- 4 January 1970 was a Sunday.
    inner join days
        on weekly.weekday = mod({{ days_between("cast('1970-01-04' as date)", 'days.local_day') }}, 7)
)

select
    periods.schedule_id,
    periods.local_day,
    periods.starts_at,
    periods.ends_at
from periods
where
    periods.starts_at < periods.ends_at
    and not exists (
        select 1
        from {{ ref('stg_zendesk__schedule_holidays') }} as holidays
        where
            not holidays.is_deleted
            and coalesce(holidays.schedule_id, periods.schedule_id) = periods.schedule_id
            and periods.local_day between holidays.starts_on and holidays.ends_on
    )
