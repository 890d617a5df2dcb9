-- A contract covers the subscriptions whose billed terms lie inside it. One without any (billed by the month, say) covers
-- what else the account is served with and no other term covers; contracts that billing cannot tell apart share alike.
with claims as (
    select
        contract_terms.term_id,
        inside.subscription_id,
        contract_terms.started_on,
        contract_terms.due_date
    from {{ ref('billing_term_contracts') }} as inside
    inner join {{ ref('contract_terms') }} as contract_terms
        on inside.contract_term_id = contract_terms.term_id
    union
    select
        billing_terms.term_id,
        billing_terms.subscription_id,
        billing_terms.started_on,
        billing_terms.due_date
    from {{ ref('billing_terms') }} as billing_terms
    left join {{ ref('billing_term_contracts') }} as inside
        on billing_terms.term_id = inside.term_id
    where inside.term_id is null
    union
    select
        takeovers.term_id,
        takeovers.subscription_id,
        takeovers.started_on,
        takeovers.due_date
    from {{ ref('contract_takeovers') }} as takeovers
),

unmatched as (
    select contract_terms.*
    from {{ ref('contract_terms') }} as contract_terms
    left join claims
        on contract_terms.term_id = claims.term_id
    where claims.term_id is null
),

sharing as (
    select
        unmatched.term_id,
        greatest(count(others.term_id), 1) as contracts_sharing
    from unmatched
    left join unmatched as others
        on
            unmatched.account_id = others.account_id
            and unmatched.due_date > others.started_on
            and unmatched.due_date <= others.due_date
    group by unmatched.term_id
),

remainder as (
    select
        unmatched.term_id,
        subscriptions.subscription_id,
        sharing.contracts_sharing
    from unmatched
    inner join sharing
        on unmatched.term_id = sharing.term_id
    inner join {{ ref('subscription_terms') }} as subscriptions
        on
            unmatched.account_id = subscriptions.account_id
            and subscriptions.past_counts
            and coalesce(unmatched.due_date >= subscriptions.started_on, true)
            and coalesce(unmatched.started_on < subscriptions.ended_on, true)
    left join claims
        on
            subscriptions.subscription_id = claims.subscription_id
            and unmatched.due_date > claims.started_on
            and unmatched.started_on < claims.due_date
    where claims.term_id is null
)

select
    claims.term_id,
    claims.subscription_id,
    cast(1 as integer) as contracts_sharing
from claims
union all
select
    remainder.term_id,
    remainder.subscription_id,
    cast(remainder.contracts_sharing as integer) as contracts_sharing
from remainder
