-- Months of a chained definition, each with the amount carried into it and out of it: the opening MRR, multiplied month by
-- month. A month in which nobody under the heading paid at its opening changes nothing.
with chains as (
    select
        sums.dimension,
        sums.dimension_value,
        sums.month_end,
        sums.window_months,
        sums.is_provisional,
        sums.denominator as opening_mrr,
        definitions.definition_id,
        definitions.definition_version,
        definitions.based_on
    from {{ ref('retention_definitions') }} as definitions
    inner join {{ ref('retention_sums') }} as sums
        on
            definitions.based_on = sums.definition_id
            and {{ in_force('definitions', 'sums.month_end') }}
    where definitions.kind = 'chained'
),

factors as (
    select
        chains.*,
        months.month_end as factor_month_end,
        monthly.numerator as factor_numerator,
        monthly.denominator as factor_denominator,
        {{ divide('monthly.numerator', 'monthly.denominator', 6) }} as factor,
        coalesce(cast(monthly.numerator as double) / cast(monthly.denominator as double), 1) as exact_factor
    from chains
    inner join {{ ref('reporting_months') }} as months
        on
            chains.month_end >= months.month_end
            and months.month_end > {{ month_end(dbt.dateadd('month', '-chains.window_months', 'chains.month_end')) }}
    left join {{ ref('retention_sums') }} as monthly
        on
            chains.dimension = monthly.dimension
            and chains.dimension_value = monthly.dimension_value
            and chains.based_on = monthly.definition_id
            and months.month_end = monthly.month_end
            and monthly.window_months = 1
),

products as (
    select
        factors.*,
        case
            when min(factors.exact_factor) over chain_months > 0
                then exp(sum(case when factors.exact_factor > 0 then ln(factors.exact_factor) end) over chain_months)
            else 0
        end as product
    from factors
    window chain_months as (
        partition by
            factors.dimension, factors.dimension_value, factors.month_end, factors.window_months, factors.definition_id
        order by factors.factor_month_end
    )
),

carried as (
    select
        products.*,
        cast(round(cast(products.opening_mrr as double) * products.product, 6) as decimal(18, 6)) as carried_after
    from products
)

select
    carried.dimension,
    carried.dimension_value,
    carried.month_end,
    carried.window_months,
    carried.definition_id,
    carried.definition_version,
    carried.factor_month_end,
    carried.opening_mrr,
    cast(coalesce(
        lag(carried.carried_after) over (
            partition by
                carried.dimension, carried.dimension_value, carried.month_end, carried.window_months, carried.definition_id
            order by carried.factor_month_end
        ),
        carried.opening_mrr
    ) as decimal(18, 6)) as carried_before,
    carried.factor_numerator,
    carried.factor_denominator,
    carried.factor,
    carried.carried_after,
    carried.is_provisional
from carried
