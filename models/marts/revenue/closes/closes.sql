-- A build of a past day knows only the closes that were made from what was known by then.
with known as (
    select
        closes.*,
        max(closes.close_number) over (partition by closes.month_end) as newest_number,
        min(closes.month_end) over () as first_month_end,
        max(closes.month_end) over () as last_month_end
    from {{ source('closes', 'closes') }} as closes
    where closes.as_of <= {{ as_of() }}
)

select
    known.close_id,
    known.month_end,
    known.close_number,
    known.close_number = known.newest_number as is_in_force,
    known.month_end = known.first_month_end as is_first_month,
    known.month_end = known.last_month_end as is_last_month,
    known.closed_at,
    known.closed_by,
    known.reason,
    known.as_of,
    {{ reporting_date(dbt.dateadd('microsecond', -1, 'known.as_of')) }} as as_of_day,
    known.publication_id,
    known.published_at,
    known.git_commit,
    known.tests_passed
from known
