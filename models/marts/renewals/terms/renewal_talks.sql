-- A step of the renewal playbook is about the term end that is nearest to it.
with nearest as (
    select
        terms.term_id,
        steps.done_on,
        row_number() over (
            partition by steps.account_id, steps.step_id, steps.done_on
            order by abs({{ dbt.datediff('terms.due_date', 'steps.done_on', 'day') }}), terms.term_id
        ) as nearness
    from {{ ref('playbook_log_steps') }} as steps
    inner join {{ ref('renewal_terms') }} as terms
        on steps.account_id = terms.account_id
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'terms.due_date') }}
    where
        steps.playbook = 'renewal'
        and steps.done_on >= terms.due_date - rules.lead_days
        and steps.done_on <= terms.due_date + rules.late_days
),

begun as (
    select
        nearest.term_id,
        nearest.done_on as started_on
    from nearest
    where nearest.nearness = 1
    union all
    select
        opportunities.term_id,
        opportunities.created_on as started_on
    from {{ ref('renewal_opportunities') }} as opportunities
    where opportunities.created_on <= {{ as_of_day() }}
)

select
    begun.term_id,
    min(begun.started_on) as talk_started_on
from begun
group by begun.term_id
