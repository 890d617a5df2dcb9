select
    versions.record_id as change_id,
    {{ salesforce_id_18('versions.opportunity_id') }} as opportunity_id,
    lower(trim(versions.field)) as field,
    versions.old_value,
    versions.new_value,
    versions.created_date as changed_at,
    {{ salesforce_id_18('versions.created_by_id') }} as changed_by_id,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ salesforce_newest('opportunity_field_history', cursor='created_date') }} as versions
