-- Every entry of the walk from MRR to billed, in the currency of the contract or document. In each month an account's
-- entries add up to what is billed in it: what is explained in one month and billed in another leaves the one and
-- joins the other.
with parts as (
    select amounts.*
    from {{ ref('billing_amounts') }} as amounts
),

entries as (
    select
        steps.step || ':' || coalesce(steps.subscription_item_id, steps.currency) as entry_key,
        steps.item,
        steps.account_id,
        steps.currency,
        steps.month_end,
        steps.subscription_item_id,
        cast(null as varchar) as part_key,
        steps.amount
    from {{ ref('billing_steps') }} as steps
    {% for key, item, month, amount, condition in [
        ('', 'parts.item', 'reporting_month_end', 'parts.amount', "parts.item <> 'recurring'"),
        ('service:', "'billing_date'", 'service_month_end', '-parts.amount',
         "parts.item = 'recurring' and parts.service_month_end <> parts.reporting_month_end"),
        ('document:', "'billing_date'", 'reporting_month_end', 'parts.amount',
         "parts.item = 'recurring' and parts.service_month_end <> parts.reporting_month_end"),
        ('reporting:', "'time_zone'", 'reporting_month_end', '-parts.amount',
         'parts.reporting_month_end <> parts.billed_month_end'),
        ('utc:', "'time_zone'", 'billed_month_end', 'parts.amount', 'parts.reporting_month_end <> parts.billed_month_end'),
    ] %}
    union all
    select
        '{{ key }}' || parts.part_key as entry_key,
        {{ item }} as item,
        parts.account_id,
        parts.currency,
        parts.{{ month }} as month_end,
        parts.subscription_item_id,
        parts.part_key,
        {{ amount }} as amount
    from parts
    where {{ condition }}
    {% endfor %}
)

select
    entries.*,
    months.state_date,
    months.is_provisional,
    rates.rate,
    items.sort_order
from entries
inner join {{ ref('reporting_months') }} as months
    on entries.month_end = months.month_end
inner join {{ ref('billing_rates') }} as rates
    on
        entries.currency = rates.currency
        and months.state_date >= rates.valid_from
        and (rates.valid_to is null or months.state_date < rates.valid_to)
left join {{ ref('reconciliation_items') }} as items
    on entries.item = items.item
