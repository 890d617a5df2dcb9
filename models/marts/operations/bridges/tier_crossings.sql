-- What crosses the edge of a tier: within a month, which opens in one tier and closes in another, or between two months, where the
-- second opens otherwise than the first closed.
with balances as (
    select
        account_mrr.account_id,
        account_mrr.month_end,
        account_mrr.segment,
        account_mrr.segment_at_close,
        account_mrr.opening_mrr,
        account_mrr.closing_mrr,
        lag(account_mrr.segment_at_close) over months as segment_before,
        lag(account_mrr.closing_mrr) over months as closing_before
    from {{ ref('account_mrr') }} as account_mrr
    window months as (partition by account_mrr.account_id order by account_mrr.month_end)
),

sides as (
    select
        balances.account_id,
        balances.month_end,
        balances.segment,
        -balances.closing_mrr as amount,
        0 as amount_before
    from balances
    where balances.segment <> balances.segment_at_close
    union all
    select
        balances.account_id,
        balances.month_end,
        balances.segment_at_close as segment,
        balances.closing_mrr as amount,
        0 as amount_before
    from balances
    where balances.segment <> balances.segment_at_close
    union all
    select
        balances.account_id,
        balances.month_end,
        balances.segment,
        0 as amount,
        balances.opening_mrr as amount_before
    from balances
    union all
    select
        balances.account_id,
        balances.month_end,
        balances.segment_before as segment,
        0 as amount,
        -balances.closing_before as amount_before
    from balances
    where balances.segment_before is not null
)

select
    sides.account_id,
    sides.month_end,
    sides.segment,
    cast(sum(sides.amount) as decimal(18, 6)) as amount,
    cast(sum(sides.amount_before) as decimal(18, 6)) as amount_before
from sides
group by sides.account_id, sides.month_end, sides.segment
having sum(sides.amount) <> 0 or sum(sides.amount_before) <> 0
