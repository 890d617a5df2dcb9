with decided as (
    select
        source_keys.source_system,
        source_keys.source_key,
        -- A subscription that no account can be found for stays with the customer who pays for it.
        coalesce(
            decisions.account_id,
            customer_decisions.account_id,
            source_keys.source_system || ':' || coalesce(source_keys.parent_source_key, source_keys.source_key)
        ) as account_id,
        case
            when decisions.account_id is not null then decisions.crm_account_id
            when customer_decisions.account_id is not null then customer_decisions.crm_account_id
        end as crm_account_id,
        case
            when decisions.account_id is not null then decisions.rule
            when decisions.source_key is null and customer_decisions.account_id is not null then 'parent_key'
            else 'unresolved'
        end as method,
        case
            when decisions.account_id is not null then decisions.evidence
            when source_keys.parent_source_key is not null then 'subscription of ' || source_keys.parent_source_key
        end as evidence,
        case when decisions.account_id is not null then decisions.valid_from end as valid_from,
        case when decisions.account_id is not null then decisions.valid_to end as valid_to
    from {{ ref('source_keys') }} as source_keys
    left join {{ ref('identity_decisions') }} as decisions
        on source_keys.source_system = decisions.source_system and source_keys.source_key = decisions.source_key
    left join {{ ref('identity_decisions') }} as customer_decisions
        on
            source_keys.source_system = customer_decisions.source_system
            and source_keys.parent_source_key = customer_decisions.source_key
    union all
    select
        'salesforce' as source_system,
        crm_accounts.crm_account_id as source_key,
        crm_accounts.account_id,
        crm_accounts.crm_account_id,
        case when crm_accounts.redirect_reason is null then 'own_id' else 'merge' end as method,
        crm_accounts.redirect_reason as evidence,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from {{ ref('crm_accounts') }} as crm_accounts
)

select
    decided.source_system,
    decided.source_key,
    decided.account_id,
    decided.crm_account_id,
    decided.method,
    rules.confidence,
    -- An id may be an e-mail address in some products; the key itself then says enough.
    case when decided.evidence not like '%@%' then decided.evidence end as evidence,
    decided.valid_from,
    decided.valid_to,
    rules.version as rule_version
from decided
inner join {{ ref('identity_rules') }} as rules
    on decided.method = rules.rule
where {{ in_force('rules', as_of_day()) }}
