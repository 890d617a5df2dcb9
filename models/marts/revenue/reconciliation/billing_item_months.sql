-- For each item and month: its MRR, what whole periods bill, the rate that they bill, and the rate that all its lines
-- together say is in force. billing_steps names what lies between them.
with worth as (
    select
        periods.account_id,
        periods.subscription_item_id,
        periods.currency,
        months.month_end,
        max(periods.subscription_id) as subscription_id,
        max(periods.customer_id) as customer_id,
        max(periods.source) as source,
        max(periods.valid_from) as valid_from,
        sum({{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }}) as mrr
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    group by periods.account_id, periods.subscription_item_id, periods.currency, months.month_end
),

item_months as (
    select
        coalesce(worth.account_id, bills.account_id) as account_id,
        coalesce(worth.subscription_item_id, bills.subscription_item_id) as subscription_item_id,
        coalesce(worth.currency, bills.currency) as currency,
        coalesce(worth.month_end, bills.service_month_end) as month_end,
        coalesce(worth.subscription_id, bills.subscription_id) as subscription_id,
        worth.customer_id,
        worth.source,
        worth.valid_from,
        coalesce(worth.mrr, 0) as mrr
    from worth
    full outer join {{ ref('billing_item_bills') }} as bills
        on
            worth.account_id = bills.account_id
            and worth.subscription_item_id = bills.subscription_item_id
            and worth.currency = bills.currency
            and worth.month_end = bills.service_month_end
    where worth.mrr <> 0 or bills.service_month_end is not null
),

-- A bill speaks for a month in which its period begins, or which it reaches beyond.
spoken_for as (
    select
        item_months.*,
        months.state_date,
        months.is_provisional,
        bills.service_month_end = item_months.month_end as begins_period,
        bills.period_start as billed_from,
        bills.period_end as billed_to,
        coalesce(bills.monthly_rate, 0) as period_rate,
        case when bills.service_month_end = item_months.month_end then bills.amount else 0 end as period_amount,
        case when bills.service_month_end = item_months.month_end then bills.temporary_discount else 0 end
            as temporary_discount
    from item_months
    inner join {{ ref('reporting_months') }} as months
        on item_months.month_end = months.month_end
    left join {{ ref('billing_item_bills') }} as bills
        on
            item_months.account_id = bills.account_id
            and item_months.subscription_item_id = bills.subscription_item_id
            and item_months.currency = bills.currency
            and item_months.month_end >= bills.service_month_end
            and (bills.next_service_month_end is null or item_months.month_end < bills.next_service_month_end)
            and (item_months.month_end = bills.service_month_end or months.state_date < bills.period_end)
)

select
    spoken_for.*,
    coalesce({{ counted('policies', 'rates.mrr_list', 'rates.mrr', 'rates.mrr_net_all') }}, 0) as line_rate
from spoken_for
cross join {{ ref('policies_in_force') }} as policies
left join {{ ref('invoiced_item_rates') }} as rates
    on
        spoken_for.subscription_item_id = rates.subscription_item_id
        and spoken_for.currency = rates.currency
        -- Where the last period is over before the month is, the rate is that of its last day.
        and rates.valid_from <= least(spoken_for.state_date, coalesce(spoken_for.billed_to - 1, spoken_for.state_date))
        and rates.valid_to > least(spoken_for.state_date, coalesce(spoken_for.billed_to - 1, spoken_for.state_date))
