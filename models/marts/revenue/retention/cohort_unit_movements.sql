-- The movement of a unit in a month, and what has moved so far by kind in each currency, so that any window is one
-- difference of two rows. Amounts stay in their currency: the window decides at which rate they are told.
{% set movements = ['new', 'reactivation', 'expansion', 'contraction', 'churn'] %}
with opened as (
    select
        balances.*,
        balances.unit_id || coalesce(':' || balances.product, '') as unit_key,
        rates.rate,
        coalesce(lag(balances.closing_local_mrr) over unit_months, 0) as opening_local_mrr,
        coalesce(opening_rates.rate, rates.rate) as opening_rate
    from {{ ref('cohort_unit_balances') }} as balances
    inner join {{ ref('reporting_rates') }} as rates
        on
            balances.month_end = rates.month_end
            and balances.currency = rates.currency
    left join {{ ref('reporting_rates') }} as opening_rates
        on
            opening_rates.month_end = {{ month_end(dbt.dateadd('month', -1, 'balances.month_end')) }}
            and balances.currency = opening_rates.currency
    window unit_months as (
        partition by balances.unit_level, balances.unit_id, balances.product, balances.tree_from, balances.currency
        order by balances.month_end
    )
),

totals as (
    select
        opened.unit_level,
        opened.unit_key,
        opened.tree_from,
        opened.month_end,
        sum({{ converted('opened.closing_local_mrr', 'opened.rate') }}) as closing_mrr,
        sum({{ converted('opened.closing_local_mrr - opened.opening_local_mrr', 'opened.opening_rate') }}) as volume
    from opened
    group by opened.unit_level, opened.unit_key, opened.tree_from, opened.month_end
),

states as (
    select
        totals.*,
        coalesce(lag(totals.closing_mrr) over unit_months, 0) as opening_mrr,
        count(case when totals.closing_mrr > 0 then 1 end) over unit_months as paid_months,
        count(case when totals.closing_mrr = 0 then 1 end) over unit_months as zero_months_to_date
    from totals
    window unit_months as (
        partition by totals.unit_level, totals.unit_key, totals.tree_from
        order by totals.month_end
    )
),

moved as (
    select
        states.*,
        case
            when states.opening_mrr > 0 and states.closing_mrr = 0 then 'churn'
            when states.opening_mrr > 0 and states.volume < 0 then 'contraction'
            when states.opening_mrr > 0 then 'expansion'
            when states.closing_mrr > 0 and states.paid_months = 1 then 'new'
            when states.closing_mrr > 0 then 'reactivation'
        end as movement
    from states
)

select
    opened.unit_level,
    opened.unit_key,
    opened.unit_id,
    opened.product,
    opened.tree_from,
    opened.tree_to,
    opened.currency,
    opened.month_end,
    opened.rate,
    opened.closing_local_mrr,
    opened.closing_local_mrr - opened.opening_local_mrr as local_change,
    moved.movement,
    moved.closing_mrr,
    moved.zero_months_to_date,
    {% for movement in movements %}
    sum(case when moved.movement = '{{ movement }}' then opened.closing_local_mrr - opened.opening_local_mrr else 0 end) over unit_months
        as {{ movement }}_to_date,
    {% endfor %}
    sum(opened.closing_local_mrr) over unit_months as local_revenue_to_date
from opened
inner join moved
    on
        opened.unit_level = moved.unit_level
        and opened.unit_key = moved.unit_key
        and opened.tree_from = moved.tree_from
        and opened.month_end = moved.month_end
window unit_months as (
    partition by opened.unit_level, opened.unit_key, opened.tree_from, opened.currency
    order by opened.month_end
)
