-- For every account and month, to the last decimal.
with told as (
    select
        losses.account_id,
        losses.month_end,
        losses.kind,
        sum(losses.lost_mrr) as lost_mrr,
        bool_and(losses.lost_mrr > 0) as is_positive
    from {{ ref('revenue_losses') }} as losses
    group by losses.account_id, losses.month_end, losses.kind
),

moved as (
    select
        movements.account_id,
        movements.month_end,
        movements.movement as kind,
        -movements.amount as lost_mrr
    from {{ ref('mrr_movements') }} as movements
    where movements.movement in ('churn', 'contraction')
)

select
    coalesce(moved.account_id, told.account_id) as account_id,
    coalesce(moved.month_end, told.month_end) as month_end,
    coalesce(moved.kind, told.kind) as kind,
    moved.lost_mrr,
    told.lost_mrr as told_mrr
from moved
full outer join told
    on
        moved.account_id = told.account_id
        and moved.month_end = told.month_end
        and moved.kind = told.kind
where moved.lost_mrr is distinct from told.lost_mrr or not told.is_positive
