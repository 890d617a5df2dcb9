-- Fields of a ticket as exported; the caller says which versions, in which order.
select
    tickets.ticket_id as id,
    null::varchar as external_id,
    identities.organization_id,
    370000000000 + tickets.i * 100 + contact_j as requester_id,
    370000000000 + tickets.i * 100 + contact_j as submitter_id,
    case when versions.state <> 'open' then 379000000000 + ticket % 12 end as assignee_id,
    360000000001 as group_id,
    360000000002 as brand_id,
    case when versions.state = 'deleted' then 'SCRUBBED' else pick_from(ticket, 'subject', [
        'Cannot log in',
        'Report shows wrong totals',
        'How do I export?',
        'Integration stopped',
        'Invoice question',
        'Slow dashboard',
        'Add seats please', 'Feature request: bulk edit'
    ]) end as subject,
    priority,
    versions.state as status,
    iso_z(tickets.created_at) as created_at,
    iso_z(versions.seen_at) as updated_at,
    seconds(versions.seen_at) + 2 as generated_timestamp,
    ['demo'] as tags,
    {'channel': pick_from(ticket, 'channel', ['web', 'email', 'chat'])} as via,
    {'score': case when versions.state in ('closed', 'solved') then coalesce(score, 'offered') else 'unoffered' end}
        as satisfaction_rating,
from ticket_versions as versions
inner join tickets on tickets.ticket_id = versions.ticket_id
inner join identities on identities.i = tickets.i
where
    versions.month_start = getvariable('month_start')
    and versions.place between getvariable('first_place') and getvariable('last_place')
order by versions.place
