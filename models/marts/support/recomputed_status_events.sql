-- Where no metric events were landed: the ticket's status runs, pauses and ends its clocks, as seed sla_status_effects
-- says. The history of the field tells the changes; without one, the landed versions do. Each reopening starts a clock.
with histories as (
    select
        changes.ticket_id,
        lower(changes.value) as status,
        changes.changed_at,
        changes.source_file,
        changes.source_row
    from {{ ref('stg_zendesk__ticket_field_history') }} as changes
    where changes.field_name = 'status'
),

statuses as (
    select histories.* from histories
    union all
    select
        versions.ticket_id,
        lower(versions.status) as status,
        versions.changed_at,
        versions.source_file,
        versions.source_row
    from {{ ref('stg_zendesk__ticket_versions') }} as versions
    where not versions.is_late and versions.ticket_id not in (select histories.ticket_id from histories)
    union all
    select
        tickets.ticket_id,
        'new' as status,
        tickets.created_at as changed_at,
        tickets.source_file,
        tickets.source_row
    from {{ ref('stg_zendesk__tickets') }} as tickets
),

effects as (
    select
        statuses.ticket_id,
        effects.event_metric,
        effects.effect,
        statuses.changed_at,
        statuses.source_file,
        statuses.source_row,
        lag(effects.effect) over (
            partition by statuses.ticket_id, effects.event_metric
            order by
                statuses.changed_at,
                case statuses.status when 'new' then 0 else 1 end,
                statuses.source_file,
                statuses.source_row
        ) as effect_before
    from statuses
    inner join {{ ref('sla_status_effects') }} as effects
        on
            statuses.status = effects.status
            and {{ in_force('effects', reporting_date('statuses.changed_at')) }}
    left join {{ ref('stg_zendesk__ticket_metric_events') }} as events
        on
            statuses.ticket_id = events.ticket_id
            and effects.event_metric = events.metric
            and events.metric_event_type = 'activate'
            and not events.is_deleted
    where events.metric_event_id is null
)

select
    effects.ticket_id,
    effects.event_metric,
    cast(
        1 + sum(case when effects.effect_before = 'fulfilled' then 1 else 0 end) over (
            partition by effects.ticket_id, effects.event_metric
            order by effects.changed_at
            rows between unbounded preceding and current row
        ) as integer
    ) as instance,
    case effects.effect when 'running' then 'activate' when 'paused' then 'pause' else 'fulfill' end as event_type,
    effects.changed_at as occurred_at,
    effects.source_file,
    effects.source_row
from effects
where effects.effect_before is null or effects.effect <> effects.effect_before
