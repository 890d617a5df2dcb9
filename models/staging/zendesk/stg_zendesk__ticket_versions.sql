-- A version of which only a later export tells is kept and marked: it may be all that tells of the ticket.
select
    versions.id as ticket_id,
    versions.priority,
    versions.status,
    versions.created_at,
    coalesce(versions.generated_timestamp, versions.updated_at, versions.observed_at) as changed_at,
    coalesce(versions.is_deleted, false) or coalesce(versions.status, '') = 'deleted' as is_deleted,
    versions.is_late,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ source_versions(source('zendesk', 'tickets'), cursor='generated_timestamp', created='created_at') }} as versions
