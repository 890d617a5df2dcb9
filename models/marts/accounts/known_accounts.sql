-- A subscription whose customer no export names is its own payer, so the periods are asked as well as the keys.
with payers as (
    select account_keys.account_id
    from {{ ref('account_keys') }} as account_keys
    where account_keys.account_id like 'stripe:%'
    union
    select periods.account_id
    from {{ ref('subscription_periods') }} as periods
    where periods.account_id like 'stripe:%'
),

-- An account that was merged away is one where the policy on merges lets it stand on its own until then.
standing as (
    select distinct periods.crm_account_id
    from {{ ref('crm_account_periods') }} as periods
    where periods.crm_account_id = periods.account_id
),

known as (
    select
        accounts.account_id,
        accounts.account_name,
        case when crm_accounts.redirect_reason is null then crm_accounts.parent_account_id else crm_accounts.account_id end
            as parent_account_id,
        accounts.owner_id,
        users.user_name as owner_name,
        accounts.billing_country as country,
        false as is_billing_only,
        accounts.is_deleted
    from {{ ref('crm_accounts') }} as crm_accounts
    inner join standing
        on crm_accounts.crm_account_id = standing.crm_account_id
    inner join {{ ref('stg_salesforce__accounts') }} as accounts
        on crm_accounts.crm_account_id = accounts.account_id
    left join {{ ref('stg_salesforce__users') }} as users
        on accounts.owner_id = users.user_id
    union all
    select
        payers.account_id,
        coalesce(source_keys.display_name, substr(payers.account_id, 8)) as account_name,
        cast(null as varchar) as parent_account_id,
        cast(null as varchar) as owner_id,
        cast(null as varchar) as owner_name,
        customers.country,
        true as is_billing_only,
        coalesce(customers.is_deleted, false) as is_deleted
    from payers
    left join {{ ref('source_keys') }} as source_keys
        on source_keys.source_system = 'stripe' and payers.account_id = 'stripe:' || source_keys.source_key
    left join {{ ref('stg_stripe__customers') }} as customers
        on payers.account_id = 'stripe:' || customers.customer_id
)

select
    known.account_id,
    known.account_name,
    known.parent_account_id,
    known.owner_id,
    known.owner_name,
    known.country,
    coalesce(regions.region, 'unassigned') as region,
    known.is_billing_only,
    known.is_deleted
from known
left join {{ ref('regions') }} as regions
    on
        lower(trim(known.country)) = regions.country
        and {{ in_force('regions', as_of_day()) }}
