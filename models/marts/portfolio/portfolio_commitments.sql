-- What is due of a paying account, in words: its next renewal, tasks that are late, a business review to prepare.
with accounts as (
    select
        accounts.account_id,
        signals.last_touch_on,
        {{ as_of_day() }} as as_of_date
    from {{ ref('portfolio_accounts') }} as accounts
    inner join {{ ref('portfolio_signals') }} as signals
        on accounts.account_id = signals.account_id
),

-- The review of a success plan is a reason of its own (portfolio_concerns).
oldest_tasks as (
    select
        tasks.*,
        count(*) over (partition by tasks.account_id) as overdue_tasks,
        max(tasks.overdue_days) over (partition by tasks.account_id) as most_overdue_days,
        row_number() over (partition by tasks.account_id order by tasks.due_on, tasks.task_id) as age_rank
    from {{ ref('portfolio_tasks') }} as tasks
    where tasks.state = 'overdue' and tasks.task_kind <> 'success_plan'
),

preparations as (
    select
        reviews.account_id,
        reviews.playbook,
        reviews.due_on,
        count(steps.task_id) as open_steps
    from {{ ref('portfolio_tasks') }} as reviews
    left join {{ ref('portfolio_tasks') }} as steps
        on
            reviews.account_id = steps.account_id
            and reviews.playbook = steps.playbook
            and reviews.due_on >= steps.due_on
            and not steps.is_closing
    where reviews.playbook in ('qbr', 'ebr') and reviews.is_closing and reviews.state = 'open'
    group by reviews.account_id, reviews.playbook, reviews.due_on
)

select
    accounts.account_id,
    'renewal_due' as reason_kind,
    case when renewals.days_to_renewal < 0 then 'past_due' else coalesce(renewals.renewal_risk_level, 'none') end as level,
    renewals.days_to_renewal as days,
    'Renewal ' || case when renewals.days_to_renewal < 0 then 'was due ' else 'due ' end
    || {{ days_told('renewals.days_to_renewal') }}
    || coalesce('; risk ' || renewals.renewal_risk_level || ': ' || renewals.renewal_risk_reason, '') as reason,
    cast(null as varchar) as playbook,
    steps.step_text,
    renewals.renewal_next_step_on as step_due_on,
    greatest(
        coalesce(accounts.last_touch_on, accounts.as_of_date),
        case when renewals.days_to_renewal < 0 then renewals.renewal_date + 1 else renewals.renewal_risk_since end
    ) as due_from
from accounts
inner join {{ ref('portfolio_renewals') }} as renewals
    on accounts.account_id = renewals.account_id
left join {{ ref('renewal_timeline') }} as steps
    on
        renewals.renewal_segment = steps.segment
        and renewals.renewal_next_step = steps.step
        and renewals.renewal_date - steps.step_days = renewals.renewal_next_step_on
        and {{ in_force('steps', 'accounts.as_of_date') }}
union all
select
    accounts.account_id,
    'overdue_task' as reason_kind,
    'any' as level,
    0 as days,
    cast(tasks.overdue_tasks as varchar) || case when tasks.overdue_tasks = 1 then ' task' else ' tasks' end
    || ' overdue, by up to ' || cast(tasks.most_overdue_days as varchar)
    || case when tasks.most_overdue_days = 1 then ' day' else ' days' end as reason,
    tasks.playbook,
    tasks.step_text,
    tasks.due_on as step_due_on,
    tasks.due_on as due_from
from accounts
inner join oldest_tasks as tasks
    on accounts.account_id = tasks.account_id and tasks.age_rank = 1
union all
select
    accounts.account_id,
    'qbr_prep' as reason_kind,
    'any' as level,
    cast({{ days_between('accounts.as_of_date', 'preparations.due_on') }} as integer) as days,
    upper(preparations.playbook) || ' ' || {{ days_told(days_between('accounts.as_of_date', 'preparations.due_on')) }}
    || case
        when preparations.open_steps = 0 then '; prepared'
        when preparations.open_steps = 1 then '; 1 step of preparation open'
        else '; ' || cast(preparations.open_steps as varchar) || ' steps of preparation open'
    end as reason,
    preparations.playbook,
    cast(null as varchar) as step_text,
    cast(null as date) as step_due_on,
    preparations.due_on as due_from
from accounts
inner join preparations
    on accounts.account_id = preparations.account_id
