select
    versions.objective_id,
    versions.plan_id,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    {{ plain_name('versions.objective_name') }} as objective_name,
    versions.metric_name,
    cast(versions.baseline_value as decimal(18, 6)) as baseline_value,
    cast(versions.target_value as decimal(18, 6)) as target_value,
    cast(versions.current_value as decimal(18, 6)) as current_value,
    lower(versions.status) as status,
    versions.due_on,
    versions.achieved_on,
    versions.created_at,
    versions.updated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'success_plan_objectives'),
    key=['objective_id'],
    cursor='updated_at',
    created='created_at',
) }} as versions
