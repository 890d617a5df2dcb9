select
    movements.account_id,
    movements.month_end
from {{ ref('mrr_movements') }} as movements
left join {{ ref('account_mrr') }} as account_mrr
    on
        movements.account_id = account_mrr.account_id
        and movements.month_end = account_mrr.month_end
where account_mrr.account_id is null
