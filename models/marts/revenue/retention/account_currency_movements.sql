-- In its own currency a change needs no rate: a window or a month tells it at the rate that it tells everything at. A month's
-- changes are those of the accounts as its own tree has them.
select
    movements.unit_id as account_id,
    movements.currency,
    movements.month_end,
    movements.movement,
    cast(movements.local_change as decimal(18, 6)) as local_amount
from {{ ref('cohort_unit_movements') }} as movements
where
    movements.unit_level = 'account'
    and movements.local_change <> 0
    and movements.tree_from <= movements.month_end
    and (movements.tree_to is null or movements.tree_to > movements.month_end)
