-- The phase is that of the last step that has come, the next step the first that has not gone by.
with undecided as (
    select
        amounts.term_id,
        amounts.segment,
        amounts.today,
        amounts.due_date,
        {{ days_between('amounts.today', 'amounts.due_date') }} as days_to_due
    from {{ ref('renewal_amounts') }} as amounts
    where amounts.outcome = 'open'
),

timeline as (
    select timeline.*
    from {{ ref('renewal_timeline') }} as timeline
    where {{ in_force('timeline', as_of_day()) }}
),

placed as (
    select
        undecided.term_id,
        undecided.segment,
        undecided.due_date,
        undecided.days_to_due,
        min(case when timeline.step_days >= undecided.days_to_due then timeline.step_days end) as reached_days,
        max(case when timeline.step_days <= undecided.days_to_due then timeline.step_days end) as next_days
    from undecided
    left join timeline
        on undecided.segment = timeline.segment
    group by undecided.term_id, undecided.segment, undecided.due_date, undecided.days_to_due
)

select
    placed.term_id,
    cast(placed.days_to_due as integer) as days_to_due,
    case when placed.days_to_due < 0 then 'overdue' else reached.phase end as phase,
    upcoming.step as next_step,
    placed.due_date - upcoming.step_days as next_step_on
from placed
left join timeline as reached
    on
        placed.segment = reached.segment
        and placed.reached_days = reached.step_days
left join timeline as upcoming
    on
        placed.segment = upcoming.segment
        and placed.next_days = upcoming.step_days
