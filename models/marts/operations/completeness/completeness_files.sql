-- Lists that end before they end. A file follows another when its name is the same but for its last number, which is one
-- more.
with files as (
    select
        loads.path,
        min(loads.load_id) as load_id
    from {{ source('landing', 'loads') }} as loads
    group by loads.path
),

numbered as (
    select
        loads.load_id,
        loads.system as source_system,
        loads.object as source_object,
        loads.path,
        loads.rows_in_file,
        regexp_extract(loads.path, '^(.*?)([0-9]+)([^0-9]*)$', 1) as path_before,
        regexp_extract(loads.path, '^(.*?)([0-9]+)([^0-9]*)$', 3) as path_after,
        {{ try_cast("regexp_extract(loads.path, '^(.*?)([0-9]+)([^0-9]*)$', 2)", 'bigint') }} as place
    from {{ source('landing', 'loads') }} as loads
    -- The file's own table; what its records hold nested was landed beside it.
    inner join files
        on
            loads.path = files.path
            and loads.load_id = files.load_id
),

last_files as (
    select numbered.*
    from numbered
    left join numbered as following
        on
            numbered.source_object = following.source_object
            and numbered.path_before = following.path_before
            and numbered.path_after = following.path_after
            and numbered.place + 1 = following.place
    where following.path is null
),

endings as (
    select distinct
        drift.load_id,
        drift.kind
    from {{ source('landing', 'drift') }} as drift
    where drift.kind in ('more_follows', 'list_ends')
)

select
    'page_says_more' as check_id,
    last_files.source_system,
    last_files.source_object,
    last_files.path as source_file,
    cast(last_files.rows_in_file as varchar) || ' rows' as finding,
    cast(1 as bigint) as finding_count,
    cast(null as decimal(18, 6)) as amount
from last_files
inner join endings
    on
        last_files.load_id = endings.load_id
        and endings.kind = 'more_follows'
union all
select
    'full_page' as check_id,
    last_files.source_system,
    last_files.source_object,
    last_files.path as source_file,
    cast(last_files.rows_in_file as varchar) || ' rows' as finding,
    cast(1 as bigint) as finding_count,
    cast(null as decimal(18, 6)) as amount
from last_files
inner join {{ ref('page_limits') }} as limits
    on
        last_files.source_system = limits.source_system
        and last_files.rows_in_file = limits.page_rows
        and {{ in_force('limits', as_of_day()) }}
left join endings
    on last_files.load_id = endings.load_id
-- A page that says where the list ends is believed.
where endings.load_id is null
union all
select
    'truncated_list' as check_id,
    drift.system as source_system,
    drift.object as source_object,
    drift.path as source_file,
    drift.column_name as finding,
    drift.row_count as finding_count,
    cast(null as decimal(18, 6)) as amount
from {{ source('landing', 'drift') }} as drift
where drift.kind = 'truncated_list'
