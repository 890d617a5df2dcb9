-- What makes a ticket hard to judge by its policy, for a few in a hundred; nothing is drawn for it.
alter table tickets add column hard_case varchar;

update tickets
set hard_case = map {
    3: 'policy_loosened', 7: 'waited', 11: 'office_hours', 13: 'second_reply', 17: 'group_promise', 19: 'no_policy',
    23: 'no_reply_events'
}[ticket_id % 97]
where not is_deleted;
