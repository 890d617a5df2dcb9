select
    versions.ticket_id,
    versions.sla_policy_id,
    versions.policy_applied_at as applied_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from
    {{ newest_version(
        source('zendesk', 'ticket_sla_policies'),
        key=['ticket_id', 'sla_policy_id', 'policy_applied_at'],
        cursor='policy_applied_at',
    ) }} as versions
