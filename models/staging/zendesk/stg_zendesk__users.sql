select
    versions.id as user_id,
    versions.external_id,
    lower(trim(versions.email)) as email,
    {{ email_domain('versions.email') }} as email_domain,
    {{ plain_name('versions.name') }} as user_name,
    versions.role,
    versions.organization_id,
    coalesce(versions.is_suspended, false) as is_suspended,
    coalesce(versions.is_verified, false) as is_verified,
    versions.tags,
    versions.user_fields,
    versions.last_login_at,
    versions.created_at,
    versions.updated_at,
    coalesce(versions.is_deleted, false)
    or coalesce(versions.is_permanently_deleted, false)
    or not coalesce(versions.is_active, true) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'users'), key=['id'], cursor='updated_at') }} as versions
