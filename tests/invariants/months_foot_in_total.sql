-- All movements up to a month add up to the MRR at its end: nothing enters or leaves the book without a movement.
with closings as (
    select
        account_mrr.month_end,
        sum(account_mrr.closing_mrr) as closing_mrr
    from {{ ref('account_mrr') }} as account_mrr
    group by account_mrr.month_end
),

moved as (
    select
        movements.month_end,
        sum(movements.amount) as amount
    from {{ ref('mrr_movements') }} as movements
    group by movements.month_end
),

running as (
    select
        closings.month_end,
        closings.closing_mrr,
        sum(coalesce(moved.amount, 0)) over (order by closings.month_end) as moved_to_date
    from closings
    left join moved
        on closings.month_end = moved.month_end
)

select *
from running
where closing_mrr <> moved_to_date
