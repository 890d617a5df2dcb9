-- Every definition under every heading: sums, products of months, and the total that is capped as a whole.
with figures as (
    select
        sums.dimension,
        sums.dimension_value,
        sums.month_end,
        sums.window_months,
        sums.definition_id,
        sums.definition_version,
        sums.numerator,
        sums.denominator,
        sums.is_provisional
    from {{ ref('retention_sums') }} as sums
    union all
    select
        factors.dimension,
        factors.dimension_value,
        factors.month_end,
        factors.window_months,
        factors.definition_id,
        factors.definition_version,
        factors.carried_after as numerator,
        factors.opening_mrr as denominator,
        factors.is_provisional
    from {{ ref('chained_factors') }} as factors
    where factors.factor_month_end = factors.month_end
    union all
    select
        sums.dimension,
        sums.dimension_value,
        sums.month_end,
        sums.window_months,
        definitions.definition_id,
        definitions.definition_version,
        least(sums.numerator, sums.denominator) as numerator,
        sums.denominator,
        sums.is_provisional
    from {{ ref('retention_definitions') }} as definitions
    inner join {{ ref('retention_sums') }} as sums
        on
            definitions.based_on = sums.definition_id
            and {{ in_force('definitions', 'sums.month_end') }}
    where definitions.kind = 'capped_total'
)

select
    figures.dimension,
    figures.dimension_value,
    figures.month_end,
    cast(figures.window_months as integer) as window_months,
    figures.definition_id,
    cast(figures.definition_version as integer) as definition_version,
    cast(figures.numerator as decimal(18, 6)) as numerator,
    cast(figures.denominator as decimal(18, 6)) as denominator,
    {{ divide('figures.numerator', 'figures.denominator', 6) }} as rate,
    figures.is_provisional
from figures
