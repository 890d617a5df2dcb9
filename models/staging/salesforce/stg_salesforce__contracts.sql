select
    versions.record_id as contract_id,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    versions.contract_number,
    cast(versions.start_date as date) as started_on,
    cast(versions.end_date as date) as ended_on,
    versions.contract_term as term_months,
    versions.status,
    versions.activated_date as activated_at,
    {{ salesforce_id_18('versions.owner_id') }} as owner_id,
    versions.owner_expiration_notice,
    versions.created_date as created_at,
    versions.system_modstamp as modified_at,
    coalesce(versions.is_deleted, false) and not versions.is_late as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ salesforce_newest('contracts', created='created_date') }} as versions
