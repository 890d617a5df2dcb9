-- The file is the whole list: a line taken out of it no longer holds, so only the newest file counts.
with listed as (
    select
        versions.*,
        first_value(versions.load_id) over (
            order by versions.observed_at desc nulls last, versions.load_id desc
        ) as newest_load_id
    from {{ source_versions(source('manual', 'account_key_map')) }} as versions
    where not versions.is_late
),

ranked as (
    select
        listed.*,
        row_number() over (
            partition by listed.source_system, listed.source_key, listed.valid_from
            order by listed.source_row desc
        ) as row_rank
    from listed
    where listed.load_id = listed.newest_load_id
)

select
    lower(trim(ranked.source_system)) as source_system,
    trim(ranked.source_key) as source_key,
    {{ salesforce_id_18('trim(ranked.account_id)') }} as account_id,
    ranked.valid_from,
    ranked.valid_to,
    ranked.decided_by,
    ranked.note,
    ranked.source_file,
    ranked.source_row,
    ranked.load_id
from ranked
where ranked.row_rank = 1
