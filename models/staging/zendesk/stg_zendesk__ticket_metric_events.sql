select
    versions.id as metric_event_id,
    versions.ticket_id,
    versions.metric,
    versions.instance_id,
    versions.type as metric_event_type,
    versions.time as occurred_at,
    coalesce(versions.sla_target_in_seconds, versions.sla_target * 60) as sla_target_seconds,
    coalesce(versions.sla_business_hours, false) as is_in_business_hours,
    versions.sla_policy_id,
    versions.sla_policy_title,
    versions.status_calendar as elapsed_calendar_minutes,
    versions.status_business as elapsed_business_minutes,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'ticket_metric_events'), key=['id'], cursor='time') }} as versions
