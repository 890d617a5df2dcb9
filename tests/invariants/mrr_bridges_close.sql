-- Opening MRR and every step of a bridge add up to its closing MRR, in each tier and in all, and the tiers add up to all.
with sums as (
    select
        bridges.month_end,
        bridges.window_months,
        bridges.segment,
        sum(case when bridges.step <> 'closing' then bridges.amount else 0 end) as reached,
        sum(case when bridges.step = 'closing' then bridges.amount else 0 end) as closing_mrr
    from {{ ref('mrr_bridges') }} as bridges
    group by bridges.month_end, bridges.window_months, bridges.segment
),

steps as (
    select
        bridges.month_end,
        bridges.window_months,
        bridges.step,
        sum(case when bridges.segment = 'all' then bridges.amount else -bridges.amount end) as difference
    from {{ ref('mrr_bridges') }} as bridges
    group by bridges.month_end, bridges.window_months, bridges.step
)

select
    sums.month_end,
    sums.window_months,
    sums.segment,
    sums.reached - sums.closing_mrr as difference
from sums
where sums.reached <> sums.closing_mrr
union all
select
    steps.month_end,
    steps.window_months,
    steps.step as segment,
    steps.difference
from steps
where steps.difference <> 0
