with by_account as (
    select
        currencies.account_id,
        currencies.month_end,
        max(currencies.state_date) as state_date,
        bool_or(currencies.is_provisional) as is_provisional,
        cast(sum(currencies.opening_mrr) as decimal(18, 6)) as opening_mrr,
        cast(sum(currencies.closing_mrr_list) as decimal(18, 6)) as closing_mrr_list,
        cast(sum(currencies.closing_mrr) as decimal(18, 6)) as closing_mrr,
        cast(sum(currencies.closing_mrr_net_all) as decimal(18, 6)) as closing_mrr_net_all,
        cast(sum(currencies.closing_mrr_invoiced) as decimal(18, 6)) as closing_mrr_invoiced
    from {{ ref('account_currency_mrr') }} as currencies
    group by currencies.account_id, currencies.month_end
),

balances as (
    select
        by_account.*,
        count(case when by_account.closing_mrr > 0 then 1 end) over account_months as paid_months
    from by_account
    window account_months as (
        partition by by_account.account_id
        order by by_account.month_end
    )
),

-- An account that left keeps the tier of what it last paid.
last_paid as (
    select
        balances.*,
        12 * max(balances.closing_mrr) over (partition by balances.account_id, balances.paid_months) as closing_basis_arr
    from balances
),

bases as (
    select
        last_paid.*,
        case
            when last_paid.opening_mrr > 0 then 12 * last_paid.opening_mrr
            else coalesce(
                lag(last_paid.closing_basis_arr) over (partition by last_paid.account_id order by last_paid.month_end),
                last_paid.closing_basis_arr
            )
        end as opening_basis_arr
    from last_paid
)

select
    bases.account_id,
    bases.month_end,
    bases.state_date,
    opening_tiers.segment,
    closing_tiers.segment as segment_at_close,
    opening_tiers.version as segment_version,
    bases.opening_mrr,
    bases.closing_mrr,
    bases.closing_mrr_list,
    bases.closing_mrr_net_all,
    bases.closing_mrr_invoiced,
    cast(bases.paid_months as integer) as paid_months,
    bases.is_provisional
from bases
inner join {{ ref('account_tiers') }} as opening_tiers
    on
        bases.opening_basis_arr >= opening_tiers.lower_arr
        and (opening_tiers.upper_arr is null or bases.opening_basis_arr < opening_tiers.upper_arr)
        and {{ in_force('opening_tiers', 'bases.month_end') }}
inner join {{ ref('account_tiers') }} as closing_tiers
    on
        bases.closing_basis_arr >= closing_tiers.lower_arr
        and (closing_tiers.upper_arr is null or bases.closing_basis_arr < closing_tiers.upper_arr)
        and {{ in_force('closing_tiers', 'bases.month_end') }}
