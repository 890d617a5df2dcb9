-- Dense by month from the account's first paid month on, so that a later model can look back by counting rows. What a month
-- opens with is the closing of the month before of all that the account stands for by the month's own tree: a merge moves the
-- opening of the merged account to its survivor and so is no movement of either.
with openings as (
    select
        coalesce(tree.account_id, balances.account_id) as account_id,
        balances.currency,
        months.month_end,
        sum(balances.mrr) as mrr,
        sum({{ converted('balances.mrr', 'rates.rate') }}) as reporting_mrr
    from {{ ref('account_currency_balances') }} as balances
    inner join {{ ref('reporting_months') }} as months
        on months.month_end = {{ month_end(dbt.dateadd('month', 1, 'balances.month_end')) }}
    left join {{ ref('reporting_rates') }} as rates
        on
            balances.month_end = rates.month_end
            and balances.currency = rates.currency
    left join {{ ref('crm_account_periods') }} as tree
        on
            balances.account_id = tree.crm_account_id
            and months.state_date >= tree.valid_from
            and (tree.valid_to is null or months.state_date < tree.valid_to)
    where balances.mrr > 0
    group by coalesce(tree.account_id, balances.account_id), balances.currency, months.month_end
),

paid as (
    select
        balances.account_id,
        balances.currency,
        balances.month_end
    from {{ ref('account_currency_balances') }} as balances
    where balances.mrr > 0
    union all
    select
        openings.account_id,
        openings.currency,
        openings.month_end
    from openings
    union all
    select
        changes.account_id,
        changes.currency,
        changes.month_end
    from {{ ref('account_day_changes') }} as changes
),

spans as (
    select
        paid.account_id,
        paid.currency,
        min(paid.month_end) as first_month_end
    from paid
    group by paid.account_id, paid.currency
)

select
    spans.account_id,
    spans.currency,
    months.month_end,
    months.state_date,
    months.is_provisional,
    cast(rates.rate as decimal(28, 12)) as rate,
    cast(coalesce(opening_rates.rate, rates.rate) as decimal(28, 12)) as opening_rate,
    cast(coalesce(openings.mrr, 0) as decimal(18, 6)) as opening_local_mrr,
    cast(coalesce(balances.mrr, 0) as decimal(18, 6)) as closing_local_mrr,
    {% for amount, name in [
            ('mrr_list', 'closing_mrr_list'), ('mrr', 'closing_mrr'), ('mrr_net_all', 'closing_mrr_net_all'),
            ('mrr_invoiced', 'closing_mrr_invoiced'),
        ] %}
    {{ converted('coalesce(balances.' ~ amount ~ ', 0)', 'rates.rate') }} as {{ name }},
    {% endfor %}
    cast(coalesce(openings.reporting_mrr, 0) as decimal(18, 6)) as opening_mrr
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
left join openings
    on
        spans.account_id = openings.account_id
        and spans.currency = openings.currency
        and months.month_end = openings.month_end
left join {{ ref('account_currency_balances') }} as balances
    on
        spans.account_id = balances.account_id
        and spans.currency = balances.currency
        and months.month_end = balances.month_end
