-- All lines of the frozen books add up to the newest balance and the adjustments that count, account by account.
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
    sides.account_id,
    sum(sides.amount) as gap
from sides
group by sides.account_id
having sum(sides.amount) <> 0
