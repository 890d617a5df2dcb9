-- For every account and month, to the last decimal.
select
    account_mrr.account_id,
    account_mrr.month_end,
    account_mrr.opening_mrr,
    coalesce(sum(movements.amount), 0) as moved,
    account_mrr.closing_mrr
from {{ ref('account_mrr') }} as account_mrr
left join {{ ref('mrr_movements') }} as movements
    on
        account_mrr.account_id = movements.account_id
        and account_mrr.month_end = movements.month_end
group by account_mrr.account_id, account_mrr.month_end, account_mrr.opening_mrr, account_mrr.closing_mrr
having account_mrr.opening_mrr + coalesce(sum(movements.amount), 0) <> account_mrr.closing_mrr
