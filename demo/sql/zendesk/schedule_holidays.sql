select
    1160000 + k as id,
    360000000101 as schedule_id,
    false as _fivetran_deleted,
    '2021-01-04 09:00:00' as _fivetran_synced,
    make_date(2021 + k // 2, case when k % 2 = 0 then 1 else 7 end, case when k % 2 = 0 then 1 else 4 end) as start_date,
    start_date as end_date,
    case when k % 2 = 0 then 'New Year' else 'Independence Day' end as name,
from range(0, 16) as holidays(k)
order by id
