-- People write the same step in many ways. Each is one step, of the first pattern that it fits, or of none.
with written as (
    select distinct
        lower(trim(log.playbook)) as playbook_text,
        coalesce(lower(trim(log.step)), '') as step_text
    from {{ ref('stg_manual__playbook_log') }} as log
),

patterns as (
    select patterns.*
    from {{ ref('playbook_log_patterns') }} as patterns
    where {{ in_force('patterns', as_of_day()) }}
),

playbooks as (
    select
        written.playbook_text,
        written.step_text,
        patterns.playbook,
        row_number() over (partition by written.playbook_text, written.step_text order by patterns.priority) as place
    from written
    left join patterns
        on
            patterns.step_id is null
            and written.playbook_text like patterns.pattern
),

steps as (
    select
        playbooks.playbook_text,
        playbooks.step_text,
        playbooks.playbook,
        patterns.step_id,
        row_number() over (partition by playbooks.playbook_text, playbooks.step_text order by patterns.priority) as place
    from playbooks
    left join patterns
        on
            playbooks.playbook = patterns.playbook
            and patterns.step_id is not null
            and playbooks.step_text like patterns.pattern
    where playbooks.place = 1
),

asking as (
    select distinct
        steps.playbook,
        steps.step_id
    from {{ ref('playbook_steps') }} as steps
    where steps.awaits_reply and {{ in_force('steps', as_of_day()) }}
)

select
    steps.playbook_text,
    steps.step_text,
    steps.playbook,
    steps.step_id,
    asking.step_id is not null as awaits_reply
from steps
left join asking
    on
        steps.playbook = asking.playbook
        and steps.step_id = asking.step_id
where steps.place = 1
