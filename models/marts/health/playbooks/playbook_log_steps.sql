-- People sign by address or by name; addresses stay out of every mart that is shared.
with signers as (
    select
        users.email,
        max(users.user_name) as user_name
    from {{ ref('stg_salesforce__users') }} as users
    where users.email is not null
    group by users.email
),

log as (
    select
        accounts.account_id,
        names.playbook,
        names.step_id,
        names.awaits_reply,
        log.playbook as playbook_name,
        log.step as step_name,
        coalesce(signers.user_name, case when log.owner_id not like '%@%' then log.owner_id end) as owner,
        {{ reporting_date('log.started_at') }} as started_on,
        {{ reporting_date('log.completed_at') }} as completed_on,
        log.due_on,
        coalesce(outcomes.is_done, false) as is_done,
        coalesce(outcomes.is_skipped, false) as is_skipped,
        coalesce(outcomes.is_reply, false) as is_reply,
        coalesce(outcomes.is_reference, false) as is_reference,
        log.source_file,
        log.source_row
    from {{ ref('stg_manual__playbook_log') }} as log
    inner join {{ ref('crm_accounts') }} as accounts
        on log.account_id = accounts.crm_account_id
    inner join {{ ref('playbook_log_names') }} as names
        on
            lower(trim(log.playbook)) = names.playbook_text
            and coalesce(lower(trim(log.step)), '') = names.step_text
    left join signers
        on lower(trim(log.owner_id)) = signers.email
    left join {{ ref('playbook_log_outcomes') }} as outcomes
        on
            lower(trim(log.outcome)) = outcomes.outcome
            and {{ in_force('outcomes', as_of_day()) }}
)

select
    log.account_id,
    log.playbook,
    log.step_id,
    log.awaits_reply,
    log.playbook_name,
    log.step_name,
    log.owner,
    log.started_on,
    case
        when log.is_skipped or log.completed_on > {{ as_of_day() }} then null
        when log.completed_on is not null then log.completed_on
        when log.is_done and log.due_on <= {{ as_of_day() }} then log.due_on
    end as done_on,
    log.is_skipped,
    log.is_reply,
    log.is_reference,
    log.source_file,
    log.source_row
from log
where log.started_on <= {{ as_of_day() }}
