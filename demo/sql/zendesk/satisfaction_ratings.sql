select
    380000000000 + ticket_id as id,
    ticket_id,
    370000000000 + i * 100 + contact_j as requester_id,
    379000000000 + ticket % 12 as assignee_id,
    360000000001 as group_id,
    score,
    null::varchar as reason,
    case when score = 'bad' and ticket % 2 = 0 then 'Took too long' end as comment,
    iso_z(solved_at + to_hours(5)) as created_at,
    iso_z(solved_at + to_hours(5)) as updated_at,
from tickets
where score is not null and not is_deleted and solved_at + to_hours(5) < getvariable('now')
order by ticket_id
