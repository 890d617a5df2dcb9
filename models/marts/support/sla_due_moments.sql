-- When a clock reaches its target. Business seconds are turned into moments by running sums once more: before the n-th
-- business second lie the gaps ahead of all periods that began with fewer.
with lengths as (
    select
        hours.schedule_id,
        {{ epoch_seconds('hours.starts_at') }} as from_second,
        {{ epoch_seconds('hours.ends_at') }} as to_second
    from {{ ref('business_hours') }} as hours
),

openings as (
    select
        lengths.schedule_id,
        lengths.from_second - coalesce(lag(lengths.to_second) over by_time, 0) as gap_seconds,
        sum(lengths.to_second - lengths.from_second) over by_time - (lengths.to_second - lengths.from_second) as business_second
    from lengths
    window by_time as (partition by lengths.schedule_id order by lengths.from_second)
),

totals as (
    select
        lengths.schedule_id,
        sum(lengths.to_second - lengths.from_second) as business_seconds
    from lengths
    group by lengths.schedule_id
),

steps as (
    select
        openings.schedule_id,
        openings.business_second,
        openings.gap_seconds,
        false as is_asked
    from openings
    union all
    select distinct
        counts.schedule_id,
        counts.due_count as business_second,
        0 as gap_seconds,
        true as is_asked
    from {{ ref('sla_due_counts') }} as counts
    inner join totals
        on
            counts.schedule_id = totals.schedule_id
            and counts.due_count <= totals.business_seconds
    where counts.is_in_business_hours
),

sums as (
    select
        steps.schedule_id,
        steps.business_second,
        steps.is_asked,
        -- What is due with the last second of a period is due at its end, not when the next one starts.
        steps.business_second + sum(steps.gap_seconds) over (
            partition by steps.schedule_id
            order by steps.business_second, case when steps.is_asked then 0 else 1 end
            rows between unbounded preceding and current row
        ) as epoch_second
    from steps
)

select
    counts.ticket_id,
    counts.event_metric,
    counts.instance,
    {{ from_epoch_seconds('case when counts.is_in_business_hours then sums.epoch_second else counts.due_count end') }} as due_at
from {{ ref('sla_due_counts') }} as counts
left join sums
    on
        counts.schedule_id = sums.schedule_id
        and counts.due_count = sums.business_second
        and counts.is_in_business_hours
        and sums.is_asked
