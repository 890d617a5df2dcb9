-- The invoiced basis: what a month's invoices bill for recurring service. A line whose service passes several month ends is
-- spread evenly over them; any other counts in full in the month that invoices it, prorations included. Of usage counts what
-- the policy on it says.
with billed as (
    select
        terms.account_id,
        terms.crm_account_id,
        coalesce(rates.currency, terms.currency) as currency,
        rates.valid_from,
        rates.valid_to,
        {{ month_end('rates.invoiced_on') }} as invoiced_month_end,
        greatest({{ month_ends_passed('rates.valid_from', 'rates.valid_to') }}, 1) as months,
        rates.is_whole
        and rates.valid_from = max(case when rates.is_whole then rates.valid_from end) over (partition by rates.subscription_item_id)
            as is_newest_period,
        terms.ended_on,
        rates.billed_list,
        rates.billed_net,
        rates.billed_net_all
    from {{ ref('invoiced_rates') }} as rates
    inner join {{ ref('subscription_terms') }} as terms
        on rates.subscription_id = terms.subscription_id
    where terms.past_counts
),

spread as (
    select
        billed.account_id,
        billed.crm_account_id,
        billed.currency,
        case when billed.months = 1 then billed.invoiced_month_end else billed.valid_from end as counts_from,
        case when billed.months = 1 then billed.invoiced_month_end + 1 else billed.valid_to end as counts_to,
        cast(billed.billed_list as double) / billed.months as mrr_list,
        cast(billed.billed_net as double) / billed.months as mrr,
        cast(billed.billed_net_all as double) / billed.months as mrr_net_all
    from billed
    -- In the running month, service that is paid for and not due yet counts as it was billed last: nobody left.
    union all
    select
        billed.account_id,
        billed.crm_account_id,
        billed.currency,
        running.month_end as counts_from,
        running.month_end + 1 as counts_to,
        cast(billed.billed_list as double) / billed.months as mrr_list,
        cast(billed.billed_net as double) / billed.months as mrr,
        cast(billed.billed_net_all as double) / billed.months as mrr_net_all
    from billed
    inner join {{ ref('reporting_months') }} as running
        on
            billed.valid_from <= running.state_date
            and billed.valid_to > running.state_date
            and (billed.ended_on is null or billed.ended_on > running.state_date)
    where
        running.is_provisional
        and (
            (billed.months = 1 and billed.is_newest_period and billed.invoiced_month_end < running.month_end)
            or (billed.months > 1 and billed.valid_to <= running.month_end)
        )
    union all
    select
        terms.account_id,
        terms.crm_account_id,
        coalesce(usage.currency, terms.currency) as currency,
        usage.valid_from as counts_from,
        usage.valid_to as counts_to,
        usage.mrr_list,
        usage.mrr,
        usage.mrr_net_all
    from {{ ref('usage_item_rates') }} as usage
    inner join {{ ref('subscription_terms') }} as terms
        on usage.subscription_id = terms.subscription_id
    where terms.past_counts
)

-- Credits beyond what the month bills leave nothing, not less than nothing.
select
    coalesce(accounts.account_id, spread.account_id) as account_id,
    spread.currency,
    months.month_end,
    {{ as_mrr('greatest(sum(spread.mrr_list), 0)') }} as mrr_list,
    {{ as_mrr('greatest(sum(spread.mrr), 0)') }} as mrr,
    {{ as_mrr('greatest(sum(spread.mrr_net_all), 0)') }} as mrr_net_all
from spread
inner join {{ ref('reporting_months') }} as months
    on
        spread.counts_from <= months.month_end
        and (spread.counts_to is null or spread.counts_to > months.month_end)
-- The account that the subscription counts with in that month, as the policy on merges has it.
left join {{ ref('crm_account_periods') }} as accounts
    on
        spread.crm_account_id = accounts.crm_account_id
        and months.state_date >= accounts.valid_from
        and (accounts.valid_to is null or months.state_date < accounts.valid_to)
group by coalesce(accounts.account_id, spread.account_id), spread.currency, months.month_end
