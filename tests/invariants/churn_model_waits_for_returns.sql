-- Within the grace of the policy on reactivations a return undoes the loss, so no outcome is settled before it is over.
select
    rules.horizon_days,
    rules.version,
    rules.embargo_days,
    policies.reactivation_grace_days
from {{ ref('churn_model_rules') }} as rules
cross join {{ ref('policies_in_force') }} as policies
where rules.embargo_days < policies.reactivation_grace_days
