-- A month without any cost is not told. Without a cost of its owner an account looks cheaper than it is: no verdict.
-- The range of a tier is read as a ceiling: below its lower figure is cheaper than asked.
with costed as (
    select distinct pools.month_end
    from {{ ref('cost_pools') }} as pools
),

parts as (
    select
        parts.account_id,
        parts.month_end,
        {% for kind in ['owner', 'segment', 'company'] %}
        coalesce(sum(case when parts.pool_kind = '{{ kind }}' then parts.amount end), 0) as {{ kind }}_cost,
        {% endfor %}
        sum(parts.amount) as cost
    from {{ ref('cost_allocations') }} as parts
    group by parts.account_id, parts.month_end
),

told as (
    select
        months.*,
        coalesce(parts.owner_cost, 0) as owner_cost,
        coalesce(parts.segment_cost, 0) as segment_cost,
        coalesce(parts.company_cost, 0) as company_cost,
        coalesce(parts.cost, 0) as cost,
        coalesce(parts.owner_cost, 0) <> 0 as is_owner_costed,
        {{ divide('12 * coalesce(parts.cost, 0)', 'months.arr') }} as cost_share
    from {{ ref('covered_months') }} as months
    inner join costed
        on months.month_end = costed.month_end
    left join parts
        on
            months.account_id = parts.account_id
            and months.month_end = parts.month_end
)

select
    told.account_id,
    told.month_end,
    told.segment,
    told.owner_id,
    cast(told.owner_cost as decimal(18, 6)) as owner_cost,
    cast(told.segment_cost as decimal(18, 6)) as segment_cost,
    cast(told.company_cost as decimal(18, 6)) as company_cost,
    cast(told.cost as decimal(18, 6)) as cost,
    cast(12 * told.cost as decimal(18, 6)) as annual_cost,
    told.arr,
    cast(told.cost_share as decimal(18, 6)) as cost_share,
    told.cost_share_low as target_share_low,
    told.cost_share_high as target_share_high,
    case
        when told.owner_id is not null and not told.is_owner_costed then null
        when told.cost_share > told.cost_share_high then 'above'
        when told.cost_share < told.cost_share_low then 'below'
        else 'within'
    end as verdict,
    told.is_owner_costed,
    told.is_provisional
from told
