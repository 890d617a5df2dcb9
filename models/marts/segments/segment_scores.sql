-- A measure has the most points of the levels that it reaches, and a factor those of the measure that has most.
{% set factors = ['arr', 'complexity', 'growth', 'strategic'] %}
{% set measures = ['arr', 'stakeholders', 'departments', 'expansion_signals', 'listed'] %}
with pointed as (
    select
        measured.account_id,
        measured.month_end,
        {% for measure in measures %}
        max(case when measured.measure = '{{ measure }}' then measured.value end) as {{ measure }}_value,
        {% endfor %}
        {% for factor in factors %}
        max(case when points.factor = '{{ factor }}' then points.points end) as {{ factor }}_points,
        {% endfor %}
        count(*) as levels
    from {{ ref('segment_score_values') }} as measured
    inner join {{ ref('segment_score_points') }} as points
        on
            measured.measure = points.measure
            and measured.value >= points.lower_bound
            and {{ in_force('points', 'measured.month_end') }}
    group by measured.account_id, measured.month_end
),

weighted as (
    select
        pointed.*,
        {% for factor in factors %}
        {{ factor }}.weight as {{ factor }}_weight,
        cast({{ factor }}.weight * pointed.{{ factor }}_points as decimal(18, 6)) as {{ factor }}_contribution,
        pointed.{{ factor }}_points >= {{ factor }}.high_from as is_high_{{ factor }},
        {% endfor %}
        arr.version as rule_version
    from pointed
    {% for factor in factors %}
    inner join {{ ref('segment_score_weights') }} as {{ factor }}
        on
            {{ factor }}.factor = '{{ factor }}'
            and {{ in_force(factor, 'pointed.month_end') }}
    {% endfor %}
)

select
    weighted.account_id,
    weighted.month_end,
    weighted.arr_value as arr,
    cast(weighted.stakeholders_value as integer) as stakeholders,
    cast(weighted.departments_value as integer) as departments,
    cast(weighted.expansion_signals_value as integer) as expansion_signals,
    weighted.listed_value > 0 as is_strategic,
    {% for factor in factors %}
    weighted.{{ factor }}_points,
    weighted.{{ factor }}_weight,
    weighted.{{ factor }}_contribution,
    {% endfor %}
    cast(
        {% for factor in factors %}
        {{ '+ ' if not loop.first }}weighted.{{ factor }}_contribution
        {% endfor %}
        as decimal(18, 6)
    ) as score,
    complexity_cells.segment as arr_complexity_segment,
    complexity_cells.reading as arr_complexity_reading,
    growth_cells.segment as arr_growth_segment,
    growth_cells.reading as arr_growth_reading,
    weighted.rule_version
from weighted
{% for factor in ['complexity', 'growth'] %}
inner join {{ ref('segment_quadrants') }} as {{ factor }}_cells
    on
        {{ factor }}_cells.factor = '{{ factor }}'
        and weighted.is_high_arr = {{ factor }}_cells.is_high_arr
        and weighted.is_high_{{ factor }} = {{ factor }}_cells.is_high_factor
        and {{ in_force(factor ~ '_cells', 'weighted.month_end') }}
{% endfor %}
