-- Where Zendesk's events tell no policy: the one that the connector's table says was applied, with its target for the
-- priority that the ticket had when the clock ended, in the version that held when it was applied.
with told as (
    select
        clocks.ticket_id,
        clocks.event_metric,
        clocks.instance,
        coalesce(clocks.fulfilled_at, clocks.abandoned_at, {{ as_of() }}) as ends_at
    from {{ ref('ticket_clocks') }} as clocks
    left join {{ ref('stg_zendesk__ticket_metric_events') }} as events
        on
            clocks.ticket_id = events.ticket_id
            and clocks.event_metric = events.metric
            and events.metric_event_type in ('apply_sla', 'apply_group_sla')
            and not events.is_deleted
    where events.metric_event_id is null
),

priorities as (
    select ranked.*
    from (
        select
            told.ticket_id,
            told.event_metric,
            told.instance,
            lower(changes.value) as priority,
            row_number() over (
                partition by told.ticket_id, told.event_metric, told.instance
                order by changes.changed_at desc
            ) as place
        from told
        inner join {{ ref('stg_zendesk__ticket_field_history') }} as changes
            on
                told.ticket_id = changes.ticket_id
                and told.ends_at >= changes.changed_at
        where changes.field_name = 'priority'
    ) as ranked
    where ranked.place = 1
),

versioned as (
    select
        told.ticket_id,
        told.event_metric,
        told.instance,
        applied.sla_policy_id,
        applied.applied_at,
        targets.target_seconds,
        targets.is_in_business_hours,
        row_number() over (
            partition by told.ticket_id, told.event_metric, told.instance, applied.sla_policy_id, applied.applied_at
            order by
                case when targets.policy_updated_at <= applied.applied_at then 0 else 1 end asc,
                case when targets.policy_updated_at <= applied.applied_at then targets.policy_updated_at end desc,
                targets.policy_updated_at asc
        ) as place
    from told
    inner join {{ ref('stg_zendesk__tickets') }} as tickets
        on told.ticket_id = tickets.ticket_id
    inner join {{ ref('stg_zendesk__ticket_sla_policies') }} as applied
        on told.ticket_id = applied.ticket_id
    left join priorities
        on
            told.ticket_id = priorities.ticket_id
            and told.event_metric = priorities.event_metric
            and told.instance = priorities.instance
    inner join {{ ref('sla_metrics') }} as metrics
        on
            told.event_metric = metrics.event_metric
            and metrics.is_first_instance = (told.instance = 1)
            and {{ in_force('metrics', reporting_date('applied.applied_at')) }}
    inner join {{ ref('stg_zendesk__sla_policy_metrics') }} as targets
        on
            applied.sla_policy_id = targets.sla_policy_id
            and metrics.metric = targets.metric
            and targets.priority = coalesce(priorities.priority, lower(tickets.priority))
)

select
    versioned.ticket_id,
    versioned.event_metric,
    versioned.instance,
    versioned.sla_policy_id,
    policies.title as sla_policy_title,
    versioned.applied_at,
    versioned.target_seconds,
    versioned.is_in_business_hours
from versioned
left join {{ ref('stg_zendesk__sla_policies') }} as policies
    on versioned.sla_policy_id = policies.sla_policy_id
where versioned.place = 1
