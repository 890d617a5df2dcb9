with verdicts as (
    select
        verdicts.*,
        verdicts.status in ('met', 'breached', 'open_breached') as is_measured,
        case
            when verdicts.status = 'met' then verdicts.fulfilled_at
            when verdicts.status in ('breached', 'open_breached') then verdicts.breached_at
        end as decided_at,
        case
            when verdicts.status <> 'withdrawn' then null
            when verdicts.is_deleted then 'deleted'
            when verdicts.target_seconds is null then 'policy_removed'
            else verdicts.ended_by
        end as withdrawn_because
    from {{ ref('ticket_sla_verdicts') }} as verdicts
),

dated as (
    select
        verdicts.*,
        {{ reporting_date('verdicts.decided_at') }} as decided_on,
        case when verdicts.decided_at is null then {{ as_of_day() }} else {{ reporting_date('verdicts.decided_at') }} end
            as counted_on
    from verdicts
)

select
    dated.ticket_id,
    metrics.metric,
    dated.instance,
    spells.account_id,
    coalesce(account_mrr.segment_at_close, 'unknown') as segment,
    lower(tickets.priority) as priority,
    tickets.subject,
    dated.sla_policy_id as policy_id,
    dated.sla_policy_title as policy_title,
    metrics.is_group_sla,
    cast(dated.target_seconds as bigint) as target_seconds,
    dated.is_in_business_hours,
    tickets.created_at as ticket_created_at,
    dated.activated_at,
    dated.applied_at,
    dated.due_at,
    dated.breached_at as first_breach_at,
    dated.fulfilled_at,
    dated.abandoned_at as stopped_at,
    cast(case when dated.is_in_business_hours then dated.business_seconds else dated.calendar_seconds end as bigint)
        as elapsed_seconds,
    {{ divide('dated.business_seconds', 60, 2) }} as elapsed_business_minutes,
    {{ divide('dated.calendar_seconds', 60, 2) }} as elapsed_calendar_minutes,
    {{ divide('dated.paused_seconds', 60, 2) }} as paused_minutes,
    dated.is_paused,
    dated.schedule_id,
    dated.status,
    dated.withdrawn_because,
    dated.is_measured,
    case when dated.is_measured then dated.status = 'met' end as is_compliant,
    dated.decided_at,
    dated.decided_on,
    dated.verdict_basis as basis,
    dated.policy_changes,
    endings.merged_into_ticket_id,
    'zendesk' as source_system,
    dated.source_file,
    dated.source_row
from dated
inner join {{ ref('sla_metrics') }} as metrics
    on
        dated.event_metric = metrics.event_metric
        and metrics.is_first_instance = (dated.instance = 1)
        and {{ in_force('metrics', 'dated.counted_on') }}
inner join {{ ref('stg_zendesk__tickets') }} as tickets
    on dated.ticket_id = tickets.ticket_id
left join {{ ref('ticket_endings') }} as endings
    on dated.ticket_id = endings.ticket_id
left join {{ ref('ticket_spells') }} as spells
    on
        dated.ticket_id = spells.ticket_id
        and spells.source_system = 'zendesk'
        and spells.spell = 0
left join {{ ref('account_mrr') }} as account_mrr
    on
        spells.account_id = account_mrr.account_id
        and account_mrr.month_end = {{ month_end('dated.counted_on') }}
