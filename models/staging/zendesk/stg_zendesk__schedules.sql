-- A connector's table has a row per interval, which repeats the schedule.
select
    versions.id as schedule_id,
    {{ plain_name('versions.name') }} as schedule_name,
    versions.time_zone,
    versions.created_at,
    versions.updated_at,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'schedules'), key=['id'], cursor='updated_at') }} as versions
