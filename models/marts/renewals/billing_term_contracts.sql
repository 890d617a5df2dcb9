-- Contracts say what was agreed, so a billed term inside a contract is that contract's. Where several contain it, the one
-- wins whose dates the subscription ever kept best: its first and last year show which contract it belongs to.
with inside as (
    select
        billing_terms.term_id,
        billing_terms.subscription_id,
        contract_terms.term_id as contract_term_id,
        least(
            abs({{ dbt.datediff('contract_terms.started_on', 'billing_terms.started_on', 'day') }}),
            abs({{ dbt.datediff('contract_terms.due_date', 'billing_terms.due_date', 'day') }})
        ) as misfit_days
    from {{ ref('billing_terms') }} as billing_terms
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'billing_terms.due_date') }}
    inner join {{ ref('contract_terms') }} as contract_terms
        on
            billing_terms.account_id = contract_terms.account_id
            and billing_terms.started_on >= contract_terms.started_on - rules.fit_days
            and billing_terms.due_date <= contract_terms.due_date + rules.fit_days
),

fitted as (
    select
        inside.*,
        min(inside.misfit_days) over (partition by inside.subscription_id, inside.contract_term_id) as least_misfit_days
    from inside
),

ranked as (
    select
        fitted.*,
        row_number() over (
            partition by fitted.term_id
            order by fitted.least_misfit_days, fitted.misfit_days, fitted.contract_term_id
        ) as fit
    from fitted
)

select
    ranked.term_id,
    ranked.subscription_id,
    ranked.contract_term_id
from ranked
where ranked.fit = 1
