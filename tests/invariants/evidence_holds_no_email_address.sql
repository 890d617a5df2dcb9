select
    account_keys.source_system,
    account_keys.source_key,
    account_keys.evidence as written
from {{ ref('account_keys') }} as account_keys
where account_keys.evidence like '%@%'
union all
select
    unresolved.source_system,
    unresolved.source_key,
    unresolved.display_name as written
from {{ ref('identity_unresolved') }} as unresolved
where unresolved.display_name like '%@%'
