-- Every version of a policy's targets: a ticket was held to those of its time.
select
    versions.sla_policy_id,
    versions.metric,
    lower(versions.priority) as priority,
    coalesce(versions.target_in_seconds, versions.target * 60) as target_seconds,
    coalesce(versions.business_hours, false) as is_in_business_hours,
    versions.policy_updated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from
    {{ newest_version(
        source('zendesk', 'sla_policy_metrics'),
        key=['sla_policy_id', 'metric', 'priority', 'policy_updated_at'],
        cursor='policy_updated_at',
    ) }} as versions
