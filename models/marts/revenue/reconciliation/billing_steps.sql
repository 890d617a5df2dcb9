-- The way from an item's MRR to what its whole periods bill in a month, step by step: how many months are billed at
-- once, what has changed since they were billed, and whether MRR agrees with the lines at all. Each step is a difference
-- of two figures that come from different rows; a difference that nothing accounts for is unexplained.
with counted as (
    select
        causes.account_id,
        causes.currency,
        causes.month_end,
        sum(causes.mrr) as mrr
    from {{ ref('billing_item_causes') }} as causes
    group by causes.account_id, causes.currency, causes.month_end
),

sides as (
    select 'mrr' as step
    union all
    select 'policy' as step
),

-- What an account counts beyond or below its items, by a policy of months.
differences as (
    select
        coalesce(totals.account_id, counted.account_id) as account_id,
        coalesce(totals.currency, counted.currency) as currency,
        coalesce(totals.month_end, counted.month_end) as month_end,
        coalesce(totals.closing_local_mrr, 0) - coalesce(counted.mrr, 0) as amount
    from {{ ref('account_currency_mrr') }} as totals
    full outer join counted
        on
            totals.account_id = counted.account_id
            and totals.currency = counted.currency
            and totals.month_end = counted.month_end
)

{% set steps = [
    ('mrr', "'mrr'", 'causes.mrr'),
    ('timing', 'causes.timing_item', 'causes.period_amount - causes.period_rate'),
    ('change', "case when causes.has_ended then 'churn_date' else 'proration' end", 'causes.period_rate - causes.line_rate'),
    ('gap', 'causes.gap_item', 'causes.line_rate - causes.mrr'),
    ('discount', "'temporary_discount'", '-causes.temporary_discount'),
] %}
{% for step, item, amount in steps %}
select
    causes.account_id,
    causes.subscription_item_id,
    causes.currency,
    causes.month_end,
    '{{ step }}' as step,
    {{ item }} as item,
    cast({{ amount }} as decimal(18, 6)) as amount
from {{ ref('billing_item_causes') }} as causes
where {{ amount }} <> 0
union all
{% endfor %}
select
    differences.account_id,
    cast(null as varchar) as subscription_item_id,
    differences.currency,
    differences.month_end,
    sides.step,
    case when sides.step = 'mrr' then 'mrr' else 'policy' end as item,
    cast(case when sides.step = 'mrr' then differences.amount else -differences.amount end as decimal(18, 6)) as amount
from differences
cross join sides
where differences.amount <> 0
