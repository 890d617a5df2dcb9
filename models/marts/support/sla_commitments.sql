-- Zendesk's own breaches decide where it tells any. Else the clock does: where the events are missing, and where a
-- clock still runs past its target of which the export knows no breach yet.
with breaches as (
    select
        events.ticket_id,
        events.metric as event_metric,
        {{ try_cast('events.instance_id', 'integer') }} as instance,
        min(events.occurred_at) as breached_at
    from {{ ref('stg_zendesk__ticket_metric_events') }} as events
    where events.metric_event_type = 'breach' and not events.is_deleted
    group by events.ticket_id, events.metric, events.instance_id
),

changes as (
    select
        applications.ticket_id,
        applications.event_metric,
        applications.instance,
        min(applications.applied_at) as first_applied_at,
        cast(sum(case when applications.is_change then 1 else 0 end) as integer) as policy_changes
    from {{ ref('sla_applications') }} as applications
    group by applications.ticket_id, applications.event_metric, applications.instance
)

select
    clocks.ticket_id,
    clocks.event_metric,
    clocks.instance,
    clocks.activated_at,
    clocks.fulfilled_at,
    clocks.abandoned_at,
    clocks.is_paused,
    clocks.calendar_seconds,
    clocks.business_seconds,
    clocks.paused_seconds,
    clocks.schedule_id,
    clocks.source_file,
    clocks.source_row,
    applications.sla_policy_id,
    applications.sla_policy_title,
    applications.target_seconds,
    applications.is_in_business_hours,
    changes.first_applied_at as applied_at,
    changes.policy_changes,
    due.due_at,
    breaches.breached_at as told_breach_at,
    case
        when clocks.basis = 'recomputed' or applications.basis = 'recomputed' then 'recomputed'
        when breaches.breached_at is not null or clocks.fulfilled_at is not null or clocks.abandoned_at is not null
            then 'zendesk'
        when due.due_at < {{ as_of() }} then 'recomputed'
        else 'zendesk'
    end as verdict_basis,
    tickets.is_deleted,
    endings.ended_by
from {{ ref('ticket_clocks') }} as clocks
{% for joined, alias in [(ref('sla_applications'), 'applications'), ('changes', 'changes')] %}
inner join {{ joined }} as {{ alias }}
    on
        clocks.ticket_id = {{ alias }}.ticket_id
        and clocks.event_metric = {{ alias }}.event_metric
        and clocks.instance = {{ alias }}.instance
{% endfor %}
{% for joined, alias in [('breaches', 'breaches'), (ref('sla_due_moments'), 'due')] %}
left join {{ joined }} as {{ alias }}
    on
        clocks.ticket_id = {{ alias }}.ticket_id
        and clocks.event_metric = {{ alias }}.event_metric
        and clocks.instance = {{ alias }}.instance
{% endfor %}
inner join {{ ref('stg_zendesk__tickets') }} as tickets
    on clocks.ticket_id = tickets.ticket_id
left join {{ ref('ticket_endings') }} as endings
    on clocks.ticket_id = endings.ticket_id
where applications.is_counted
