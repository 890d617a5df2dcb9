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
        rules.step_text as rule_step_text,
        -- A rule that looks so many days ahead asks for nothing before them.
        cast(
            greatest(
                candidates.due_from,
                case when rules.reason_kind = 'renewal_due' then {{ as_of_day() }} + candidates.days - rules.within_days end
            ) + rules.due_days as date
        ) as rule_due_on,
        candidates.step_text as planned_step_text,
        candidates.step_due_on as planned_due_on,
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

-- A rule for one level says itself what is to be done: a risk cannot wait for a planned step, only be met by one that is
-- still ahead and comes first.
decided as (
    select
        ranked.*,
        ranked.planned_due_on is not null
        and (
            ranked.rule_level = 'any'
            or ranked.planned_due_on >= {{ as_of_day() }} and ranked.planned_due_on < ranked.rule_due_on
        ) as is_planned
    from ranked
    where ranked.place = 1
),

-- The step that a playbook under way is at comes before either, but for a rule for one level whose own playbook it is not.
placed as (
    select
        decided.*,
        coalesce(steps.step_text, case when decided.is_planned then decided.planned_step_text end, decided.rule_step_text)
            as next_action,
        coalesce(steps.due_on, case when decided.is_planned then decided.planned_due_on end, decided.rule_due_on)
            as next_action_due_on,
        running.account_id is not null as is_playbook_running
    from decided
    left join steps as running
        on
            decided.account_id = running.account_id
            and decided.playbook = running.playbook
    left join steps
        on
            decided.account_id = steps.account_id
            and decided.playbook = steps.playbook
            and decided.reason_kind <> 'overdue_task'
            and (decided.rule_level = 'any' or decided.rule_playbook = steps.playbook)
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
