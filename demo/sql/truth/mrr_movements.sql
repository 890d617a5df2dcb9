select
    account_id,
    month_end,
    movement,
    six_places(amount_e6) as amount,
    six_places(opening_e6) as opening_mrr,
    six_places(closing_e6) as closing_mrr,
    month_end > getvariable('as_of') as is_provisional,
from truth_movements
order by account_id, month_end, movement
