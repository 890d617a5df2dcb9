select
    'ajs-id-' || hex_id(i * 100 + user_n, 'identify') as "messageId",
    'identify' as type,
    user_id as "userId",
    {'email': email, 'name': person} as traits,
    {'groupId': organization_key} as context,
    iso_millis(seen_at) as timestamp,
    iso_millis(seen_at) as "sentAt",
    iso_millis(seen_at) as "receivedAt",
from people
where month_end = getvariable('month_end_wanted')
order by seen_at, i, user_n
