select
    versions.id as holiday_id,
    versions.schedule_id,
    versions.name as holiday_name,
    versions.start_date as starts_on,
    versions.end_date as ends_on,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'schedule_holidays'), key=['id'], cursor='updated_at') }} as versions
