select
    fitted.dimension,
    fitted.dimension_value,
    fitted.age_months,
    fitted.accounts,
    fitted.at_risk,
    fitted.lost,
    fitted.censored,
    cast(fitted.survival as decimal(9, 6)) as survival,
    cast(fitted.survival_lower as decimal(9, 6)) as survival_lower,
    cast(fitted.survival_upper as decimal(9, 6)) as survival_upper,
    cast(fitted.median_months as decimal(9, 2)) as median_months,
    fitted.at_risk < rules.least_logos as is_small
from {{ ref('cohort_survival_fitted') }} as fitted
inner join {{ ref('cohort_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
