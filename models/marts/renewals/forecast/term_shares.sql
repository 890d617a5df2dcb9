-- Contracts that billing cannot tell apart share alike, from the day on which each of them was known.
with matched as (
    select inside.contract_term_id as term_id
    from {{ ref('billing_term_contracts') }} as inside
    union
    select takeovers.term_id
    from {{ ref('contract_takeovers') }} as takeovers
),

shared as (
    select distinct covered.term_id
    from {{ ref('term_subscriptions') }} as covered
    where covered.contracts_sharing > 1
),

known as (
    select
        own.term_id,
        known_terms.known_on,
        count(*) as contracts
    from shared
    inner join {{ ref('contract_terms') }} as own
        on shared.term_id = own.term_id
    inner join {{ ref('contract_terms') }} as others
        on
            own.account_id = others.account_id
            and own.due_date > others.started_on
            and own.due_date <= others.due_date
    inner join {{ ref('known_terms') }} as known_terms
        on others.term_id = known_terms.term_id
    left join matched
        on others.term_id = matched.term_id
    where matched.term_id is null
    group by own.term_id, known_terms.known_on
)

select
    known.term_id,
    known.known_on as valid_from,
    lead(known.known_on) over passing as valid_to,
    cast(sum(known.contracts) over passing as integer) as contracts_sharing
from known
window passing as (
    partition by known.term_id
    order by known.known_on
)
