-- Billing cuts a year short when another contract takes the subscription over, as where contracts are brought to one end.
-- Until then it was the first contract's.
select distinct
    contract_terms.term_id,
    periods.subscription_id,
    contract_terms.started_on,
    contract_terms.due_date
from {{ ref('billed_periods') }} as periods
inner join {{ ref('renewal_rules') }} as rules
    on {{ in_force('rules', 'periods.due_date') }}
inner join {{ ref('contract_terms') }} as contract_terms
    on
        periods.account_id = contract_terms.account_id
        and periods.started_on >= contract_terms.started_on - rules.fit_days
        and periods.due_date <= contract_terms.due_date + rules.fit_days
inner join {{ ref('billing_terms') }} as next_terms
    on
        periods.subscription_id = next_terms.subscription_id
        and periods.next_started_on = next_terms.started_on
inner join {{ ref('billing_term_contracts') }} as inside
    on next_terms.term_id = inside.term_id
where
    periods.next_started_on <= periods.due_date
    and contract_terms.term_id <> inside.contract_term_id
