-- What data_freshness counts as rejected stands in the quarantine, record by record and file by file.
with counted as (
    select
        quarantine.source_system,
        quarantine.source_object,
        sum(case when quarantine.kind = 'record' then 1 else 0 end) as rows_rejected,
        sum(case when quarantine.kind = 'file' then 1 else 0 end) as files_rejected
    from {{ ref('quarantine') }} as quarantine
    group by quarantine.source_system, quarantine.source_object
)

select
    freshness.source_system,
    freshness.source_object,
    freshness.rows_rejected,
    freshness.files_rejected
from {{ ref('data_freshness') }} as freshness
left join counted
    on freshness.source_system = counted.source_system and freshness.source_object = counted.source_object
where
    freshness.rows_rejected <> coalesce(counted.rows_rejected, 0)
    or freshness.files_rejected <> coalesce(counted.files_rejected, 0)
