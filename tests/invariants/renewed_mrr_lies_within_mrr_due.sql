-- What was renewed is at most what was due, and nothing unless renewed.
select
    renewals.renewal_id,
    renewals.outcome,
    renewals.mrr_due,
    renewals.renewed_mrr,
    renewals.uplift_mrr
from {{ ref('renewals') }} as renewals
where
    renewals.renewed_mrr not between 0 and renewals.mrr_due
    or (renewals.outcome <> 'renewed' and renewals.renewed_mrr + renewals.uplift_mrr <> 0)
    or (renewals.outcome = 'renewed') <> (renewals.booked_on is not null)
