select
    account_mrr.month_end,
    bool_or(account_mrr.is_provisional) as is_provisional
from {{ ref('account_mrr') }} as account_mrr
group by account_mrr.month_end
having
    bool_or(account_mrr.is_provisional)
    <> (account_mrr.month_end >= (select {{ reporting_date(dbt.dateadd('microsecond', 1, as_of())) }}))
