-- Monday to Friday from nine to five.
select
    360000000101 as id,
    'Office' as name,
    'Eastern Time (US & Canada)' as time_zone,
    list_transform(
        range(1, 6), lambda weekday: {'start_time': weekday * 1440 + 540, 'end_time': weekday * 1440 + 1020}
    ) as intervals,
    '2021-01-04T09:00:00Z' as created_at,
    '2021-01-04T09:00:00Z' as updated_at,
