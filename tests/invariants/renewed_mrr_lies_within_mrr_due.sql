-- What was renewed is at most what was due, and nothing unless renewed; price is part of what came on top.
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
    or renewals.price_uplift_mrr not between 0 and renewals.uplift_mrr
