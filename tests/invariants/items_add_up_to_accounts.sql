-- On the contract basis an account's MRR is the sum of its subscription periods in force on the day, on the invoiced basis
-- what its invoices bill in the month; at the rate of the month, rounded last.
with items as (
    select
        'contract' as basis,
        periods.account_id,
        months.month_end,
        periods.currency,
        periods.mrr_list,
        periods.mrr,
        periods.mrr_net_all
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    union all
    select
        'invoiced' as basis,
        invoiced.account_id,
        invoiced.month_end,
        invoiced.currency,
        invoiced.mrr_list,
        invoiced.mrr,
        invoiced.mrr_net_all
    from {{ ref('account_invoiced_mrr') }} as invoiced
),

counted as (
    select
        items.account_id,
        items.month_end,
        items.currency,
        {{ counted('policies', 'items.mrr_list', 'items.mrr', 'items.mrr_net_all') }} as mrr
    from items
    inner join {{ ref('policies_in_force') }} as policies
        on items.basis = policies.basis
),

totals as (
    select
        counted.account_id,
        counted.month_end,
        sum({{ converted('counted.mrr', 'rates.rate') }}) as mrr
    from counted
    inner join {{ ref('reporting_rates') }} as rates
        on
            counted.month_end = rates.month_end
            and counted.currency = rates.currency
    group by counted.account_id, counted.month_end
)

select
    coalesce(totals.account_id, account_mrr.account_id) as account_id,
    coalesce(totals.month_end, account_mrr.month_end) as month_end,
    totals.mrr,
    account_mrr.closing_mrr
from totals
full outer join {{ ref('account_mrr') }} as account_mrr
    on
        totals.account_id = account_mrr.account_id
        and totals.month_end = account_mrr.month_end
where abs(coalesce(totals.mrr, 0) - coalesce(account_mrr.closing_mrr, 0)) >= 0.005
