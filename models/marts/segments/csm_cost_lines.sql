-- Files name a person by CRM id, e-mail address or name. A name that two users share names nobody.
with named as (
    select
        users.user_name,
        min(users.user_id) as user_id
    from {{ ref('stg_salesforce__users') }} as users
    group by users.user_name
    having count(*) = 1
),

mailed as (
    select
        users.email,
        min(users.user_id) as user_id
    from {{ ref('stg_salesforce__users') }} as users
    where users.email is not null
    group by users.email
    having count(*) = 1
)

select
    costs.month_end,
    case
        when costs.owner_id is not null then 'owner'
        when costs.segment is not null then 'segment'
        else 'company'
    end as pool_kind,
    case
        when costs.owner_id is not null then coalesce(users.user_id, mailed.user_id, named.user_id, 'unknown')
        else coalesce(replace(trim(costs.segment), ' ', '_'), 'all')
    end as pool_id,
    costs.cost_type,
    case
        when costs.currency = lower('{{ var("reporting_currency") }}') then cast(costs.amount as decimal(18, 6))
        else {{ converted('costs.amount', 'rates.rate') }}
    end as amount,
    costs.hours
from {{ ref('stg_manual__csm_costs') }} as costs
left join {{ ref('reporting_rates') }} as rates
    on
        costs.month_end = rates.month_end
        and costs.currency = rates.currency
left join {{ ref('stg_salesforce__users') }} as users
    on {{ salesforce_id_18('costs.owner_id') }} = users.user_id
left join mailed
    on lower(trim(costs.owner_id)) = mailed.email
left join named
    on {{ plain_name('costs.owner_id') }} = named.user_name
