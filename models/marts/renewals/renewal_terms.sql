select
    contract_terms.term_id,
    contract_terms.account_id,
    'crm_contract' as source,
    contract_terms.contract_id,
    cast(null as varchar) as subscription_id,
    contract_terms.started_on,
    contract_terms.due_date,
    contract_terms.signed_on
from {{ ref('contract_terms') }} as contract_terms
union all
select
    billing_terms.term_id,
    billing_terms.account_id,
    'billing_subscription' as source,
    cast(null as varchar) as contract_id,
    billing_terms.subscription_id,
    billing_terms.started_on,
    billing_terms.due_date,
    billing_terms.signed_on
from {{ ref('billing_terms') }} as billing_terms
left join {{ ref('billing_term_contracts') }} as inside
    on billing_terms.term_id = inside.term_id
where inside.term_id is null
