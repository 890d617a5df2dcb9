select
    versions.record_id as user_id,
    {{ plain_name('versions.name') }} as user_name,
    lower(trim(versions.email)) as email,
    versions.title,
    versions.department,
    coalesce(versions.is_active, true) as is_active,
    {{ salesforce_id_18('versions.manager_id') }} as manager_id,
    {{ salesforce_id_18('versions.user_role_id') }} as user_role_id,
    versions.created_date as created_at,
    versions.system_modstamp as modified_at,
    coalesce(versions.is_deleted, false) and not versions.is_late as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ salesforce_newest('users', created='created_date') }} as versions
