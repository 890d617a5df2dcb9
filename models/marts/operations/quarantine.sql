-- What a loader would not take, as it told it. Texts come from strangers: what reaches a person is masked, and what is
-- long is cut after that, not before, since half an address tells of the whole.
with records as (
    select
        rejected_rows.system as source_system,
        rejected_rows.object as source_object,
        'record' as kind,
        rejected_rows.path as source_file,
        rejected_rows.row_number as source_row,
        rejected_rows.reason,
        loads.shape,
        loads.started_at as seen_at,
        rejected_rows.row_text
    from {{ source('landing', 'rejected_rows') }} as rejected_rows
    left join {{ source('landing', 'loads') }} as loads
        on rejected_rows.load_id = loads.load_id
),

files as (
    select
        coalesce(rejected_files.system, 'unrecognised') as source_system,
        coalesce(rejected_files.object, 'unrecognised') as source_object,
        'file' as kind,
        rejected_files.path as source_file,
        cast(null as bigint) as source_row,
        rejected_files.reason,
        cast(null as varchar) as shape,
        rejected_files.seen_at,
        cast(null as varchar) as row_text
    from {{ source('landing', 'rejected_files') }} as rejected_files
),

refused as (
    select * from records
    union all
    select * from files
)

select
    refused.source_system,
    refused.source_object,
    refused.kind,
    cast({{ masked('refused.source_file') }} as varchar) as source_file,
    refused.source_row,
    cast(substring({{ masked('refused.reason') }}, 1, 500) as varchar) as reason,
    -- A record's reason starts with the column that does not fit; a file's does not.
    case
        when refused.kind = 'record' then nullif(regexp_extract(refused.reason, '^([A-Za-z0-9_]+): ', 1), '')
    end as column_name,
    refused.shape,
    cast(substring({{ masked('refused.row_text') }}, 1, 1000) as varchar) as row_text,
    refused.seen_at
from refused
