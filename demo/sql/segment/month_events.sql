-- Events received in one month: one row per message, and a second one for those that were delivered twice.
-- The file's day is the day of receipt; one in a hundred happened one to six days before.
create or replace temp table month_events as
with spread as (
    select
        i,
        users,
        days,
        first_day,
        hash(key, j, getvariable('seed')) as h,
        key * 1000003 + j as event_key,
    from (select *, unnest(range(0, events)) as j from usage_months where month_start = getvariable('month_start'))
),

placed as (
    select
        *,
        (h % days::ubigint)::int as drawn_day,
        (h >> 8) % 1000 as luck,
        (h >> 20) % 86400 as second,
        (h >> 40) % 1000 as user_luck,
        (h >> 52) % 16 as feature,
    from spread
),

timed as (
    select
        *,
        -- Weekends are quiet: most of their events move to the Monday after, if it is still the same month and account.
        case
            when
                isodow(first_day + drawn_day) >= 6
                and luck % 10 < 7
                and drawn_day + 8 - isodow(first_day + drawn_day) < days
                then first_day + (drawn_day + 8 - isodow(first_day + drawn_day))::int
            else first_day + drawn_day
        end as on_day,
        -- Two in three fall into working hours.
        case when luck % 3 < 2 then 25200 + second % 39600 else second end as second_of_day,
    from placed
)

select
    on_day as file_day,
    'ajs-next-' || format('{:016x}{:016x}', h, hash(event_key)) as message_id,
    features.event,
    features.feature,
    -- The first users of an account are the busiest.
    'usr_' || lower(letters7(hash(timed.i, (users * user_luck * user_luck) // 1000000, 'user'))) as user_id,
    'anon-'
    || format('{:012x}', hash(timed.i, (users * user_luck * user_luck) // 1000000, 'device') >> 16) as anonymous_id,
    keys.organization_key,
    -- Up to ten minutes.
    (h >> 16) % 600000 as duration_ms,
    copy,
    luck >= 990 as is_late,
    happened_at - to_milliseconds(50) as at_source,
    happened_at as happened_at,
    received_at + to_seconds(copy * 40) - to_milliseconds(250) as sent_at,
    received_at + to_seconds(copy * 40) as received_at,
    row_number() over (partition by on_day order by received_at + to_seconds(copy * 40), event_key, copy) as place,
from (
    select
        *,
        on_day::timestamp + to_milliseconds((second_of_day * 1000 + luck)::bigint) as received_at,
        on_day::timestamp + to_milliseconds((second_of_day * 1000 + luck)::bigint) - to_milliseconds(1150)
        - to_hours(case when luck >= 990 then 1 + (luck - 990)::bigint * 13 else 0 end) as happened_at,
    from timed
) as timed
cross join (values (0), (1)) as copies(copy)
inner join features on features.n = timed.feature
inner join accounts as keys on keys.i = timed.i
where copy = 0 or luck in (100, 101, 102)
order by file_day, place;
