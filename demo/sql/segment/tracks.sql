select
    message_id as "messageId",
    'track' as type,
    event,
    user_id as "userId",
    anonymous_id as "anonymousId",
    iso_millis(happened_at) as timestamp,
    iso_millis(at_source) as "originalTimestamp",
    iso_millis(sent_at) as "sentAt",
    iso_millis(received_at) as "receivedAt",
    {'feature': feature, 'duration_ms': duration_ms} as properties,
    {
        'groupId': organization_key,
        'library': {'name': 'analytics.js', 'version': '2.8.1'},
        'page': {'path': '/' || feature}
    } as context,
from month_events
where file_day = getvariable('file_day')
order by place
