-- MRR, the named items and what is unexplained are what is billed, to the last digit.
select
    reconciliation.account_id,
    reconciliation.month_end,
    sum(case when reconciliation.item = 'billed' then -reconciliation.amount else reconciliation.amount end) as difference
from {{ ref('billing_reconciliation') }} as reconciliation
group by reconciliation.account_id, reconciliation.month_end
having sum(case when reconciliation.item = 'billed' then -reconciliation.amount else reconciliation.amount end) <> 0
