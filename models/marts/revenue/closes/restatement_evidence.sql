-- Rows of files that had landed and were known at the close brought nothing. Of the others those go first that say something
-- new, then the newest.
with landed as (
    select
        told.*,
        loads.system as source_system,
        loads.path as source_file,
        loads.observed_at,
        known.sha256 is not null as was_known,
        bool_or(known.sha256 is not null) over (
            partition by told.close_id, told.kind, told.subscription_id, told.source_object, told.statement
        ) as was_told
    from {{ ref('restatement_candidates') }} as told
    inner join {{ source('landing', 'loads') }} as loads
        on told.load_id = loads.load_id
    left join {{ source('closes', 'loads') }} as known
        on told.close_id = known.close_id and loads.sha256 = known.sha256
),

ranked as (
    select
        landed.*,
        row_number() over (
            partition by landed.month_end, landed.kind, landed.subscription_id
            order by
                landed.was_told asc, landed.observed_at desc nulls last, landed.source_file desc, landed.source_object asc,
                landed.source_row asc
        ) as evidence_rank
    from landed
    where not landed.was_known
)

select
    ranked.month_end,
    ranked.kind,
    ranked.subscription_id,
    not ranked.was_told as says_something_new,
    ranked.source_system,
    ranked.source_file,
    ranked.source_row,
    ranked.load_id,
    {{ reporting_date('ranked.observed_at') }} as observed_on
from ranked
where ranked.evidence_rank = 1
