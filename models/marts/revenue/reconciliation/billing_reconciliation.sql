-- From MRR to billed, item by item. 'unexplained' is what is billed less MRR and every named item, whatever the entries
-- of billing_reconciliation_lines say; that they say the same is tested.
with items as (
    select
        lines.account_id,
        lines.month_end,
        lines.item,
        sum(lines.amount) as amount
    from {{ ref('billing_reconciliation_lines') }} as lines
    where lines.item <> 'unexplained'
    group by lines.account_id, lines.month_end, lines.item
),

months as (
    select
        items.account_id,
        items.month_end,
        sum(case when items.item = 'mrr' then items.amount else 0 end) as mrr,
        sum(case when items.item = 'billed' then items.amount else 0 end) as billed,
        sum(case when items.item = 'billed' then items.amount else -items.amount end) as unexplained
    from items
    group by items.account_id, items.month_end
),

amounts as (
    select
        items.account_id,
        items.month_end,
        items.item,
        items.amount
    from items
    where items.item not in ('mrr', 'billed')
    {% for item in ['mrr', 'unexplained', 'billed'] %}
    union all
    select
        months.account_id,
        months.month_end,
        '{{ item }}' as item,
        months.{{ item }} as amount
    from months
    {% endfor %}
),

calendar as (
    select
        months.month_end,
        months.is_provisional,
        row_number() over (order by months.month_end desc) - 1 as months_since
    from {{ ref('reporting_months') }} as months
),

judged as (
    select
        amounts.*,
        calendar.is_provisional,
        amounts.item = 'unexplained' and abs(amounts.amount) > tolerance.value as is_over_tolerance,
        calendar.months_since
    from amounts
    inner join calendar
        on amounts.month_end = calendar.month_end
    inner join {{ ref('reconciliation_rules') }} as tolerance
        on tolerance.rule = 'tolerance' and {{ in_force('tolerance', 'amounts.month_end') }}
)

select
    judged.account_id,
    judged.month_end,
    judged.item,
    items.label,
    items.sort_order,
    cast(judged.amount as decimal(18, 6)) as amount,
    judged.is_over_tolerance,
    cast(case when judged.is_over_tolerance then judged.months_since end as integer) as age_months,
    buckets.bucket as age_bucket,
    judged.is_provisional
from judged
inner join {{ ref('reconciliation_items') }} as items
    on judged.item = items.item
left join {{ ref('reconciliation_age_buckets') }} as buckets
    on
        judged.is_over_tolerance
        and judged.months_since >= buckets.lower_months
        and (buckets.upper_months is null or judged.months_since < buckets.upper_months)
        and {{ in_force('buckets', 'judged.month_end') }}
