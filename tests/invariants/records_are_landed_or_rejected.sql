-- Nothing is dropped in silence: what a file held is what landed plus what is in quarantine.
select
    loads.load_id,
    loads.path,
    loads.rows_in_file,
    loads.rows_landed,
    loads.rows_rejected,
    count(rejected.load_id) as quarantined
from {{ source('landing', 'loads') }} as loads
left join {{ source('landing', 'rejected_rows') }} as rejected
    on loads.load_id = rejected.load_id
group by loads.load_id, loads.path, loads.rows_in_file, loads.rows_landed, loads.rows_rejected
having
    loads.rows_in_file <> loads.rows_landed + loads.rows_rejected
    or loads.rows_rejected <> count(rejected.load_id)
-- depends_on: {{ ref('data_freshness') }}
