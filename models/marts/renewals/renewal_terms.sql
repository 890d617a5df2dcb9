select
    contract_terms.term_id,
    contract_terms.account_id,
    'crm_contract' as source,
    contract_terms.contract_id,
    cast(null as varchar) as subscription_id,
    contract_terms.started_on,
    contract_terms.due_date,
    contract_terms.signed_on,
    contract_terms.auto_renews,
    contract_terms.notice_days
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
    billing_terms.signed_on,
    -- A subscription goes on until somebody ends it.
    coalesce(subscriptions.service_ended_on > billing_terms.due_date + 1, true) as auto_renews,
    cast(null as integer) as notice_days
from {{ ref('billing_terms') }} as billing_terms
inner join {{ ref('subscription_terms') }} as subscriptions
    on billing_terms.subscription_id = subscriptions.subscription_id
left join {{ ref('billing_term_contracts') }} as inside
    on billing_terms.term_id = inside.term_id
where inside.term_id is null
