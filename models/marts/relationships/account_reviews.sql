-- What was entered in the CRM and what was ticked off in the log of playbooks may be the same review.
with held as (
    select
        facts.account_id,
        evidence.review_kind,
        facts.happened_on as held_on,
        'crm' as held_by
    from {{ ref('engagement_facts') }} as facts
    inner join {{ ref('review_evidence') }} as evidence
        on
            facts.fact = evidence.evidence
            and evidence.evidence_kind = 'fact'
            and {{ in_force('evidence', 'facts.happened_on') }}
    union all
    select
        tasks.account_id,
        evidence.review_kind,
        tasks.done_on as held_on,
        'playbook' as held_by
    from {{ ref('playbook_tasks') }} as tasks
    inner join {{ ref('review_evidence') }} as evidence
        on
            tasks.step_id = evidence.evidence
            and evidence.evidence_kind = 'step'
            and {{ in_force('evidence', 'tasks.done_on') }}
)

select
    held.account_id,
    held.review_kind,
    held.held_on,
    min(held.held_by) as held_by
from held
where held.held_on <= {{ as_of_day() }}
group by held.account_id, held.review_kind, held.held_on
