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
        -- A rule that looks so many days ahead asks for nothing before them.
        coalesce(
            case when rules.level = 'any' then candidates.step_due_on end,
            greatest(
                candidates.due_from,
                case when rules.reason_kind = 'renewal_due' then {{ as_of_day() }} + candidates.days - rules.within_days end
            ) + rules.due_days
        ) as rule_due_on,
        rules.level as rule_level,
        rules.playbook as rule_playbook,
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

-- The step that a playbook under way is at comes before what the rule would have done, but for a rule for one level whose
-- own playbook it is not.
placed as (
    select
        ranked.*,
        coalesce(steps.step_text, ranked.rule_step_text) as next_action,
        cast(coalesce(steps.due_on, ranked.rule_due_on) as date) as next_action_due_on,
        running.account_id is not null as is_playbook_running
    from ranked
    left join steps as running
        on
            ranked.account_id = running.account_id
            and ranked.playbook = running.playbook
    left join steps
        on
            ranked.account_id = steps.account_id
            and ranked.playbook = steps.playbook
            and ranked.reason_kind <> 'overdue_task'
            and (ranked.rule_level = 'any' or ranked.rule_playbook = steps.playbook)
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
