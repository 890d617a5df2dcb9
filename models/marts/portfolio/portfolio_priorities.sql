-- A candidate counts by the heaviest rule that it meets; an account is listed once for each kind of reason.
with candidates as (
    select concerns.*
    from {{ ref('portfolio_concerns') }} as concerns
    union all
    select commitments.*
    from {{ ref('portfolio_commitments') }} as commitments
),

ranked as (
    select
        candidates.account_id,
        candidates.reason_kind,
        candidates.level,
        candidates.days,
        candidates.reason,
        coalesce(candidates.playbook, rules.playbook) as playbook,
        -- A rule for one level says itself what is to be done, as a risk cannot wait for the next planned step.
        coalesce(case when rules.level = 'any' then candidates.step_text end, rules.step_text) as rule_step_text,
        coalesce(case when rules.level = 'any' then candidates.step_due_on end, candidates.due_from + rules.due_days)
            as rule_due_on,
        rules.weight,
        rules.rule_id,
        rules.version as rule_version,
        row_number() over (
            partition by candidates.account_id, candidates.reason_kind
            order by rules.weight desc, candidates.due_from desc, candidates.reason asc
        ) as place
    from candidates
    inner join {{ ref('portfolio_rules') }} as rules
        on
            candidates.reason_kind = rules.reason_kind
            and (rules.level = 'any' or candidates.level = rules.level)
            and (rules.within_days is null or candidates.days <= rules.within_days)
            and {{ in_force('rules', as_of_day()) }}
),

steps as (
    select
        tasks.account_id,
        tasks.playbook,
        tasks.step_text,
        tasks.due_on
    from {{ ref('portfolio_tasks') }} as tasks
    where tasks.task_kind = 'playbook' and tasks.playbook_rank = 1
),

-- The step that a playbook under way is at comes before what the rule would have done.
placed as (
    select
        ranked.*,
        case when ranked.reason_kind = 'overdue_task' then ranked.rule_step_text else coalesce(steps.step_text, ranked.rule_step_text) end
            as next_action,
        cast(
            case when ranked.reason_kind = 'overdue_task' then ranked.rule_due_on else coalesce(steps.due_on, ranked.rule_due_on) end
            as date
        ) as next_action_due_on,
        steps.step_text is not null as is_playbook_running
    from ranked
    left join steps
        on
            ranked.account_id = steps.account_id
            and ranked.playbook = steps.playbook
    where ranked.place = 1
)

select
    placed.account_id,
    placed.reason_kind,
    placed.level,
    cast(placed.weight as integer) as weight,
    cast(
        row_number() over (
            partition by placed.account_id
            order by placed.weight desc, placed.next_action_due_on asc, placed.reason_kind asc
        ) as integer
    ) as reason_rank,
    placed.reason,
    placed.playbook,
    placed.is_playbook_running,
    placed.next_action,
    placed.next_action_due_on,
    cast({{ days_between(as_of_day(), 'placed.next_action_due_on') }} as integer) as next_action_days,
    placed.rule_id,
    cast(placed.rule_version as integer) as rule_version
from placed
