-- One shape for tickets of every support system; today Zendesk is the only one.
select
    'zendesk' as source_system,
    zendesk.ticket_id,
    zendesk.organization_id,
    zendesk.requester_id,
    zendesk.assignee_id,
    zendesk.ticket_type,
    zendesk.subject,
    zendesk.priority,
    zendesk.status,
    zendesk.channel,
    zendesk.satisfaction_score,
    zendesk.created_at,
    zendesk.updated_at,
    zendesk.is_deleted,
    zendesk.source_file,
    zendesk.source_row,
    zendesk.load_id
from {{ ref('stg_zendesk__tickets') }} as zendesk
