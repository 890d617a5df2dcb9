select
    versions.id as sla_policy_id,
    versions.title,
    versions.position,
    versions.filter as conditions,
    versions.created_at,
    versions.updated_at,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'sla_policies'), key=['id'], cursor='updated_at') }} as versions
