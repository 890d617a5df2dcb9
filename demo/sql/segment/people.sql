-- One row per user, when it first appears: the identify and the group call follow from it.
create or replace temp table people as
with users as (
    select
        *,
        greatest(live_from, getvariable('window_start')::timestamp) + to_hours((user_n * 31 % 2000)::int) as wanted_at,
    from (select *, unnest(range(0, least(60, 2 + seats // 3)::bigint)) as user_n from account_spans)
)

select
    accounts.i,
    user_n,
    'usr_' || lower(letters7(hash(accounts.i, user_n, 'user'))) as user_id,
    organization_key,
    identities.plain_name as group_name,
    case when accounts.key_method = 'domain' then identities.domain end as group_domain,
    coalesce(contacts.email, 'user' || user_n || '@' || identities.domain) as email,
    coalesce(contacts.first_name || ' ' || contacts.last_name, 'User ' || user_n) as person,
    least(wanted_at, getvariable('now') - to_minutes(1)) as seen_at,
    last_day(least(wanted_at, getvariable('now') - to_minutes(1))) as month_end,
from users
inner join accounts on accounts.i = users.i
inner join identities on identities.i = users.i
left join contacts on contacts.i = users.i and contacts.j = users.user_n + 1
where wanted_at < live_to;
