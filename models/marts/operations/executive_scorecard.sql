{% set looks_back = [('previous', 1), ('quarter_ago', 3), ('year_ago', 12)] %}
-- The comparisons look back by calendar, not by row. Points are compared by their difference alone: they may be below zero.
select
    measured.month_end,
    measured.metric_id,
    measured.segment,
    measured.window_months,
    measured.definition_id,
    measured.definition_version,
    measured.numerator,
    measured.denominator,
    measured.value,
    {% for name, months in looks_back %}
    {{ name }}.value as {{ name }}_value,
    cast(measured.value - {{ name }}.value as decimal(18, 6)) as change_from_{{ name }},
    case
        when measured.unit <> 'points' then {{ divide('measured.value - ' ~ name ~ '.value', name ~ '.value', 6) }}
    end as change_ratio_from_{{ name }},
    {% endfor %}
    cast(targets.target_value as decimal(18, 6)) as target_value,
    measured.unit,
    measured.is_provisional
from {{ ref('scorecard_figures') }} as measured
{% for name, months in looks_back %}
left join {{ ref('scorecard_figures') }} as {{ name }}
    on
        measured.metric_id = {{ name }}.metric_id
        and measured.segment = {{ name }}.segment
        and measured.window_months = {{ name }}.window_months
        and {{ name }}.month_end = {{ month_end(dbt.dateadd('month', -months, 'measured.month_end')) }}
{% endfor %}
left join {{ ref('metric_targets') }} as targets
    on
        measured.metric_id = targets.metric_id
        and measured.segment = targets.segment
        and measured.window_months = targets.window_months
        and {{ in_force('targets', 'measured.month_end') }}
