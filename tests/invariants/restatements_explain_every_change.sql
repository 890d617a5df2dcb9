-- What a closed month changed by is the sum of its restatements, to the last decimal.
select
    closes.month_end,
    closes.account_id,
    closes.change,
    coalesce(sum(restatements.amount), 0) as restated
from {{ ref('month_closes') }} as closes
left join {{ ref('restatements') }} as restatements
    on
        closes.month_end = restatements.month_end
        and closes.account_id = restatements.account_id
group by closes.month_end, closes.account_id, closes.change
having closes.change <> coalesce(sum(restatements.amount), 0)
