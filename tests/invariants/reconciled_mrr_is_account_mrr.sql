-- The reconciliation begins at the MRR that the other marts report, in every month of every account.
with reconciled as (
    select
        reconciliation.account_id,
        reconciliation.month_end,
        reconciliation.amount
    from {{ ref('billing_reconciliation') }} as reconciliation
    where reconciliation.item = 'mrr'
)

select
    coalesce(reconciled.account_id, account_mrr.account_id) as account_id,
    coalesce(reconciled.month_end, account_mrr.month_end) as month_end,
    reconciled.amount,
    account_mrr.closing_mrr
from reconciled
full outer join {{ ref('account_mrr') }} as account_mrr
    on
        reconciled.account_id = account_mrr.account_id
        and reconciled.month_end = account_mrr.month_end
where coalesce(reconciled.amount, 0) <> coalesce(account_mrr.closing_mrr, 0)
