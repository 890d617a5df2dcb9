with clock as (
    select {{ as_of() }} as as_of
),

loads as (
    select
        loads.system,
        loads.object,
        max(case when loads.observed_at <= clock.as_of then loads.observed_at end) as newest_record_at,
        count(distinct loads.path) as files_loaded,
        sum(loads.rows_landed) as rows_landed,
        sum(loads.rows_rejected) as rows_rejected
    from {{ source('landing', 'loads') }} as loads
    cross join clock
    group by loads.system, loads.object
),

last_loads as (
    select
        loads.system,
        loads.object,
        loads.path,
        row_number() over (
            partition by loads.system, loads.object
            order by loads.observed_at desc nulls last, loads.load_id desc
        ) as load_rank
    from {{ source('landing', 'loads') }} as loads
),

refused as (
    select
        coalesce(rejected_files.system, 'unrecognised') as source_system,
        coalesce(rejected_files.object, 'unrecognised') as source_object,
        count(*) as files_rejected
    from {{ source('landing', 'rejected_files') }} as rejected_files
    group by coalesce(rejected_files.system, 'unrecognised'), coalesce(rejected_files.object, 'unrecognised')
),

drifts as (
    select
        drift.system,
        drift.object,
        count(distinct drift.kind || ' ' || drift.column_name) as drift_count
    from {{ source('landing', 'drift') }} as drift
    -- What a page says of its end is no drift: source_completeness looks for what follows.
    where drift.kind not in ('more_follows', 'list_ends')
    group by drift.system, drift.object
),

-- Refused files that no table claims have a row too: nothing goes missing in silence.
tables as (
    select
        coalesce(rules.source_system, refused.source_system) as source_system,
        coalesce(rules.source_object, refused.source_object) as source_object,
        rules.maximum_age_hours,
        coalesce(refused.files_rejected, 0) as files_rejected
    from (
        select freshness.* from {{ ref('freshness_rules') }} as freshness
        where {{ in_force('freshness', as_of_day()) }}
    ) as rules
    full outer join refused
        on rules.source_system = refused.source_system and rules.source_object = refused.source_object
)

select
    tables.source_system,
    tables.source_object,
    loads.newest_record_at,
    {{ divide(dbt.datediff('loads.newest_record_at', 'clock.as_of', 'second'), 3600, 1) }} as age_hours,
    last_loads.path as last_file,
    cast(coalesce(loads.files_loaded, 0) as bigint) as files_loaded,
    cast(coalesce(loads.rows_landed, 0) as bigint) as rows_landed,
    cast(coalesce(loads.rows_rejected, 0) as bigint) as rows_rejected,
    cast(tables.files_rejected as bigint) as files_rejected,
    cast(coalesce(drifts.drift_count, 0) as bigint) as drift_count,
    cast(coalesce(test_mode.row_count, 0) as bigint) as test_mode_rows_excluded,
    -- What was never exported is absent rather than stale; a table whose every file was refused is stale.
    case
        when loads.system is null then tables.files_rejected > 0
        when tables.maximum_age_hours is null then false
        else coalesce(
            loads.newest_record_at < {{ dbt.dateadd('hour', '-tables.maximum_age_hours', 'clock.as_of') }},
            true
        )
    end as is_stale
from tables
cross join clock
left join loads
    on tables.source_system = loads.system and tables.source_object = loads.object
left join last_loads
    on
        tables.source_system = last_loads.system
        and tables.source_object = last_loads.object
        and last_loads.load_rank = 1
left join drifts
    on tables.source_system = drifts.system and tables.source_object = drifts.object
left join {{ ref('test_mode_rows') }} as test_mode
    on tables.source_system = test_mode.source_system and tables.source_object = test_mode.source_object
