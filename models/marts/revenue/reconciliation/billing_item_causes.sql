-- What to call each difference between an item's MRR and its bills in a month, from what other rows say of the item.
with billed_customers as (
    select distinct invoices.customer_id
    from {{ ref('stg_stripe__invoices') }} as invoices
),

billed_subscriptions as (
    select
        lines.subscription_id,
        max(lines.billed_on) as last_billed_on
    from {{ ref('billing_lines') }} as lines
    where lines.subscription_id is not null
    group by lines.subscription_id
),

limits as (
    select
        longest.value as longest_month_days,
        units.value as rounding_units
    from {{ ref('reconciliation_rules') }} as longest
    cross join {{ ref('reconciliation_rules') }} as units
    where
        longest.rule = 'longest_month_days'
        and {{ in_force('longest', as_of_day()) }}
        and units.rule = 'rounding_minor_units'
        and {{ in_force('units', as_of_day()) }}
)

select
    months.account_id,
    months.subscription_item_id,
    months.currency,
    months.month_end,
    months.mrr,
    months.period_amount,
    months.period_rate,
    months.line_rate,
    months.temporary_discount,
    coalesce(terms.ended_on <= months.state_date, false) as has_ended,
    case
        when not months.begins_period and months.is_provisional and months.billed_to <= months.month_end then 'not_yet_billed'
        when
            {{ dbt.datediff('months.billed_from', 'months.billed_to', 'day') }}
            > limits.longest_month_days
            then 'annual_prepay'
        else 'short_cycle'
    end as timing_item,
    case
        when
            abs(months.line_rate - months.mrr) <= limits.rounding_units / power(10, digits.minor_unit_digits)
            then 'rounding'
        when reasons.item is not null then reasons.item
        when terms.ended_on <= months.state_date then 'churn_date'
        when not terms.past_counts then 'not_counted'
        when terms.trial_start_on <= months.state_date and months.state_date < terms.trial_end_on then 'not_yet_billed'
        when billed_customers.customer_id is null and months.customer_id is not null then 'billed_elsewhere'
        when months.source = 'snapshots' and months.valid_from >= billed_subscriptions.last_billed_on then 'not_yet_billed'
        else 'unexplained'
    end as gap_item
from {{ ref('billing_item_months') }} as months
cross join limits
left join {{ ref('subscription_terms') }} as terms
    on months.subscription_id = terms.subscription_id
left join {{ currency_digits() }} as digits
    on months.currency = digits.currency
left join {{ ref('billing_open_periods') }} as reasons
    on
        months.subscription_item_id = reasons.subscription_item_id
        and months.month_end = reasons.month_end
left join billed_customers
    on months.customer_id = billed_customers.customer_id
left join billed_subscriptions
    on months.subscription_id = billed_subscriptions.subscription_id
