-- What lets a reader of one tier know an account: a look at every month of every account would be dearer than what is asked.
select
    account_mrr.account_id,
    account_mrr.segment
from {{ ref('account_mrr') }} as account_mrr
where account_mrr.segment is not null
union
select
    account_mrr.account_id,
    account_mrr.segment_at_close as segment
from {{ ref('account_mrr') }} as account_mrr
where account_mrr.segment_at_close is not null
