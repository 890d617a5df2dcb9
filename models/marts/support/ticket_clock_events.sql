-- Zendesk's own events, numbered in the order in which it made them; ids only grow, but are text.
select
    events.ticket_id,
    events.metric as event_metric,
    {{ try_cast('events.instance_id', 'integer') }} as instance,
    events.metric_event_type as event_type,
    events.occurred_at,
    cast(
        row_number() over (
            partition by events.ticket_id, events.metric, events.instance_id
            order by events.occurred_at, length(events.metric_event_id), events.metric_event_id
        ) as integer
    ) as event_number,
    'zendesk' as basis,
    events.source_file,
    events.source_row
from {{ ref('stg_zendesk__ticket_metric_events') }} as events
where events.metric_event_type in ('activate', 'pause', 'fulfill') and not events.is_deleted
{% for recomputed in ['recomputed_reply_events', 'recomputed_status_events'] %}
union all
select
    recomputed.ticket_id,
    recomputed.event_metric,
    recomputed.instance,
    recomputed.event_type,
    recomputed.occurred_at,
    cast(
        row_number() over (
            partition by recomputed.ticket_id, recomputed.event_metric, recomputed.instance
            order by recomputed.occurred_at
        ) as integer
    ) as event_number,
    'recomputed' as basis,
    recomputed.source_file,
    recomputed.source_row
from {{ ref(recomputed) }} as recomputed
{% endfor %}
