-- What else is going on with a paying account today: alerts, tasks, touches, tickets, the newest NPS answer, the next review.
with open_alerts as (
    select
        alerts.account_id,
        alerts.severity,
        alerts.evidence,
        case alerts.severity when 'critical' then 1 when 'high' then 2 when 'medium' then 3 when 'low' then 4 else 5 end
            as severity_rank,
        row_number() over (partition by alerts.account_id order by alerts.opened_on desc, alerts.alert_id desc) as newest_rank
    from {{ ref('alerts') }} as alerts
    where alerts.closed_on is null
),

alert_counts as (
    select
        open_alerts.account_id,
        cast(count(*) as integer) as open_alerts,
        min(open_alerts.severity_rank) as worst_rank,
        max(case when open_alerts.newest_rank = 1 then open_alerts.evidence end) as newest_alert
    from open_alerts
    group by open_alerts.account_id
),

task_counts as (
    select
        tasks.account_id,
        cast(count(*) as integer) as open_tasks,
        cast(count(case when tasks.state = 'overdue' then 1 end) as integer) as overdue_tasks,
        max(tasks.overdue_days) as most_overdue_days,
        min(case when tasks.task_kind = 'success_plan' then tasks.due_on end) as success_plan_review_on,
        -- The meeting itself is the closing step of a review's playbook.
        min(case when tasks.playbook in ('qbr', 'ebr') and tasks.is_closing and tasks.state = 'open' then tasks.due_on end)
            as next_review_on
    from {{ ref('portfolio_tasks') }} as tasks
    group by tasks.account_id
),

touches as (
    select
        activities.account_id,
        max(activities.happened_on) as last_touch_on
    from {{ ref('activities') }} as activities
    where activities.happened_on <= {{ as_of_day() }}
    group by activities.account_id
),

tickets as (
    select
        spells.account_id,
        cast(count(*) as integer) as open_tickets,
        cast(count(spells.severe_at) as integer) as severe_tickets
    from {{ ref('ticket_spells') }} as spells
    where
        spells.opened_at <= {{ as_of() }}
        and (spells.solved_at is null or spells.solved_at > {{ as_of() }})
        and (spells.deleted_at is null or spells.deleted_at > {{ as_of() }})
    group by spells.account_id
),

answers as (
    select
        answers.account_id,
        cast(answers.score as integer) as nps_score,
        answers.responded_on as nps_on,
        row_number() over (
            partition by answers.account_id
            order by answers.responded_on desc, answers.response_id desc
        ) as newest_rank
    from {{ ref('survey_answers') }} as answers
    where answers.survey_type = 'nps'
)

select
    accounts.account_id,
    coalesce(alert_counts.open_alerts, 0) as open_alerts,
    case alert_counts.worst_rank
        when 1 then 'critical' when 2 then 'high' when 3 then 'medium' when 4 then 'low' when 5 then 'info'
    end as worst_severity,
    alert_counts.newest_alert,
    coalesce(task_counts.open_tasks, 0) as open_tasks,
    coalesce(task_counts.overdue_tasks, 0) as overdue_tasks,
    coalesce(task_counts.most_overdue_days, 0) as most_overdue_days,
    task_counts.next_review_on,
    task_counts.success_plan_review_on,
    touches.last_touch_on,
    coalesce(tickets.open_tickets, 0) as open_tickets,
    coalesce(tickets.severe_tickets, 0) as severe_tickets,
    answers.nps_score,
    answers.nps_on
from {{ ref('portfolio_accounts') }} as accounts
left join alert_counts
    on accounts.account_id = alert_counts.account_id
left join task_counts
    on accounts.account_id = task_counts.account_id
left join touches
    on accounts.account_id = touches.account_id
left join tickets
    on accounts.account_id = tickets.account_id
left join answers
    on accounts.account_id = answers.account_id and answers.newest_rank = 1
