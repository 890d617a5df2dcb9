select
    versions.log_id,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    versions.playbook,
    versions.step,
    versions.owner_id,
    versions.started_at,
    versions.due_on,
    versions.completed_at,
    lower(versions.outcome) as outcome,
    versions.note,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'playbook_log'),
    key=['account_id', 'playbook', 'step', 'started_at'],
    cursor='updated_at',
) }} as versions
