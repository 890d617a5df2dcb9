-- The items that definitions of retention are made of: each is a part of the opening balance, of a movement or of the closing
-- balance, and a definition is the sum of those that it counts. What grows back after shrinking stands apart from growth,
-- because gross retention counts the first and not the second.
with windows as (
    select
        windows.*,
        windows.opening_mrr > 0 as is_in_cohort,
        windows.opening_mrr > 0 and windows.closing_mrr > 0 as is_kept,
        windows.opening_mrr > 0 and windows.closing_mrr > 0 and windows.was_at_zero as is_won_back,
        case
            when windows.opening_mrr > 0
                then
                    least(windows.closing_mrr_at_opening_rate, windows.opening_mrr)
                    - windows.opening_mrr - windows.contraction_mrr - windows.churn_mrr
            else 0
        end as recovered_mrr,
        case when windows.opening_mrr > 0 then windows.reactivation_mrr else 0 end as returned_mrr
    from {{ ref('cohort_windows') }} as windows
),

split as (
    select
        windows.*,
        least(windows.returned_mrr, windows.recovered_mrr) as won_back_mrr,
        windows.recovered_mrr - least(windows.returned_mrr, windows.recovered_mrr) as regrowth_mrr
    from windows
),

items as (
    select
        split.unit_level,
        split.unit_key,
        split.unit_id,
        split.product,
        split.month_end,
        split.window_months,
        split.is_provisional,
        split.opening_mrr,
        {% for kind in ['contraction', 'churn'] %}
        case when split.is_in_cohort then split.{{ kind }}_mrr else 0 end as cohort_{{ kind }},
        {% endfor %}
        split.regrowth_mrr as cohort_regrowth,
        case when split.is_in_cohort then split.expansion_mrr - split.regrowth_mrr else 0 end as cohort_growth,
        split.won_back_mrr as cohort_won_back,
        split.returned_mrr - split.won_back_mrr as cohort_won_back_growth,
        {% for kind in ['new', 'expansion', 'contraction', 'churn', 'reactivation'] %}
        case when split.is_in_cohort then 0 else split.{{ kind }}_mrr end as joiner_{{ kind }},
        {% endfor %}
        case when split.is_won_back then -split.closing_mrr_at_opening_rate else 0 end as final_loss,
        case when split.is_won_back then -least(split.closing_mrr_at_opening_rate, split.opening_mrr) else 0 end as final_loss_capped,
        case when split.is_in_cohort then split.closing_mrr - split.closing_mrr_at_opening_rate else 0 end as cohort_fx,
        case when split.is_in_cohort then 1 else 0 end as opening_logos,
        case when split.is_kept then 1 else 0 end as kept_logos,
        case when split.is_won_back then -1 else 0 end as final_loss_logos
    from split
)

select
    items.unit_level,
    items.unit_key,
    items.unit_id,
    items.product,
    items.month_end,
    cast(items.window_months as integer) as window_months,
    items.is_provisional,
    {% for item in retention_items() if item not in ['revenue_before', 'revenue_after'] %}
    cast(items.{{ item }} as decimal(18, 6)) as {{ item }},
    {% endfor %}
    coalesce(revenue.revenue_before, 0) as revenue_before,
    coalesce(revenue.revenue_after, 0) as revenue_after
from items
left join {{ ref('cohort_revenue') }} as revenue
    on
        items.unit_level = revenue.unit_level
        and items.unit_key = revenue.unit_key
        and items.month_end = revenue.month_end
        and items.window_months = revenue.window_months
