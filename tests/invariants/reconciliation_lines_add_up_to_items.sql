-- Every item can be opened: its entries add up to it. For 'unexplained' this holds two computations against each other.
with entries as (
    select
        lines.account_id,
        lines.month_end,
        lines.item,
        sum(lines.amount) as amount
    from {{ ref('billing_reconciliation_lines') }} as lines
    group by lines.account_id, lines.month_end, lines.item
)

select
    coalesce(entries.account_id, reconciliation.account_id) as account_id,
    coalesce(entries.month_end, reconciliation.month_end) as month_end,
    coalesce(entries.item, reconciliation.item) as item,
    entries.amount as entries_amount,
    reconciliation.amount
from entries
full outer join {{ ref('billing_reconciliation') }} as reconciliation
    on
        entries.account_id = reconciliation.account_id
        and entries.month_end = reconciliation.month_end
        and entries.item = reconciliation.item
where coalesce(entries.amount, 0) <> coalesce(reconciliation.amount, 0)
