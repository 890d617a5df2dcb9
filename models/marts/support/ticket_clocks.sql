-- What each run of a clock measured so far: the time that it ran, and, from its start to its end, the time that it
-- did not.
{% set now = as_of() %}
{% set counted_to = 'coalesce(periods.running_to, ' ~ now ~ ')' %}
with spans as (
    select
        periods.*,
        {{ epoch_seconds(counted_to) }} - {{ epoch_seconds('periods.running_from') }} as calendar_seconds,
        ends.business_seconds - starts.business_seconds as business_seconds
    from {{ ref('ticket_clock_periods') }} as periods
    left join {{ ref('business_clock') }} as starts
        on
            periods.schedule_id = starts.schedule_id
            and {{ epoch_seconds('periods.running_from') }} = starts.epoch_second
    left join {{ ref('business_clock') }} as ends
        on
            periods.schedule_id = ends.schedule_id
            and {{ epoch_seconds(counted_to) }} = ends.epoch_second
),

sums as (
    select
        spans.ticket_id,
        spans.event_metric,
        spans.instance,
        min(spans.running_from) as activated_at,
        cast(sum(spans.calendar_seconds) as bigint) as calendar_seconds,
        cast(sum(spans.business_seconds) as bigint) as business_seconds,
        max(spans.schedule_id) as schedule_id
    from spans
    group by spans.ticket_id, spans.event_metric, spans.instance
),

last_events as (
    select ranked.*
    from (
        select
            events.*,
            row_number() over (
                partition by events.ticket_id, events.event_metric, events.instance
                order by events.event_number desc
            ) as place
        from {{ ref('ticket_clock_events') }} as events
    ) as ranked
    where ranked.place = 1
),

clocks as (
    select
        sums.*,
        last_events.basis,
        last_events.event_type,
        case when last_events.event_type = 'fulfill' then last_events.occurred_at end as fulfilled_at,
        case
            when last_events.event_type <> 'fulfill' and endings.ended_at >= last_events.occurred_at then endings.ended_at
        end as abandoned_at,
        last_events.source_file,
        last_events.source_row
    from sums
    inner join last_events
        on
            sums.ticket_id = last_events.ticket_id
            and sums.event_metric = last_events.event_metric
            and sums.instance = last_events.instance
    left join {{ ref('ticket_endings') }} as endings
        on sums.ticket_id = endings.ticket_id
)

select
    clocks.ticket_id,
    clocks.event_metric,
    clocks.instance,
    clocks.basis,
    clocks.activated_at,
    clocks.fulfilled_at,
    clocks.abandoned_at,
    clocks.event_type = 'pause' and clocks.abandoned_at is null as is_paused,
    clocks.calendar_seconds,
    clocks.business_seconds,
    {{ epoch_seconds('coalesce(clocks.fulfilled_at, clocks.abandoned_at, ' ~ now ~ ')') }}
    - {{ epoch_seconds('clocks.activated_at') }} - clocks.calendar_seconds as paused_seconds,
    clocks.schedule_id,
    clocks.source_file,
    clocks.source_row
from clocks
