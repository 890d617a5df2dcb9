-- The same events in the columns of a Segment warehouse's tracks table.
select
    message_id as id,
    replace(lower(event), ' ', '_') as event,
    event as event_text,
    user_id,
    anonymous_id,
    organization_key as context_group_id,
    'analytics.js' as context_library_name,
    happened_at at time zone 'UTC' as timestamp,
    at_source at time zone 'UTC' as original_timestamp,
    sent_at at time zone 'UTC' as sent_at,
    received_at at time zone 'UTC' as received_at,
    (received_at + to_minutes(30)) at time zone 'UTC' as uuid_ts,
from month_events
order by file_day, place
