-- Somebody of the customer spoke with us: on a call, in a meeting, or as the log of playbooks has it.
select distinct
    facts.account_id,
    facts.known_on as replied_on
from {{ ref('engagement_facts') }} as facts
where facts.fact in ('meeting', 'call_connected')
union
select
    steps.account_id,
    steps.done_on as replied_on
from {{ ref('playbook_log_steps') }} as steps
where steps.is_reply and steps.done_on is not null
