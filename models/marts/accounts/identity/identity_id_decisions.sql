select
    decisions.source_system,
    decisions.source_key,
    decisions.account_id,
    decisions.crm_account_id,
    decisions.rule,
    source_keys.external_id
from {{ best_claims(ref('identity_id_claims')) }} as decisions
inner join {{ ref('source_keys') }} as source_keys
    on decisions.source_system = source_keys.source_system and decisions.source_key = source_keys.source_key
where decisions.account_id is not null
