-- Dense by month from the account's first paid month on, so that a later model can look back by counting rows.
with parts as (
    select
        'contract' as basis,
        periods.account_id,
        periods.currency,
        months.month_end,
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
        invoiced.currency,
        invoiced.month_end,
        invoiced.mrr_list,
        invoiced.mrr,
        invoiced.mrr_net_all
    from {{ ref('account_invoiced_mrr') }} as invoiced
),

counted as (
    select
        parts.account_id,
        parts.currency,
        parts.month_end,
        parts.basis = policies.basis as is_basis,
        parts.basis = 'invoiced' as is_invoiced,
        parts.mrr_list,
        parts.mrr_net_all,
        {{ counted('policies', 'parts.mrr_list', 'parts.mrr', 'parts.mrr_net_all') }} as mrr
    from parts
    cross join {{ ref('policies_in_force') }} as policies
),

active as (
    select
        counted.account_id,
        counted.currency,
        counted.month_end,
        sum(case when counted.is_basis then counted.mrr_list end) as mrr_list,
        sum(case when counted.is_basis then counted.mrr end) as mrr,
        sum(case when counted.is_basis then counted.mrr_net_all end) as mrr_net_all,
        sum(case when counted.is_invoiced then counted.mrr end) as mrr_invoiced
    from counted
    group by counted.account_id, counted.currency, counted.month_end
),

spans as (
    select
        active.account_id,
        active.currency,
        min(active.month_end) as first_month_end
    from active
    where active.mrr > 0
    group by active.account_id, active.currency
),

dense as (
    select
        spans.account_id,
        spans.currency,
        months.month_end,
        months.state_date,
        months.is_provisional,
        rates.rate,
        coalesce(opening_rates.rate, rates.rate) as opening_rate,
        coalesce(active.mrr_list, 0) as mrr_list,
        coalesce(active.mrr, 0) as mrr,
        coalesce(active.mrr_net_all, 0) as mrr_net_all,
        coalesce(active.mrr_invoiced, 0) as mrr_invoiced
    from spans
    inner join {{ ref('reporting_months') }} as months
        on spans.first_month_end <= months.month_end
    left join {{ ref('reporting_rates') }} as rates
        on
            months.month_end = rates.month_end
            and spans.currency = rates.currency
    left join {{ ref('reporting_rates') }} as opening_rates
        on
            opening_rates.month_end = {{ month_end(dbt.dateadd('month', -1, 'months.month_end')) }}
            and spans.currency = opening_rates.currency
    left join active
        on
            spans.account_id = active.account_id
            and spans.currency = active.currency
            and months.month_end = active.month_end
)

select
    dense.account_id,
    dense.currency,
    dense.month_end,
    dense.state_date,
    dense.is_provisional,
    cast(dense.rate as decimal(28, 12)) as rate,
    cast(dense.opening_rate as decimal(28, 12)) as opening_rate,
    cast(coalesce(lag(dense.mrr) over account_months, 0) as decimal(18, 6)) as opening_local_mrr,
    cast(dense.mrr as decimal(18, 6)) as closing_local_mrr,
    {{ converted('dense.mrr_list', 'dense.rate') }} as closing_mrr_list,
    {{ converted('dense.mrr', 'dense.rate') }} as closing_mrr,
    {{ converted('dense.mrr_net_all', 'dense.rate') }} as closing_mrr_net_all,
    {{ converted('dense.mrr_invoiced', 'dense.rate') }} as closing_mrr_invoiced
from dense
window account_months as (
    partition by dense.account_id, dense.currency
    order by dense.month_end
)
