-- For every account and month, FX apart and to the last decimal, whether the account moved or its effects cancel out.
with explained as (
    select
        effects.account_id,
        effects.month_end,
        sum(effects.amount) as amount
    from {{ ref('mrr_change_effects') }} as effects
    group by effects.account_id, effects.month_end
),

moved as (
    select
        movements.account_id,
        movements.month_end,
        sum(movements.amount) as amount
    from {{ ref('mrr_movements') }} as movements
    where movements.movement <> 'fx'
    group by movements.account_id, movements.month_end
)

select
    coalesce(moved.account_id, explained.account_id) as account_id,
    coalesce(moved.month_end, explained.month_end) as month_end,
    moved.amount as moved,
    explained.amount as explained
from moved
full outer join explained
    on
        moved.account_id = explained.account_id
        and moved.month_end = explained.month_end
where coalesce(moved.amount, 0) <> coalesce(explained.amount, 0)
