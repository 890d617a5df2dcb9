-- What was said on tickets whose reply events are missing: the question, a note among agents, the reply.
select
    390000000000 + ticket_id * 10 + step as id,
    ticket_id,
    strftime(said_at, '%Y-%m-%d %H:%M:%S') as created,
    step <> 2 as public,
    case when step = 1 then 370000000000 + i * 100 + contact_j else 379000000000 + ticket % 12 end as user_id,
from (
    select
        *,
        unnest([1, 2, 3]) as step,
        unnest([created_at, created_at + (replied_at - created_at) / 2, replied_at]) as said_at,
    from tickets
    where hard_case = 'no_reply_events'
)
where said_at < getvariable('now') - to_hours(1)
order by id
