select
    factors.month_end,
    factors.dimension_value as segment,
    factors.window_months,
    factors.definition_id,
    factors.definition_version,
    factors.factor_month_end,
    factors.carried_before,
    factors.factor_numerator,
    factors.factor_denominator,
    factors.factor,
    factors.carried_after,
    cast(factors.carried_after - factors.carried_before as decimal(18, 6)) as step,
    factors.is_provisional
from {{ ref('chained_factors') }} as factors
where factors.dimension = 'segment'
