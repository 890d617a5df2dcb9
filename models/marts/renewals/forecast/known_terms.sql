-- A bill tells of a term before its contract does, where that is signed late.
with billed as (
    select
        inside.contract_term_id,
        min(billing_terms.signed_on) as billed_on
    from {{ ref('billing_term_contracts') }} as inside
    inner join {{ ref('billing_terms') }} as billing_terms
        on inside.term_id = billing_terms.term_id
    group by inside.contract_term_id
)

select
    terms.term_id,
    terms.started_on,
    least(coalesce(terms.signed_on, terms.started_on), coalesce(billed.billed_on, terms.signed_on, terms.started_on)) as known_on
from {{ ref('renewal_terms') }} as terms
left join billed
    on terms.term_id = billed.contract_term_id
