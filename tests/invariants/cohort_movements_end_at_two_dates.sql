-- N5 is N1 under every heading; and opening plus the movements of a window is its closing, account by account.
select
    n1.dimension || ' ' || n1.dimension_value as what,
    n1.month_end,
    n1.window_months,
    n5.numerator - n1.numerator as gap
from {{ ref('retention_figures') }} as n1
left join {{ ref('retention_figures') }} as n5
    on
        n1.dimension = n5.dimension
        and n1.dimension_value = n5.dimension_value
        and n1.month_end = n5.month_end
        and n1.window_months = n5.window_months
        and n5.definition_id = 'N5'
where
    n1.definition_id = 'N1'
    and (n5.numerator is null or n5.numerator <> n1.numerator)
union all
select
    base.account_id as what,
    base.month_end,
    base.window_months,
    base.closing_mrr - base.opening_mrr - base.new_mrr - base.reactivation_mrr - base.expansion_mrr - base.contraction_mrr
    - base.churn_mrr - base.fx_mrr as gap
from {{ ref('retention_base') }} as base
where
    base.closing_mrr
    <> base.opening_mrr + base.new_mrr + base.reactivation_mrr + base.expansion_mrr + base.contraction_mrr + base.churn_mrr + base.fx_mrr
union all
select
    base.account_id as what,
    base.month_end,
    base.window_months,
    base.retained_mrr
    - (base.opening_mrr + base.reactivation_mrr + base.expansion_mrr + base.contraction_mrr + base.churn_mrr) as gap
from {{ ref('retention_base') }} as base
where
    base.is_in_cohort
    and base.retained_mrr
    <> base.opening_mrr + base.reactivation_mrr + base.expansion_mrr + base.contraction_mrr + base.churn_mrr
