-- Which second of its clock's time reaches the target: a second since 1970, or a business second of the schedule. A run
-- that ended before has none.
with running as (
    select
        periods.*,
        applications.target_seconds,
        applications.is_in_business_hours,
        {{ epoch_seconds('periods.running_from') }} as from_second,
        {{ epoch_seconds('periods.running_to') }} as to_second,
        starts.business_seconds as from_business_second,
        ends.business_seconds as to_business_second
    from {{ ref('ticket_clock_periods') }} as periods
    inner join {{ ref('sla_applications') }} as applications
        on
            periods.ticket_id = applications.ticket_id
            and periods.event_metric = applications.event_metric
            and periods.instance = applications.instance
            and applications.is_counted
    left join {{ ref('business_clock') }} as starts
        on
            periods.schedule_id = starts.schedule_id
            and {{ epoch_seconds('periods.running_from') }} = starts.epoch_second
    left join {{ ref('business_clock') }} as ends
        on
            periods.schedule_id = ends.schedule_id
            and {{ epoch_seconds('periods.running_to') }} = ends.epoch_second
    where applications.target_seconds is not null
),

counted as (
    select
        running.*,
        case when running.is_in_business_hours then running.from_business_second else running.from_second end as from_count,
        case when running.is_in_business_hours then running.to_business_second else running.to_second end as to_count
    from running
),

reached as (
    select
        counted.*,
        coalesce(
            sum(counted.to_count - counted.from_count) over (
                partition by counted.ticket_id, counted.event_metric, counted.instance
                order by counted.event_number
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as before_count
    from counted
)

select
    reached.ticket_id,
    reached.event_metric,
    reached.instance,
    reached.schedule_id,
    reached.is_in_business_hours,
    cast(reached.from_count + reached.target_seconds - reached.before_count as bigint) as due_count
from reached
where
    reached.before_count < reached.target_seconds
    and coalesce(reached.from_count + reached.target_seconds - reached.before_count <= reached.to_count, true)
