-- Of the customers that paid when the window opened: how many grew, and what they grew by. A price uplift is expansion too, but
-- nobody is counted as expanded for it.
with cohort as (
    select
        kept.account_id,
        kept.month_end,
        kept.window_months,
        kept.segment,
        kept.opening_mrr,
        kept.is_provisional,
        sum(coalesce(amounts.amount, 0)) as expansion_mrr,
        sum(case when amounts.expansion_type = 'price_uplift' then amounts.amount else 0 end) as price_uplift_mrr,
        sum(case when amounts.is_growth then amounts.amount else 0 end) as growth_mrr
    from {{ ref('retention_base') }} as kept
    left join {{ ref('expansion_amounts') }} as amounts
        on
            kept.account_id = amounts.account_id
            and kept.opening_month_end < amounts.month_end
            and kept.month_end >= amounts.month_end
    where kept.is_in_cohort
    group by
        kept.account_id, kept.month_end, kept.window_months, kept.segment, kept.opening_mrr, kept.is_provisional
),

told as (
    select
        cohort.*,
        cohort.segment as told_segment
    from cohort
    union all
    select
        cohort.*,
        'all' as told_segment
    from cohort
),

sums as (
    select
        told.month_end,
        told.window_months,
        told.told_segment as segment,
        cast(count(*) as integer) as customers,
        cast(count(case when told.growth_mrr > 0 then 1 end) as integer) as expanded_customers,
        cast(count(case when told.growth_mrr = 0 and told.price_uplift_mrr > 0 then 1 end) as integer) as price_uplift_customers,
        cast(sum(told.opening_mrr) as decimal(18, 6)) as opening_mrr,
        cast(sum(told.expansion_mrr) as decimal(18, 6)) as expansion_mrr,
        cast(sum(told.growth_mrr) as decimal(18, 6)) as growth_mrr,
        cast(sum(told.price_uplift_mrr) as decimal(18, 6)) as price_uplift_mrr,
        bool_or(told.is_provisional) as is_provisional
    from told
    group by told.month_end, told.window_months, told.told_segment
)

select
    sums.month_end,
    sums.window_months,
    sums.segment,
    sums.customers,
    sums.expanded_customers,
    sums.price_uplift_customers,
    {{ divide('sums.expanded_customers', 'sums.customers') }} as customer_rate,
    customer_targets.least as customer_rate_least,
    customer_targets.greatest as customer_rate_greatest,
    sums.opening_mrr,
    sums.expansion_mrr,
    sums.growth_mrr,
    sums.price_uplift_mrr,
    {{ divide('sums.expansion_mrr', 'sums.opening_mrr') }} as revenue_rate,
    revenue_targets.least as revenue_rate_least,
    revenue_targets.greatest as revenue_rate_greatest,
    sums.is_provisional
from sums
{% for measure in ['customer', 'revenue'] %}
left join {{ ref('expansion_targets') }} as {{ measure }}_targets
    on
        {{ measure }}_targets.measure = '{{ measure }}_rate'
        and sums.window_months = {{ measure }}_targets.window_months
        and {{ in_force(measure ~ '_targets', 'sums.month_end') }}
{% endfor %}
