-- A clock runs from each activation to the event that follows. One that nothing stopped stands still from the end of
-- its ticket on; one that runs today has no end.
with schedules as (
    select
        schedules.schedule_id,
        row_number() over (order by schedules.created_at nulls last, schedules.schedule_id) as place
    from {{ ref('stg_zendesk__schedules') }} as schedules
    where not schedules.is_deleted
),

-- A schedule of an unknown time zone has no hours: what counts by it is not known.
known as (
    select distinct hours.schedule_id
    from {{ ref('business_hours') }} as hours
),

steps as (
    select
        events.*,
        lead(events.occurred_at) over (
            partition by events.ticket_id, events.event_metric, events.instance
            order by events.event_number
        ) as next_at
    from {{ ref('ticket_clock_events') }} as events
)

select
    steps.ticket_id,
    steps.event_metric,
    steps.instance,
    steps.event_number,
    steps.occurred_at as running_from,
    case
        when steps.next_at is not null then steps.next_at
        when endings.ended_at >= steps.occurred_at then endings.ended_at
    end as running_to,
    known.schedule_id
from steps
left join {{ ref('ticket_endings') }} as endings
    on steps.ticket_id = endings.ticket_id
left join {{ ref('stg_zendesk__ticket_schedules') }} as given
    on steps.ticket_id = given.ticket_id
left join schedules as first_schedules
    on first_schedules.place = 1
left join known
    on coalesce(given.schedule_id, first_schedules.schedule_id) = known.schedule_id
where steps.event_type = 'activate'
