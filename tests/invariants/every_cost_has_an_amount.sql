-- Without a rate a cost cannot be told in the reporting currency and would be nobody's: land the missing pair as manual/fx_rates.
with landed as (
    select
        costs.month_end,
        count(*) as costs
    from {{ ref('stg_manual__csm_costs') }} as costs
    group by costs.month_end
),

told as (
    select
        lines.month_end,
        count(lines.amount) as costs
    from {{ ref('csm_cost_lines') }} as lines
    group by lines.month_end
)

select
    landed.month_end,
    landed.costs as costs_landed,
    coalesce(told.costs, 0) as costs_with_an_amount
from landed
left join told
    on landed.month_end = told.month_end
where landed.costs <> coalesce(told.costs, 0)
