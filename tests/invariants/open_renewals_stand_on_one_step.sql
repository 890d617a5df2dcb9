-- Every open renewal lies before its timeline, in one phase of it or past its due date; what is decided says when.
with timelines as (
    select
        timeline.segment,
        max(timeline.step_days) as first_days
    from {{ ref('renewal_timeline') }} as timeline
    where {{ in_force('timeline', as_of_day()) }}
    group by timeline.segment
)

select
    renewals.renewal_id,
    renewals.segment,
    renewals.outcome,
    renewals.days_to_due,
    renewals.phase
from {{ ref('renewals') }} as renewals
inner join timelines
    on renewals.segment = timelines.segment
where
    (renewals.outcome = 'open') <> (renewals.decided_on is null)
    or (renewals.outcome <> 'open' and renewals.phase is not null)
    or (
        renewals.outcome = 'open'
        and renewals.days_to_due >= 0
        and (renewals.phase is null) <> (renewals.days_to_due > timelines.first_days)
    )
    or (renewals.outcome = 'open' and renewals.days_to_due >= 0 and renewals.next_step_on is null)
    or renewals.next_step_on > renewals.due_date
    or coalesce(renewals.phase = 'overdue', false) <> (renewals.outcome = 'open' and renewals.days_to_due < 0)
