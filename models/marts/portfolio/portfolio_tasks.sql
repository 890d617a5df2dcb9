-- Subjects of CRM tasks are left out: people write addresses into them.
with today as (
    select {{ as_of_day() }} as as_of_date
),

steps as (
    select
        steps.playbook,
        steps.step_id,
        steps.version,
        min(steps.step_text) as step_text
    from {{ ref('playbook_steps') }} as steps
    group by steps.playbook, steps.step_id, steps.version
),

listed as (
    select
        tasks.account_id,
        tasks.task_id,
        'playbook' as task_kind,
        tasks.playbook,
        coalesce(steps.step_text, tasks.step_id) as step_text,
        tasks.due_on,
        tasks.owner_role,
        tasks.owner,
        tasks.is_optional,
        tasks.is_closing,
        tasks.step_number
    from {{ ref('playbook_tasks') }} as tasks
    left join steps
        on
            tasks.playbook = steps.playbook
            and tasks.step_id = steps.step_id
            and tasks.playbook_version = steps.version
    where tasks.state in ('open', 'overdue')
    union all
    select
        crm_accounts.account_id,
        'crm|' || tasks.task_id as task_id,
        'crm_task' as task_kind,
        cast(null as varchar) as playbook,
        'Task of the CRM' || coalesce(': ' || lower(coalesce(tasks.task_type, tasks.task_subtype)), '') as step_text,
        tasks.due_on,
        'csm' as owner_role,
        coalesce(users.user_name, 'csm') as owner,
        false as is_optional,
        false as is_closing,
        1 as step_number
    from {{ ref('stg_salesforce__tasks') }} as tasks
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on tasks.account_id = crm_accounts.crm_account_id
    left join {{ ref('stg_salesforce__users') }} as users
        on tasks.owner_id = users.user_id
    where
        not coalesce(tasks.is_closed, false)
        and tasks.completed_at is null
        and not coalesce(tasks.is_deleted, false)
        and tasks.due_on is not null
        and tasks.created_at <= {{ as_of() }}
    union all
    select
        plans.account_id,
        'plan|' || plans.plan_id as task_id,
        'success_plan' as task_kind,
        cast(null as varchar) as playbook,
        'Review the success plan' as step_text,
        plans.next_review_on as due_on,
        'csm' as owner_role,
        coalesce(plans.owner_name, 'csm') as owner,
        false as is_optional,
        false as is_closing,
        1 as step_number
    from {{ ref('success_plans') }} as plans
    where plans.is_in_force and plans.next_review_on is not null
)

select
    listed.account_id,
    listed.task_id,
    listed.task_kind,
    listed.playbook,
    listed.step_text,
    listed.due_on,
    case when listed.due_on < today.as_of_date then 'overdue' else 'open' end as state,
    cast(greatest({{ days_between('listed.due_on', 'today.as_of_date') }}, 0) as integer) as overdue_days,
    listed.owner_role,
    listed.owner,
    listed.is_optional,
    listed.is_closing,
    cast(
        row_number() over (
            partition by listed.account_id, listed.playbook
            order by listed.is_optional, listed.due_on, listed.step_number, listed.task_id
        ) as integer
    ) as playbook_rank
from listed
inner join {{ ref('accounts') }} as accounts
    on listed.account_id = accounts.account_id
cross join today
where accounts.current_mrr > 0
