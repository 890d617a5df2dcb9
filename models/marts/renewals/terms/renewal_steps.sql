-- A step counts as passed over only where its doing is written down somewhere at that time.
with steps as (
    select
        renewals.renewal_id,
        renewals.account_id,
        renewals.segment,
        renewals.outcome,
        renewals.due_date,
        renewals.decided_on,
        renewals.booked_on,
        {{ as_of_day() }} as today,
        timeline.step_days,
        timeline.phase,
        timeline.step,
        timeline.owner_role,
        timeline.is_optional,
        timeline.version,
        renewals.due_date - timeline.step_days as due_on,
        renewals.due_date - timeline.step_days + timeline.slack_days as late_after
    from {{ ref('renewals') }} as renewals
    inner join {{ ref('renewal_timeline') }} as timeline
        on
            renewals.segment = timeline.segment
            and {{ in_force('timeline', 'renewals.due_date') }}
    where renewals.due_date - timeline.step_days >= renewals.started_on
),

evidence as (
    select evidence.*
    from {{ ref('renewal_step_evidence') }} as evidence
    where {{ in_force('evidence', as_of_day()) }}
),

recorded as (
    select
        evidence.step,
        min(case when evidence.shown_by = 'booking' then {{ earliest_day() }} else log.started_on end) as recorded_from
    from evidence
    left join {{ ref('playbook_log_steps') }} as log
        on
            evidence.playbook = log.playbook
            and evidence.step_id = log.step_id
    group by evidence.step
),

shown as (
    select
        steps.renewal_id,
        steps.step_days,
        min(case evidence.shown_by when 'booking' then steps.booked_on else log.done_on end) as done_on
    from steps
    inner join evidence
        on steps.step = evidence.step
    left join {{ ref('renewal_log_steps') }} as log
        on
            steps.renewal_id = log.term_id
            and evidence.playbook = log.playbook
            and evidence.step_id = log.step_id
            and steps.due_date - evidence.within_days <= log.done_on
    group by steps.renewal_id, steps.step_days
),

judged as (
    select
        steps.*,
        shown.done_on,
        case
            when shown.done_on <= steps.late_after then 'done'
            when shown.done_on is not null then 'done_late'
            when steps.decided_on <= steps.late_after then 'not_needed'
            when steps.today <= steps.late_after then 'open'
            when steps.is_optional then 'not_needed'
            when coalesce(recorded.recorded_from > steps.due_on, true) then 'not_recorded'
            when steps.outcome = 'open' then 'overdue'
            else 'missed'
        end as state
    from steps
    left join shown
        on
            steps.renewal_id = shown.renewal_id
            and steps.step_days = shown.step_days
    left join recorded
        on steps.step = recorded.step
)

select
    judged.renewal_id,
    judged.step_days,
    judged.account_id,
    judged.segment,
    judged.phase,
    judged.step,
    judged.owner_role,
    cast(judged.due_on as date) as due_on,
    judged.done_on,
    judged.state,
    judged.state in ('done_late', 'overdue', 'missed') as is_late,
    judged.is_optional,
    judged.version as timeline_version
from judged
