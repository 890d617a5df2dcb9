with survivors as (
    select
        accounts.account_id as crm_account_id,
        coalesce(redirects.to_account_id, accounts.account_id) as account_id,
        redirects.reason as redirect_reason,
        accounts.website,
        accounts.account_number,
        accounts.stripe_customer_id,
        accounts.zendesk_organization_id,
        accounts.product_organization_id
    from {{ ref('stg_salesforce__accounts') }} as accounts
    left join {{ ref('account_redirects') }} as redirects
        on accounts.account_id = redirects.from_account_id
)

select
    survivors.crm_account_id,
    survivors.account_id,
    survivors.redirect_reason,
    accounts.is_deleted,
    nullif(
        coalesce(parent_redirects.to_account_id, accounts.parent_account_id),
        survivors.account_id
    ) as parent_account_id,
    survivors.website,
    survivors.account_number,
    survivors.stripe_customer_id,
    survivors.zendesk_organization_id,
    survivors.product_organization_id
from survivors
inner join {{ ref('stg_salesforce__accounts') }} as accounts
    on survivors.account_id = accounts.account_id
left join {{ ref('account_redirects') }} as parent_redirects
    on accounts.parent_account_id = parent_redirects.from_account_id
