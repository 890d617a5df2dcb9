-- Amounts in other currencies are told at the rates of the start month as well, as windows of retention tell them at those of
-- their opening: else the least amount so far would be that of the worst rate so far.
with at_start_rates as (
    select
        currencies.account_id,
        currencies.month_end,
        sum({{ converted('currencies.closing_local_mrr', 'coalesce(rates.rate, currencies.rate)') }}) as net_mrr
    from {{ ref('cohort_starts') }} as starts
    inner join {{ ref('account_currency_mrr') }} as currencies
        on
            starts.account_id = currencies.account_id
            and starts.start_month_end <= currencies.month_end
    left join {{ ref('reporting_rates') }} as rates
        on
            starts.start_month_end = rates.month_end
            and currencies.currency = rates.currency
    group by currencies.account_id, currencies.month_end
),

aged as (
    select
        starts.*,
        cast({{ month_ends_passed('starts.start_month_end', 'months.month_end') }} as integer) as age_months,
        months.month_end,
        months.is_provisional,
        coalesce(balances.closing_mrr, 0) as mrr,
        coalesce(at_start_rates.net_mrr, 0) as net_mrr
    from {{ ref('cohort_starts') }} as starts
    inner join {{ ref('reporting_months') }} as months
        on starts.start_month_end <= months.month_end
    left join {{ ref('account_mrr') }} as balances
        on
            starts.account_id = balances.account_id
            and months.month_end = balances.month_end
    left join at_start_rates
        on
            starts.account_id = at_start_rates.account_id
            and months.month_end = at_start_rates.month_end
)

select
    aged.account_id,
    aged.age_months,
    aged.month_end,
    aged.start_month_end,
    aged.start_quarter_end,
    aged.segment,
    aged.plan,
    aged.channel,
    aged.start_mrr,
    cast(aged.mrr as decimal(18, 6)) as mrr,
    cast(aged.net_mrr as decimal(18, 6)) as net_mrr,
    cast(min(aged.net_mrr) over so_far as decimal(18, 6)) as gross_mrr,
    aged.mrr > 0 as is_paying,
    min(aged.mrr) over so_far > 0 as is_unbroken,
    aged.is_provisional
from aged
window so_far as (
    partition by aged.account_id
    order by aged.age_months
    rows unbounded preceding
)
