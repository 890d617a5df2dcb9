-- A step of a run is due on its day; it is done as the log says, else when its evidence shows during the run.
with due as (
    select
        runs.run_id,
        runs.account_id,
        runs.playbook,
        runs.variant,
        runs.started_on,
        runs.ends_on,
        runs.next_started_on,
        steps.step_number,
        steps.step_id,
        steps.is_optional,
        steps.is_closing,
        steps.evidence_fact,
        steps.owner_role,
        runs.playbook_version,
        runs.day_zero + steps.day_offset as due_on
    from {{ ref('playbook_runs') }} as runs
    inner join {{ ref('playbook_steps') }} as steps
        on
            runs.playbook = steps.playbook
            and coalesce(runs.variant, '') = coalesce(steps.variant, '')
            and {{ in_force('steps', 'runs.started_on') }}
    where runs.left_on is null or runs.day_zero + steps.day_offset < runs.left_on
),

logged as (
    select
        due.run_id,
        due.step_id,
        min(log.done_on) as done_on,
        bool_or(log.is_skipped) as is_skipped,
        max(log.owner) as owner
    from due
    inner join {{ ref('playbook_log_steps') }} as log
        on
            due.account_id = log.account_id
            and due.playbook = log.playbook
            and due.step_id = log.step_id
            and due.started_on <= log.started_on
            and (due.next_started_on is null or due.next_started_on > log.started_on)
    group by due.run_id, due.step_id
),

shown as (
    select
        due.run_id,
        due.step_id,
        min(evidence.shown_on) as shown_on
    from due
    inner join {{ ref('playbook_evidence') }} as evidence
        on
            due.account_id = evidence.account_id
            and due.evidence_fact = evidence.evidence_fact
            and due.started_on <= evidence.shown_on
            and due.ends_on >= evidence.shown_on
    group by due.run_id, due.step_id
)

select
    due.run_id,
    due.account_id,
    due.playbook,
    due.variant,
    due.started_on,
    due.ends_on,
    due.step_number,
    due.step_id,
    due.playbook_version,
    due.is_optional,
    due.is_closing,
    due.due_on,
    due.owner_role,
    logged.owner as log_owner,
    case when coalesce(logged.done_on, shown.shown_on) <= {{ as_of_day() }} then coalesce(logged.done_on, shown.shown_on) end as done_on,
    case
        when logged.done_on <= {{ as_of_day() }} then 'log'
        when logged.done_on is null and shown.shown_on <= {{ as_of_day() }} then due.evidence_fact
    end as done_by,
    coalesce(logged.is_skipped, false) as is_left_out
from due
left join logged
    on
        due.run_id = logged.run_id
        and due.step_id = logged.step_id
left join shown
    on
        due.run_id = shown.run_id
        and due.step_id = shown.step_id
