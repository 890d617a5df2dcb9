select
    versions.ticket_id,
    versions.schedule_id,
    versions.created_at as given_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'ticket_schedules'), key=['ticket_id'], cursor='created_at') }} as versions
