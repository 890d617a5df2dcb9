-- A journey begins with the first signature, or the first paid day where that came first or nothing was signed.
with signed as (
    select
        terms.account_id,
        coalesce(terms.signed_on, terms.started_on) as signed_on,
        contracts.activated_at,
        row_number() over (
            partition by terms.account_id
            order by coalesce(terms.signed_on, terms.started_on), contracts.activated_at nulls last, terms.term_id
        ) as place
    from {{ ref('contract_terms') }} as terms
    left join {{ ref('stg_salesforce__contracts') }} as contracts
        on terms.contract_id = contracts.contract_id
    where coalesce(terms.signed_on, terms.started_on) <= {{ as_of_day() }}
),

paid as (
    select
        lives.account_id,
        lives.valid_from as first_paid_on
    from {{ ref('account_paying_periods') }} as lives
    where lives.life = 1
),

begun as (
    select
        coalesce(signed.account_id, paid.account_id) as account_id,
        signed.signed_on,
        signed.activated_at,
        paid.first_paid_on,
        coalesce(signed.signed_on <= paid.first_paid_on, paid.first_paid_on is null) as is_signed_first
    from paid
    full outer join signed
        on paid.account_id = signed.account_id
    where coalesce(signed.place, 1) = 1
)

select
    begun.account_id,
    case when begun.is_signed_first then begun.signed_on else begun.first_paid_on end as started_on,
    case when begun.is_signed_first then 'contract' else 'first_paid' end as started_by,
    case when begun.is_signed_first then begun.activated_at end as signed_at,
    begun.first_paid_on
from begun
