-- Each playbook has steps, of which one completes it; patterns of the log and rules name what there is.
with ends as (
    select
        playbooks.playbook,
        steps.variant,
        count(case when steps.is_closing then 1 end) as closing_steps
    from {{ ref('playbooks') }} as playbooks
    left join {{ ref('playbook_steps') }} as steps
        on
            playbooks.playbook = steps.playbook
            and {{ in_force('steps', as_of_day()) }}
    where {{ in_force('playbooks', as_of_day()) }}
    group by playbooks.playbook, steps.variant
)

select
    ends.playbook,
    ends.variant as named,
    'has not one closing step' as fault
from ends
where ends.closing_steps <> 1
union all
select
    patterns.playbook,
    patterns.step_id as named,
    'pattern of no step' as fault
from {{ ref('playbook_log_patterns') }} as patterns
left join {{ ref('playbook_steps') }} as steps
    on
        patterns.playbook = steps.playbook
        and patterns.step_id = steps.step_id
where patterns.step_id is not null and steps.step_id is null
