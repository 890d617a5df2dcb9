select
    figures.month_end,
    figures.dimension,
    figures.dimension_value,
    figures.window_months,
    figures.definition_id,
    figures.definition_version,
    figures.numerator,
    figures.denominator,
    figures.rate,
    figures.is_provisional
from {{ ref('retention_figures') }} as figures
where figures.dimension <> 'segment'
