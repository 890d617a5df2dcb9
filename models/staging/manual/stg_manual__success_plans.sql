select
    versions.plan_id,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    {{ plain_name('versions.plan_name') }} as plan_name,
    versions.owner_id,
    lower(versions.status) as status,
    versions.started_on,
    versions.target_on,
    versions.completed_on,
    versions.created_at,
    versions.updated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'success_plans'),
    key=['plan_id'],
    cursor='updated_at',
    created='created_at',
) }} as versions
