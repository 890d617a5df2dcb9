-- A key that an id does not tie to an account may name, or be named by, another system's key that is tied to one.
with linked as (
    select
        keys.source_system,
        keys.source_key,
        parents.account_id,
        parents.crm_account_id,
        'names ' || parents.source_system || ' ' || parents.source_key as evidence
    from {{ ref('source_keys') }} as keys
    inner join {{ ref('identity_id_decisions') }} as parents
        on keys.external_id = parents.source_key
    union all
    select
        keys.source_system,
        keys.source_key,
        parents.account_id,
        parents.crm_account_id,
        'named by ' || parents.source_system || ' ' || parents.source_key as evidence
    from {{ ref('source_keys') }} as keys
    inner join {{ ref('identity_id_decisions') }} as parents
        on keys.source_key = parents.external_id
),

claims as (
    select
        id_claims.source_system,
        id_claims.source_key,
        id_claims.account_id,
        id_claims.crm_account_id,
        id_claims.rule,
        id_claims.is_conclusive,
        id_claims.evidence,
        id_claims.valid_from,
        id_claims.valid_to
    from {{ ref('identity_id_claims') }} as id_claims
    union all
    select
        linked.source_system,
        linked.source_key,
        linked.account_id,
        linked.crm_account_id,
        'parent_key' as rule,
        true as is_conclusive,
        linked.evidence,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from linked
    union all
    select
        domain_claims.source_system,
        domain_claims.source_key,
        domain_claims.account_id,
        domain_claims.crm_account_id,
        domain_claims.rule,
        domain_claims.is_conclusive,
        domain_claims.evidence,
        domain_claims.valid_from,
        domain_claims.valid_to
    from {{ ref('identity_domain_claims') }} as domain_claims
)

select
    decisions.source_system,
    decisions.source_key,
    decisions.account_id,
    decisions.crm_account_id,
    decisions.rule,
    case
        when decisions.account_id is not null then null
        when decisions.is_conclusive then 'conflict'
        when decisions.rule = 'domain' then 'ambiguous_domain'
        else 'no_majority'
    end as reason,
    decisions.evidence,
    decisions.candidate_account_ids,
    decisions.valid_from,
    decisions.valid_to
from {{ best_claims('claims') }} as decisions
