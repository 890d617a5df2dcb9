-- Amounts are told in the reporting currency at the month's rate, each as the step that it adds to a running total, so
-- that the entries of a month add up to the last digit. What was billed is told at the rate of its own date; the
-- difference is FX.
with totals as (
    select
        entries.*,
        sum(entries.amount) over (
            partition by entries.account_id, entries.currency, entries.month_end
            order by entries.sort_order, entries.entry_key
            rows between unbounded preceding and current row
        ) as running
    from {{ ref('billing_entries') }} as entries
),

explained as (
    select
        totals.account_id,
        totals.month_end,
        totals.item,
        totals.entry_key,
        totals.is_provisional,
        totals.subscription_item_id,
        totals.part_key,
        totals.currency,
        totals.amount as local_amount,
        {{ converted('totals.running', 'totals.rate') }}
        - {{ converted('totals.running - totals.amount', 'totals.rate') }} as amount
    from totals
),

billed as (
    select
        amounts.*,
        months.month_end,
        months.is_provisional,
        rates.rate as month_rate,
        sum(amounts.amount) over (
            partition by amounts.account_id, amounts.currency, months.month_end
            order by amounts.part_key
            rows between unbounded preceding and current row
        ) as running
    from {{ ref('billing_amounts') }} as amounts
    inner join {{ ref('reporting_months') }} as months
        on amounts.billed_month_end = months.month_end
    inner join {{ ref('billing_rates') }} as rates
        on
            amounts.currency = rates.currency
            and months.state_date >= rates.valid_from
            and (rates.valid_to is null or months.state_date < rates.valid_to)
),

valued as (
    select
        billed.*,
        {{ converted('billed.amount', 'billed.rate') }} as billed_amount,
        {{ converted('billed.running', 'billed.month_rate') }}
        - {{ converted('billed.running - billed.amount', 'billed.month_rate') }} as month_amount
    from billed
),

lines as (
    select explained.* from explained
    {% for item, amount, local in [
        ('fx', 'valued.billed_amount - valued.month_amount', '0'),
        ('billed', 'valued.billed_amount', 'valued.amount'),
    ] %}
    union all
    select
        valued.account_id,
        valued.month_end,
        '{{ item }}' as item,
        '{{ item }}:' || valued.part_key as entry_key,
        valued.is_provisional,
        valued.subscription_item_id,
        valued.part_key,
        valued.currency,
        {{ local }} as local_amount,
        {{ amount }} as amount
    from valued
    where {{ amount }} <> 0
    {% endfor %}
)

select
    lines.account_id,
    lines.month_end,
    lines.item,
    lines.entry_key,
    lines.is_provisional,
    lines.subscription_item_id,
    amounts.invoice_id,
    amounts.line_id,
    lines.currency,
    cast(lines.local_amount as decimal(18, 6)) as local_amount,
    cast(lines.amount as decimal(18, 6)) as amount,
    amounts.source_file,
    amounts.source_row
from lines
left join {{ ref('billing_amounts') }} as amounts
    on lines.part_key = amounts.part_key
