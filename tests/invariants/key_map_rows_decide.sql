{{ config(severity='warn') }}
-- A row in force that decides nothing names a key or an account that no extract holds, or contradicts another row.
select
    key_map.source_system,
    key_map.source_key,
    key_map.account_id
from {{ ref('stg_manual__account_key_map') }} as key_map
left join {{ ref('account_keys') }} as account_keys
    on
        key_map.source_system = account_keys.source_system
        and key_map.source_key = account_keys.source_key
        and account_keys.method = 'manual_map'
where
    account_keys.source_key is null
    and (key_map.valid_from is null or key_map.valid_from <= {{ as_of_day() }})
    and (key_map.valid_to is null or key_map.valid_to > {{ as_of_day() }})
