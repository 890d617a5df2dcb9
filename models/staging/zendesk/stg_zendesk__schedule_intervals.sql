-- Intervals are nested in a schedule, whose newer versions replace them, or rows of a connector's table of schedules.
select
    nested.schedule_id,
    nested.start_time as starts_at_minute,
    nested.end_time as ends_at_minute,
    nested.source_file,
    nested.source_row,
    nested.load_id
from
    {{ newest_nested_version(
        source('zendesk', 'schedule_intervals'),
        key=['schedule_id', 'start_time'],
        parent='schedule_id',
        nested='schedule_time_zone',
        cursor='schedule_updated_at',
    ) }} as nested
union all
select
    rows_of_table.id as schedule_id,
    rows_of_table.start_time as starts_at_minute,
    rows_of_table.end_time as ends_at_minute,
    rows_of_table.source_file,
    rows_of_table.source_row,
    rows_of_table.load_id
from {{ newest_version(source('zendesk', 'schedules'), key=['id', 'start_time'], cursor='updated_at') }} as rows_of_table
where rows_of_table.start_time is not null and not coalesce(rows_of_table.is_deleted, false)
