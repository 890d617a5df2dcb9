with keys as (
    select
        source_keys.source_system,
        source_keys.source_key,
        coalesce(
            source_keys.external_id,
            -- A product's group is its own organization id, or the CRM's id where the product was told it.
            case when source_keys.source_system = 'segment' then source_keys.source_key end
        ) as external_id
    from {{ ref('source_keys') }} as source_keys
),

mapped as (
    select
        key_map.source_system,
        key_map.source_key,
        key_map.account_id,
        key_map.valid_from,
        key_map.valid_to
    from {{ ref('stg_manual__account_key_map') }} as key_map
    where
        (key_map.valid_from is null or key_map.valid_from <= {{ as_of_day() }})
        and (key_map.valid_to is null or key_map.valid_to > {{ as_of_day() }})
)

select
    keys.source_system,
    keys.source_key,
    identifiers.account_id,
    identifiers.crm_account_id,
    'manual_map' as rule,
    true as is_conclusive,
    coalesce('key map row from ' || {{ day_told('mapped.valid_from') }}, 'key map row') as evidence,
    mapped.valid_from,
    mapped.valid_to
from keys
inner join mapped
    on keys.source_system = mapped.source_system and keys.source_key = mapped.source_key
inner join {{ ref('crm_identifiers') }} as identifiers
    on {{ comparable_id('mapped.account_id') }} = identifiers.identifier and identifiers.kind = 'Salesforce id'
union all
select
    keys.source_system,
    keys.source_key,
    identifiers.account_id,
    identifiers.crm_account_id,
    'external_id' as rule,
    true as is_conclusive,
    'names ' || identifiers.kind || ' ' || identifiers.identifier as evidence,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
from keys
inner join {{ ref('crm_identifiers') }} as identifiers
    on {{ comparable_id('keys.external_id') }} = identifiers.identifier and identifiers.held_by is null
union all
select
    keys.source_system,
    keys.source_key,
    identifiers.account_id,
    identifiers.crm_account_id,
    'external_id' as rule,
    true as is_conclusive,
    'named by Salesforce account ' || identifiers.account_id as evidence,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
from keys
inner join {{ ref('crm_identifiers') }} as identifiers
    on keys.source_system = identifiers.held_by and keys.source_key = identifiers.identifier
