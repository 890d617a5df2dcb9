-- Dense by month from the first line that either book has of an account.
with spans as (
    select
        firsts.account_id,
        min(firsts.month_end) as first_month_end
    from (
        select
            movements.account_id,
            movements.month_end
        from {{ ref('frozen_mrr_movements') }} as movements
        union all
        select
            account_mrr.account_id,
            account_mrr.month_end
        from {{ ref('account_mrr') }} as account_mrr
        union all
        select
            month_closes.account_id,
            month_closes.month_end
        from {{ ref('month_closes') }} as month_closes
    ) as firsts
    group by firsts.account_id
),

moved as (
    select
        movements.account_id,
        movements.month_end,
        sum(movements.amount) as amount
    from {{ ref('frozen_mrr_movements') }} as movements
    group by movements.account_id, movements.month_end
),

line_months as (
    select distinct moved.month_end
    from moved
),

-- A line may belong to a month that is not told yet, or that the sources no longer tell.
months as (
    select
        coalesce(told.month_end, line_months.month_end) as month_end,
        coalesce(told.is_provisional, false) as is_provisional
    from {{ ref('reporting_months') }} as told
    full outer join line_months
        on told.month_end = line_months.month_end
),

balances as (
    select
        spans.account_id,
        months.month_end,
        months.is_provisional,
        coalesce(moved.amount, 0) as moved,
        sum(coalesce(moved.amount, 0)) over (partition by spans.account_id order by months.month_end) as frozen
    from spans
    inner join months
        on spans.first_month_end <= months.month_end
    left join moved
        on spans.account_id = moved.account_id and months.month_end = moved.month_end
)

select
    balances.account_id,
    balances.month_end,
    closes.close_id,
    closes.close_id is not null as is_closed,
    balances.is_provisional,
    cast(coalesce(account_mrr.opening_mrr, 0) as decimal(18, 6)) as opening_mrr_as_known_now,
    cast(coalesce(account_mrr.closing_mrr, 0) as decimal(18, 6)) as closing_mrr_as_known_now,
    cast(
        case when closes.close_id is null then coalesce(account_mrr.opening_mrr, 0) else coalesce(closed.opening_mrr, 0) end
        as decimal(18, 6)
    ) as opening_mrr_as_closed,
    cast(
        case when closes.close_id is null then coalesce(account_mrr.closing_mrr, 0) else coalesce(closed.closing_mrr, 0) end
        as decimal(18, 6)
    ) as closing_mrr_as_closed,
    cast(balances.frozen - balances.moved as decimal(18, 6)) as opening_mrr_frozen,
    cast(balances.frozen as decimal(18, 6)) as closing_mrr_frozen
from balances
left join {{ ref('closes') }} as closes
    on balances.month_end = closes.month_end and closes.is_in_force
left join {{ ref('account_mrr') }} as account_mrr
    on balances.account_id = account_mrr.account_id and balances.month_end = account_mrr.month_end
left join {{ ref('month_closes') }} as closed
    on balances.account_id = closed.account_id and balances.month_end = closed.month_end
