select
    versions.id as organization_id,
    versions.external_id,
    {{ plain_name('versions.name') }} as organization_name,
    versions.domain_names,
    versions.tags,
    versions.organization_fields,
    versions.group_id,
    versions.created_at,
    versions.updated_at,
    versions.deleted_at,
    (coalesce(versions.is_deleted, false) or versions.deleted_at is not null) and not versions.is_late as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'organizations'), key=['id'], cursor='updated_at', created='created_at') }} as versions
