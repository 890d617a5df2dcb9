-- After it was solved, merged or deleted, no clock of a ticket runs on: what was owed until then is owed no more.
select
    histories.ticket_id,
    case
        when histories.solved_at is null then histories.deleted_at
        when histories.deleted_at is null then histories.solved_at
        else least(histories.deleted_at, histories.solved_at)
    end as ended_at,
    case
        when tickets.is_deleted then 'deleted'
        when merged.ticket_id is not null then 'merged'
        else 'solved'
    end as ended_by,
    merged.merged_into_ticket_id
from {{ ref('ticket_histories') }} as histories
inner join {{ ref('stg_zendesk__tickets') }} as tickets
    on histories.ticket_id = tickets.ticket_id
left join {{ ref('stg_zendesk__ticket_merges') }} as merged
    on histories.ticket_id = merged.ticket_id
where
    histories.source_system = 'zendesk'
    and (histories.solved_at is not null or histories.deleted_at is not null)
