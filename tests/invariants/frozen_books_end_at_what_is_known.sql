-- All lines of the frozen books add up to the newest balance and the adjustments that count, account by account of today's
-- tree: where a merged account stands on its own until then, its lines end in its survivor's balance.
with sides as (
    select
        movements.account_id,
        movements.amount
    from {{ ref('frozen_mrr_movements') }} as movements
    union all
    select
        account_mrr.account_id,
        -account_mrr.closing_mrr as amount
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.month_end = (select max(newest.month_end) from {{ ref('account_mrr') }} as newest)
    union all
    select
        adjustments.account_id,
        -adjustments.amount as amount
    from {{ ref('adjustments_in_force') }} as adjustments
)

select
    coalesce(tree.account_id, sides.account_id) as account_id,
    sum(sides.amount) as gap
from sides
left join {{ ref('crm_account_periods') }} as tree
    on
        sides.account_id = tree.crm_account_id
        and tree.valid_to is null
group by coalesce(tree.account_id, sides.account_id)
having sum(sides.amount) <> 0
