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
            when isodow(first_day + drawn_day) >= 6 and luck % 10 < 7 and drawn_day + 8 - isodow(first_day + drawn_day) < days
                then first_day + (drawn_day + 8 - isodow(first_day + drawn_day))::int
            else first_day + drawn_day
        end as on_day,
        -- Two in three fall into working hours.
        case when luck % 3 < 2 then 25200 + second % 39600 else second end as second_of_day,
    from placed
)

select
    event_key,
    i,
    users,
    user_luck,
    feature,
    h,
    copy,
    on_day as file_day,
    on_day::timestamp + to_milliseconds(((second_of_day * 1000 + luck)::bigint)) + to_seconds(copy * 40) as received_at,
    luck >= 990 as is_late,
    case when luck >= 990 then 1 + (luck - 990)::bigint * 13 else 0 end as hours_late,
from timed
cross join (values (0), (1)) as copies(copy)
where copy = 0 or luck in (100, 101, 102)
order by file_day, received_at, event_key, copy;
