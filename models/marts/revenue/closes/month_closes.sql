with closed as (
    select
        closes.month_end,
        accounts.account_id,
        accounts.segment,
        accounts.opening_mrr,
        accounts.closing_mrr,
        accounts.adjustment_mrr
    from {{ source('closes', 'accounts') }} as accounts
    inner join {{ ref('closes') }} as closes
        on accounts.close_id = closes.close_id
    where closes.is_in_force
),

adjusted as (
    select
        closes.month_end,
        adjustments.account_id,
        sum(adjustments.amount) as amount
    from {{ ref('closes') }} as closes
    inner join {{ ref('adjustments_in_force') }} as adjustments
        on closes.month_end >= adjustments.month_end
    where closes.is_in_force
    group by closes.month_end, adjustments.account_id
),

-- One line per closed month and account that either side tells of: accounts may come late, and may be merged away.
sides as (
    select
        closed.month_end,
        closed.account_id
    from closed
    union
    select
        account_mrr.month_end,
        account_mrr.account_id
    from {{ ref('account_mrr') }} as account_mrr
    union
    select
        adjusted.month_end,
        adjusted.account_id
    from adjusted
),

balances as (
    select
        sides.month_end,
        sides.account_id,
        coalesce(closed.segment, account_mrr.segment) as segment,
        closed.account_id is not null as was_known,
        coalesce(closed.opening_mrr, 0) as opening_mrr,
        coalesce(closed.closing_mrr, 0) as closing_mrr,
        coalesce(closed.adjustment_mrr, 0) as adjustment_mrr,
        coalesce(account_mrr.closing_mrr, 0) as closing_mrr_now,
        coalesce(adjusted.amount, 0) as adjustment_mrr_now
    from sides
    left join closed
        on sides.month_end = closed.month_end and sides.account_id = closed.account_id
    left join {{ ref('account_mrr') }} as account_mrr
        on sides.month_end = account_mrr.month_end and sides.account_id = account_mrr.account_id
    left join adjusted
        on sides.month_end = adjusted.month_end and sides.account_id = adjusted.account_id
)

select
    balances.month_end,
    balances.account_id,
    closes.close_id,
    closes.closed_at,
    closes.closed_by,
    closes.as_of,
    closes.publication_id,
    balances.segment,
    balances.was_known,
    cast(balances.opening_mrr as decimal(18, 6)) as opening_mrr,
    cast(balances.closing_mrr as decimal(18, 6)) as closing_mrr,
    cast(balances.adjustment_mrr as decimal(18, 6)) as adjustment_mrr,
    cast(balances.closing_mrr_now as decimal(18, 6)) as closing_mrr_now,
    cast(balances.adjustment_mrr_now as decimal(18, 6)) as adjustment_mrr_now,
    cast(
        balances.closing_mrr_now + balances.adjustment_mrr_now - balances.closing_mrr - balances.adjustment_mrr as decimal(18, 6)
    ) as change
from balances
inner join {{ ref('closes') }} as closes
    on balances.month_end = closes.month_end and closes.is_in_force
