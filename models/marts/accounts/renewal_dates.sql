-- A contract in force says when it ends; only an account without one renews with its subscription's period.
with clock as (
    select {{ as_of_day() }} as today
),

contract_ends as (
    select
        crm_accounts.account_id,
        min(contracts.ended_on) as renewal_date
    from {{ ref('stg_salesforce__contracts') }} as contracts
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contracts.account_id = crm_accounts.crm_account_id
    cross join clock
    where
        contracts.status = 'Activated'
        and not contracts.is_deleted
        and contracts.started_on <= clock.today
        and contracts.ended_on > clock.today
    group by crm_accounts.account_id
),

period_ends as (
    select
        coalesce(own_keys.account_id, customer_keys.account_id) as account_id,
        min({{ reporting_date('subscriptions.current_period_end_at') }}) as renewal_date
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    left join {{ ref('account_keys') }} as own_keys
        on own_keys.source_system = 'stripe' and subscriptions.subscription_id = own_keys.source_key
    left join {{ ref('account_keys') }} as customer_keys
        on customer_keys.source_system = 'stripe' and subscriptions.customer_id = customer_keys.source_key
    cross join clock
    where
        subscriptions.status in ('active', 'past_due')
        and not subscriptions.cancel_at_period_end
        and subscriptions.cancel_at is null
        and subscriptions.ended_at is null
        and {{ reporting_date('subscriptions.current_period_end_at') }} > clock.today
    group by coalesce(own_keys.account_id, customer_keys.account_id)
)

select
    coalesce(contract_ends.account_id, period_ends.account_id) as account_id,
    coalesce(contract_ends.renewal_date, period_ends.renewal_date) as renewal_date
from contract_ends
full outer join period_ends
    on contract_ends.account_id = period_ends.account_id
