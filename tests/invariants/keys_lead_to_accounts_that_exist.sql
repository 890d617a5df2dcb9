-- A key of the CRM or of billing leads to a row of accounts, and never to an account that was merged away.
select
    account_keys.source_system,
    account_keys.source_key,
    account_keys.account_id
from {{ ref('account_keys') }} as account_keys
left join {{ ref('accounts') }} as accounts
    on account_keys.account_id = accounts.account_id
left join {{ ref('account_redirects') }} as redirects
    on account_keys.account_id = redirects.from_account_id
where
    redirects.from_account_id is not null
    or (accounts.account_id is null and account_keys.source_system in ('salesforce', 'stripe'))
    or (accounts.account_id is null and account_keys.method <> 'unresolved')
