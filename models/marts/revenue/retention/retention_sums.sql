-- A definition that is a sum: its items added up, over the item that it names as denominator.
with numerators as (
    select
        totals.dimension,
        totals.dimension_value,
        totals.month_end,
        totals.window_months,
        definitions.definition_id,
        definitions.definition_version,
        definitions.denominator_item,
        bool_or(totals.is_provisional) as is_provisional,
        sum(definition_items.coefficient * totals.amount) as numerator
    from {{ ref('retention_definitions') }} as definitions
    inner join {{ ref('retention_definition_items') }} as definition_items
        on
            definitions.definition_id = definition_items.definition_id
            and definitions.definition_version = definition_items.definition_version
    inner join {{ ref('retention_totals') }} as totals
        on
            definition_items.item = totals.item
            and {{ in_force('definitions', 'totals.month_end') }}
    where definitions.kind = 'sum'
    group by
        totals.dimension, totals.dimension_value, totals.month_end, totals.window_months, definitions.definition_id,
        definitions.definition_version, definitions.denominator_item
)

select
    numerators.dimension,
    numerators.dimension_value,
    numerators.month_end,
    numerators.window_months,
    numerators.definition_id,
    numerators.definition_version,
    cast(numerators.numerator as decimal(18, 6)) as numerator,
    cast(denominators.amount as decimal(18, 6)) as denominator,
    numerators.is_provisional
from numerators
inner join {{ ref('retention_totals') }} as denominators
    on
        numerators.dimension = denominators.dimension
        and numerators.dimension_value = denominators.dimension_value
        and numerators.month_end = denominators.month_end
        and numerators.window_months = denominators.window_months
        and numerators.denominator_item = denominators.item
where denominators.amount > 0
