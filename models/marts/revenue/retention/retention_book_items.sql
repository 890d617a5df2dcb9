select
    factors.month_end,
    factors.window_months,
    factors.definition_id,
    'month_factor' as item,
    factors.factor_month_end,
    factors.step as amount,
    factors.is_provisional
from {{ ref('retention_factors') }} as factors
where factors.segment = 'all'
union all
select
    retention.month_end,
    retention.window_months,
    retention.definition_id,
    'book_cap' as item,
    cast(null as date) as factor_month_end,
    cast(retention.numerator - uncapped.numerator as decimal(18, 6)) as amount,
    retention.is_provisional
from {{ ref('retention_definitions') }} as definitions
inner join {{ ref('retention') }} as retention
    on
        definitions.definition_id = retention.definition_id
        and definitions.definition_version = retention.definition_version
        and retention.segment = 'all'
inner join {{ ref('retention') }} as uncapped
    on
        definitions.based_on = uncapped.definition_id
        and retention.month_end = uncapped.month_end
        and retention.window_months = uncapped.window_months
        and uncapped.segment = 'all'
where
    definitions.kind = 'capped_total'
    and retention.numerator <> uncapped.numerator
