select
    versions.record_id as opportunity_contact_role_id,
    {{ salesforce_id_18('versions.opportunity_id') }} as opportunity_id,
    {{ salesforce_id_18('versions.contact_id') }} as contact_id,
    versions.role,
    coalesce(versions.is_primary, false) as is_primary,
    versions.created_date as created_at,
    versions.system_modstamp as modified_at,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ salesforce_newest('opportunity_contact_roles') }} as versions
