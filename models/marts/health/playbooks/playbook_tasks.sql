-- A step that was passed over, or left when its run was over, is skipped, unless it need not be done; what is late is still open.
with passed as (
    select
        facts.*,
        playbooks.slack_days,
        facts.ends_on + playbooks.grace_days < {{ as_of_day() }} as is_over,
        {{ as_of_day() }} as today,
        max(case when facts.done_on is not null then facts.due_on end) over (partition by facts.run_id) as done_up_to
    from {{ ref('playbook_task_facts') }} as facts
    inner join {{ ref('playbooks') }} as playbooks
        on
            facts.playbook = playbooks.playbook
            and facts.playbook_version = playbooks.version
),

judged as (
    select
        passed.*,
        case
            when passed.done_on > passed.due_on + passed.slack_days then 'done_late'
            when passed.done_on is not null then 'done'
            when passed.is_optional and (passed.is_left_out or passed.is_over or passed.done_up_to > passed.due_on) then 'not_needed'
            when passed.is_left_out or passed.is_over or passed.done_up_to > passed.due_on then 'skipped'
            when passed.due_on < passed.today then 'overdue'
            else 'open'
        end as state
    from passed
)

select
    judged.run_id || '|' || judged.step_id as task_id,
    judged.run_id,
    judged.account_id,
    judged.playbook,
    judged.started_on,
    cast(judged.step_number as integer) as step_number,
    judged.step_id,
    judged.owner_role,
    coalesce(judged.log_owner, {{ owner_of('judged.owner_role') }}) as owner,
    judged.due_on,
    judged.done_on,
    judged.done_by,
    judged.state,
    judged.state = 'skipped' as is_skipped,
    judged.is_optional,
    judged.is_closing,
    cast(
        case
            when judged.done_on is not null then greatest({{ dbt.datediff('judged.due_on', 'judged.done_on', 'day') }}, 0)
            when judged.state = 'overdue' then {{ dbt.datediff('judged.due_on', 'judged.today', 'day') }}
            else 0
        end as integer
    ) as overdue_days,
    judged.playbook_version
from judged
left join {{ ref('accounts') }} as accounts
    on judged.account_id = accounts.account_id
left join {{ ref('stg_salesforce__users') }} as owners
    on accounts.owner_id = owners.user_id
left join {{ ref('stg_salesforce__users') }} as managers
    on owners.manager_id = managers.user_id
