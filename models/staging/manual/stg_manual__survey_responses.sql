select
    versions.response_id,
    lower(versions.survey_type) as survey_type,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    versions.contact_id,
    lower(trim(versions.contact_email)) as contact_email,
    versions.survey_trigger,
    versions.sent_at,
    versions.responded_at,
    cast(versions.score as decimal(18, 6)) as score,
    cast(versions.scale_max as decimal(18, 6)) as scale_max,
    versions.comment,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('manual', 'survey_responses'), key=['response_id'], cursor='updated_at') }} as versions
