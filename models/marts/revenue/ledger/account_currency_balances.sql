-- What counts at each month end on the basis that the policies take, and beside it what counts on the invoiced one.
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
)

select
    counted.account_id,
    counted.currency,
    counted.month_end,
    coalesce(sum(case when counted.is_basis then counted.mrr_list end), 0) as mrr_list,
    coalesce(sum(case when counted.is_basis then counted.mrr end), 0) as mrr,
    coalesce(sum(case when counted.is_basis then counted.mrr_net_all end), 0) as mrr_net_all,
    coalesce(sum(case when counted.is_invoiced then counted.mrr end), 0) as mrr_invoiced
from counted
group by counted.account_id, counted.currency, counted.month_end
