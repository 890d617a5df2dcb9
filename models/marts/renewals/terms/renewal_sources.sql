with contracts as (
    select
        'contract:' || contracts.contract_id as candidate_id,
        'crm_contract' as source,
        contracts.contract_id as source_key,
        crm_accounts.account_id,
        contracts.started_on,
        coalesce(terms.due_date, contracts.ended_on) as due_date,
        terms.term_id as chosen_term_id,
        case
            when terms.term_id is not null and max(inside.term_id) is not null then 'contract_and_billing'
            when terms.term_id is not null then 'contract_alone'
            when contracts.is_deleted then 'deleted'
            when contracts.status <> 'Activated' and contracts.activated_at is null then 'not_activated'
            else 'without_end'
        end as reason
    from {{ ref('stg_salesforce__contracts') }} as contracts
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contracts.account_id = crm_accounts.crm_account_id
    left join {{ ref('contract_terms') }} as terms
        on contracts.contract_id = terms.contract_id
    left join {{ ref('billing_term_contracts') }} as inside
        on terms.term_id = inside.contract_term_id
    -- Whoever rebuilds a past day knows nothing of later signatures.
    where contracts.activated_at is null or contracts.activated_at <= {{ as_of() }}
    group by
        contracts.contract_id, crm_accounts.account_id, contracts.started_on, terms.due_date, contracts.ended_on, terms.term_id,
        contracts.is_deleted, contracts.status, contracts.activated_at
),

billed as (
    select
        'subscription:' || periods.subscription_id || '@' || cast(periods.due_date as varchar) as candidate_id,
        'billing_subscription' as source,
        periods.subscription_id as source_key,
        periods.account_id,
        periods.started_on,
        periods.due_date,
        case
            when periods.next_started_on <= periods.due_date then null
            else coalesce(inside.contract_term_id, terms.term_id)
        end as chosen_term_id,
        case
            when periods.next_started_on <= periods.due_date then 'cut_short'
            when inside.term_id is not null then 'inside_contract'
            else 'billing_alone'
        end as reason
    from {{ ref('billed_periods') }} as periods
    left join {{ ref('billing_terms') }} as terms
        on
            periods.subscription_id = terms.subscription_id
            and periods.started_on = terms.started_on
            and periods.due_date = terms.due_date
    left join {{ ref('billing_term_contracts') }} as inside
        on terms.term_id = inside.term_id
),

candidates as (
    select contracts.*
    from contracts
    union all
    select billed.*
    from billed
)

select
    candidates.candidate_id,
    candidates.source,
    candidates.source_key,
    candidates.account_id,
    candidates.started_on,
    candidates.due_date,
    reasons.is_chosen,
    candidates.chosen_term_id,
    cast({{ days_between('chosen.due_date', 'candidates.due_date') }} as integer) as days_apart,
    reasons.reason,
    reasons.meaning as reason_text
from candidates
inner join {{ ref('renewal_source_reasons') }} as reasons
    on candidates.reason = reasons.reason
left join {{ ref('renewal_terms') }} as chosen
    on candidates.chosen_term_id = chosen.term_id
