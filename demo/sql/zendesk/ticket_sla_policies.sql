-- As a connector tells which policy was applied, where the events do not.
select
    ticket_id,
    25 as sla_policy_id,
    strftime(created_at, '%Y-%m-%d %H:%M:%S') as policy_applied_at,
from tickets
where hard_case = 'no_reply_events'
order by ticket_id
