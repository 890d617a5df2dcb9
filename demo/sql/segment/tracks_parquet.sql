-- The same events in the columns of a Segment warehouse's tracks table.
select
    'ajs-next-' || hex as id,
    replace(lower(features.event), ' ', '_') as event,
    features.event as event_text,
    'usr_' || lower(letters7(hash(i, least(users - 1, (users * user_luck * user_luck) // 1000000), 'user'))) as user_id,
    'anon-' || substr(hex, 1, 12) as anonymous_id,
    organization_key as context_group_id,
    'analytics.js' as context_library_name,
    received_at - to_hours(hours_late) - to_seconds(copy * 40) - to_milliseconds(1200) as timestamp,
    received_at - to_hours(hours_late) - to_seconds(copy * 40) - to_milliseconds(1150) as original_timestamp,
    received_at - to_milliseconds(250) as sent_at,
    received_at,
    received_at + to_minutes(30) as uuid_ts,
from (select *, format('{:016x}{:016x}', h, hash(event_key)) as hex from month_events) as events
inner join features on features.n = events.feature
inner join (select i as account_i, organization_key from accounts) as keys on keys.account_i = events.i
order by received_at, event_key, copy
