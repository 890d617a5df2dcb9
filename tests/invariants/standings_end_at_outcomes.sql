-- What was known of a renewal over time ends at what is known today.
with newest as (
    select
        standings.renewal_id,
        standings.standing
    from {{ ref('renewal_standings') }} as standings
    where standings.valid_to is null
)

select
    renewals.renewal_id,
    renewals.outcome,
    newest.standing
from {{ ref('renewals') }} as renewals
left join newest
    on renewals.renewal_id = newest.renewal_id
where coalesce(newest.standing, 'open') <> renewals.outcome
