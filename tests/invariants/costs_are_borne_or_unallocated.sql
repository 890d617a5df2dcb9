-- To the last digit, what accounts cost and what no account bears is what was landed, in every month.
with landed as (
    select
        costs.month_end,
        sum(costs.amount) as amount
    from {{ ref('csm_cost_lines') }} as costs
    group by costs.month_end
),

borne as (
    select
        costs.month_end,
        sum(costs.cost) as amount
    from {{ ref('cost_to_serve') }} as costs
    group by costs.month_end
),

unborne as (
    select
        pools.month_end,
        sum(pools.unallocated_cost) as amount
    from {{ ref('cost_pools') }} as pools
    group by pools.month_end
)

select
    landed.month_end,
    landed.amount as landed,
    borne.amount as borne,
    unborne.amount as unborne
from landed
left join borne
    on landed.month_end = borne.month_end
left join unborne
    on landed.month_end = unborne.month_end
where landed.amount <> coalesce(borne.amount, 0) + coalesce(unborne.amount, 0)
