-- An account's MRR is the sum of its subscription periods in force on the day, at the rate of the month, rounded last.
with items as (
    select
        periods.account_id,
        months.month_end,
        sum({{ converted('periods.mrr', 'rates.rate') }}) as mrr
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    inner join {{ ref('reporting_rates') }} as rates
        on
            months.month_end = rates.month_end
            and periods.currency = rates.currency
    group by periods.account_id, months.month_end
)

select
    coalesce(items.account_id, account_mrr.account_id) as account_id,
    coalesce(items.month_end, account_mrr.month_end) as month_end,
    items.mrr,
    account_mrr.closing_mrr
from items
full outer join {{ ref('account_mrr') }} as account_mrr
    on
        items.account_id = account_mrr.account_id
        and items.month_end = account_mrr.month_end
where abs(coalesce(items.mrr, 0) - coalesce(account_mrr.closing_mrr, 0)) >= 0.005
