select
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    versions.assessed_on,
    {{ salesforce_id_18('versions.contact_id') }} as contact_id,
    cast(versions.sentiment as decimal(18, 6)) as sentiment,
    cast(versions.relationship_strength as decimal(18, 6)) as relationship_strength,
    versions.owner_id,
    versions.note,
    versions.updated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'csm_assessments'),
    key=['account_id', 'assessed_on', 'contact_id'],
    cursor='updated_at',
) }} as versions
