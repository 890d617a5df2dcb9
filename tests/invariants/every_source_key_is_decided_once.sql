-- One source key never belongs to two accounts, and none is lost on the way from the sources to account_keys.
with wanted as (
    select
        source_keys.source_system,
        source_keys.source_key
    from {{ ref('source_keys') }} as source_keys
    union all
    select
        'salesforce' as source_system,
        accounts.account_id as source_key
    from {{ ref('stg_salesforce__accounts') }} as accounts
)

select
    wanted.source_system,
    wanted.source_key,
    count(distinct account_keys.account_id) as accounts
from wanted
left join {{ ref('account_keys') }} as account_keys
    on wanted.source_system = account_keys.source_system and wanted.source_key = account_keys.source_key
group by wanted.source_system, wanted.source_key
having count(distinct account_keys.account_id) <> 1
