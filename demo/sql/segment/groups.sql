select
    'ajs-gr-' || hex_id(i * 100 + user_n, 'group') as "messageId",
    'group' as type,
    user_id as "userId",
    organization_key as "groupId",
    {'name': group_name, 'domain': group_domain} as traits,
    iso_millis(seen_at) as timestamp,
    iso_millis(seen_at) as "sentAt",
    iso_millis(seen_at) as "receivedAt",
from people
where month_end = getvariable('month_end_wanted')
order by seen_at, i, user_n
