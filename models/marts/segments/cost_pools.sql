-- What no account bears stays visible: a person without paying accounts, a segment without any, a name that nobody has.
with allocated as (
    select
        parts.month_end,
        parts.pool_kind,
        parts.pool_id,
        count(*) as accounts,
        sum(parts.amount) as amount
    from {{ ref('cost_allocations') }} as parts
    group by parts.month_end, parts.pool_kind, parts.pool_id
),

landed as (
    select
        costs.month_end,
        costs.pool_kind,
        costs.pool_id,
        sum(costs.amount) as amount,
        sum(costs.hours) as hours
    from {{ ref('csm_cost_lines') }} as costs
    group by costs.month_end, costs.pool_kind, costs.pool_id
)

select
    landed.month_end,
    landed.pool_kind,
    landed.pool_id,
    case when landed.pool_kind = 'owner' and landed.pool_id <> 'unknown' then landed.pool_id end as owner_id,
    users.user_name as owner_name,
    cast(landed.amount as decimal(18, 6)) as cost,
    cast(coalesce(allocated.accounts, 0) as integer) as accounts,
    cast(coalesce(allocated.amount, 0) as decimal(18, 6)) as allocated_cost,
    cast(landed.amount - coalesce(allocated.amount, 0) as decimal(18, 6)) as unallocated_cost,
    cast(landed.hours as decimal(18, 6)) as hours_worked
from landed
left join allocated
    on
        landed.month_end = allocated.month_end
        and landed.pool_kind = allocated.pool_kind
        and landed.pool_id = allocated.pool_id
left join {{ ref('stg_salesforce__users') }} as users
    on landed.pool_id = users.user_id
