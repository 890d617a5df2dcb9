-- A ticket is open from its opening, and from each reopening, to the fulfilment of its resolution that follows.
with moments as (
    select
        events.ticket_id,
        events.metric_event_type,
        events.occurred_at,
        count(case when events.metric_event_type = 'fulfill' then 1 end) over (
            partition by events.ticket_id
            order by
                events.occurred_at,
                case events.metric_event_type when 'activate' then 1 else 2 end,
                events.metric_event_id
            rows between unbounded preceding and current row
        ) - case events.metric_event_type when 'fulfill' then 1 else 0 end as spell
    from {{ ref('stg_zendesk__ticket_metric_events') }} as events
    where
        events.metric = 'resolution_time'
        and events.metric_event_type in ('activate', 'fulfill')
        and not events.is_deleted
),

resolutions as (
    select
        moments.ticket_id,
        moments.spell,
        min(case when moments.metric_event_type = 'activate' then moments.occurred_at end) as opened_at,
        min(case when moments.metric_event_type = 'fulfill' then moments.occurred_at end) as solved_at
    from moments
    group by moments.ticket_id, moments.spell
),

spells as (
    select
        tickets.source_system,
        tickets.ticket_id,
        coalesce(resolutions.spell, 0) as spell,
        case when resolutions.spell > 0 then resolutions.opened_at else tickets.created_at end as opened_at,
        resolutions.solved_at,
        lead(resolutions.spell) over (partition by tickets.ticket_id order by resolutions.spell) is null as is_last,
        tickets.organization_id,
        tickets.requester_id,
        histories.severe_at,
        histories.solved_at as seen_solved_at,
        histories.deleted_at,
        tickets.source_file,
        tickets.source_row
    from {{ ref('stg_support__tickets') }} as tickets
    left join resolutions
        on tickets.ticket_id = resolutions.ticket_id
    left join {{ ref('ticket_histories') }} as histories
        on tickets.ticket_id = histories.ticket_id and tickets.source_system = histories.source_system
)

select
    spells.source_system,
    keys.account_id,
    spells.ticket_id,
    spells.spell,
    spells.opened_at,
    case when spells.severe_at is not null then greatest(spells.severe_at, spells.opened_at) end as severe_at,
    -- Where the export tells no fulfilment, the first version that shows the ticket solved ends it.
    case
        when spells.solved_at is not null then spells.solved_at
        when spells.is_last and spells.seen_solved_at is not null
            then greatest(spells.seen_solved_at, spells.opened_at)
    end as solved_at,
    case when spells.deleted_at is not null then greatest(spells.deleted_at, spells.opened_at) end as deleted_at,
    spells.source_file,
    spells.source_row
from spells
left join {{ ref('stg_zendesk__users') }} as requesters
    on spells.requester_id = requesters.user_id
inner join {{ ref('account_keys') }} as keys
    on
        coalesce(spells.organization_id, requesters.organization_id) = keys.source_key
        and spells.source_system = keys.source_system
where spells.opened_at is not null and keys.method <> 'unresolved'
