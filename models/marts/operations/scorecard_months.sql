-- Tiers by what accounts close the month with, and all of them.
select
    account_mrr.month_end,
    account_mrr.segment_at_close as segment,
    bool_or(account_mrr.is_provisional) as is_provisional
from {{ ref('account_mrr') }} as account_mrr
group by account_mrr.month_end, account_mrr.segment_at_close
union all
select
    account_mrr.month_end,
    'all' as segment,
    bool_or(account_mrr.is_provisional) as is_provisional
from {{ ref('account_mrr') }} as account_mrr
group by account_mrr.month_end
