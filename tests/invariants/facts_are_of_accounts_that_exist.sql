-- Each fact's account is a row of accounts, or a key of its source that no rule resolves, which identity_unresolved lists.
with unresolved as (
    select distinct account_keys.account_id
    from {{ ref('account_keys') }} as account_keys
    where account_keys.method = 'unresolved'
)

select
    facts.account_id,
    facts.source_table,
    count(*) as facts
from {{ ref('signal_facts') }} as facts
left join {{ ref('accounts') }} as accounts
    on facts.account_id = accounts.account_id
left join unresolved
    on facts.account_id = unresolved.account_id
where accounts.account_id is null and unresolved.account_id is null
group by facts.account_id, facts.source_table
