-- A term is due, or ended early, or is worth nothing. Only who churned can have left early, and before the due date.
select
    renewals.renewal_id,
    renewals.outcome,
    renewals.mrr_due,
    renewals.ended_early_mrr
from {{ ref('renewals') }} as renewals
where
    renewals.ended_early_mrr < 0
    or (renewals.ended_early_mrr > 0 and renewals.mrr_due <> 0)
    or (renewals.ended_early_mrr > 0 and renewals.ended_early_on is null)
    or (renewals.ended_early_on is not null and renewals.outcome <> 'churned')
    or renewals.ended_early_on >= renewals.due_date
