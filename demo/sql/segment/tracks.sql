select
    'ajs-next-' || hex as "messageId",
    'track' as type,
    features.event,
    'usr_' || lower(letters7(hash(i, least(users - 1, (users * user_luck * user_luck) // 1000000), 'user'))) as "userId",
    'anon-' || substr(hex, 1, 12) as "anonymousId",
    iso_millis(received_at - to_hours(hours_late) - to_seconds(copy * 40) - to_milliseconds(1200)) as timestamp,
    iso_millis(received_at - to_hours(hours_late) - to_seconds(copy * 40) - to_milliseconds(1150)) as "originalTimestamp",
    iso_millis(received_at - to_milliseconds(250)) as "sentAt",
    iso_millis(received_at) as "receivedAt",
    {'feature': features.feature, 'duration_ms': (h >> 16) % 4000} as properties,
    {'groupId': organization_key, 'library': {'name': 'analytics.js', 'version': '2.8.1'}, 'page': {'path': '/' || features.feature}} as context,
from (
    select *, format('{:016x}{:016x}', h, hash(event_key)) as hex
    from month_events
    where file_day = getvariable('file_day')
) as events
inner join features on features.n = events.feature
inner join (select i as account_i, organization_key from accounts) as keys on keys.account_i = events.i
order by received_at, event_key, copy
