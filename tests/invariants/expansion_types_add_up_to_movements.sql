-- By account and month, and by month in the mix, to the last decimal.
with told as (
    select
        amounts.account_id,
        amounts.month_end,
        sum(amounts.amount) as amount
    from {{ ref('expansion_amounts') }} as amounts
    group by amounts.account_id, amounts.month_end
    union all
    select
        'all' as account_id,
        mix.month_end,
        sum(mix.amount) as amount
    from {{ ref('expansion_mix') }} as mix
    where mix.window_months = 1 and mix.segment = 'all'
    group by mix.month_end
),

moved as (
    select
        movements.account_id,
        movements.month_end,
        movements.amount
    from {{ ref('mrr_movements') }} as movements
    where movements.movement = 'expansion'
    union all
    select
        'all' as account_id,
        movements.month_end,
        sum(movements.amount) as amount
    from {{ ref('mrr_movements') }} as movements
    where movements.movement = 'expansion'
    group by movements.month_end
)

select
    coalesce(told.account_id, moved.account_id) as account_id,
    coalesce(told.month_end, moved.month_end) as month_end,
    told.amount as told,
    moved.amount as moved
from told
full outer join moved
    on
        told.account_id = moved.account_id
        and told.month_end = moved.month_end
where coalesce(told.amount, 0) <> coalesce(moved.amount, 0)
