-- A deletion does not undo what had been known: what was deleted on a later day than it became known stays.
with logged as (
    select
        'task' as record,
        tasks.task_id as activity_id,
        tasks.account_id as crm_account_id,
        tasks.who_id,
        tasks.subject,
        tasks.task_type as type,
        tasks.task_subtype as subtype,
        tasks.call_disposition,
        coalesce({{ reporting_date('tasks.completed_at') }}, tasks.due_on, {{ reporting_date('tasks.created_at') }})
            as happened_on,
        -- When a task without a moment of completion was closed is told by nothing but its last change.
        {{ reporting_date('coalesce(tasks.completed_at, tasks.modified_at)') }} as done_on,
        {{ reporting_date('tasks.created_at') }} as created_on,
        case when tasks.is_deleted then {{ reporting_date('tasks.modified_at') }} end as deleted_on,
        'stg_salesforce__tasks' as source_table,
        tasks.source_file,
        tasks.source_row
    from {{ ref('stg_salesforce__tasks') }} as tasks
    where tasks.completed_at is not null or tasks.is_closed
    union all
    -- Child rows are one meeting's invitations, and a recurrence is the pattern of a series, not a meeting of it.
    select
        'event' as record,
        events.calendar_event_id as activity_id,
        events.account_id as crm_account_id,
        events.who_id,
        events.subject,
        events.calendar_event_type as type,
        cast(null as varchar) as subtype,
        cast(null as varchar) as call_disposition,
        {{ reporting_date('events.starts_at') }} as happened_on,
        {{ reporting_date('coalesce(events.ends_at, events.starts_at)') }} as done_on,
        {{ reporting_date('events.created_at') }} as created_on,
        case when events.is_deleted then {{ reporting_date('events.modified_at') }} end as deleted_on,
        'stg_salesforce__events' as source_table,
        events.source_file,
        events.source_row
    from {{ ref('stg_salesforce__events') }} as events
    where not events.is_child and not events.is_recurrence
),

dated as (
    select
        logged.*,
        greatest(
            logged.happened_on,
            coalesce(logged.done_on, logged.happened_on),
            coalesce(logged.created_on, logged.happened_on)
        ) as known_on
    from logged
)

select
    dated.record,
    dated.activity_id,
    crm_accounts.account_id,
    case when dated.who_id like '003%' then dated.who_id end as contact_id,
    lower(dated.subject) as subject,
    lower(dated.type) as type,
    lower(dated.subtype) as subtype,
    lower(trim(dated.call_disposition)) as call_disposition,
    dated.happened_on,
    dated.known_on,
    'salesforce' as source_system,
    dated.source_table,
    dated.source_file,
    dated.source_row
from dated
inner join {{ ref('crm_accounts') }} as crm_accounts
    on dated.crm_account_id = crm_accounts.crm_account_id
where
    dated.known_on <= {{ as_of_day() }}
    and (dated.deleted_on is null or dated.deleted_on > dated.known_on)
