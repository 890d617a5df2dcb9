-- A step that was done is about the term end that is nearest to it.
with near_ends as (
    select
        terms.term_id,
        steps.playbook,
        steps.step_id,
        steps.done_on,
        row_number() over (
            partition by steps.account_id, steps.playbook, steps.step_id, steps.done_on
            order by abs({{ dbt.datediff('terms.due_date', 'steps.done_on', 'day') }}), terms.term_id
        ) as nearness
    from {{ ref('playbook_log_steps') }} as steps
    inner join {{ ref('renewal_terms') }} as terms
        on steps.account_id = terms.account_id
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'terms.due_date') }}
    where
        steps.done_on >= terms.due_date - rules.lead_days
        and steps.done_on <= terms.due_date + rules.late_days
)

select
    near_ends.term_id,
    near_ends.playbook,
    near_ends.step_id,
    near_ends.done_on
from near_ends
where near_ends.nearness = 1
