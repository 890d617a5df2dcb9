{{ config(severity='warn') }}
-- Playbooks and steps of the log that seed playbook_log_patterns does not know: what they tell is in no task.
select
    steps.playbook_name,
    steps.step_name,
    count(*) as entries
from {{ ref('playbook_log_steps') }} as steps
where steps.playbook is null or steps.step_id is null
group by steps.playbook_name, steps.step_name
