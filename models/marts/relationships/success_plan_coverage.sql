{% set measures = [
    ('plan_coverage', 'case when months.has_success_plan then 1 else 0 end', '1'),
    ('outcomes_achieved', 'months.objectives_achieved', 'months.objectives_due'),
    ('value_reports', 'case when months.has_value_report then 1 else 0 end', '1'),
    ('validated_value', 'case when months.has_validated_value then 1 else 0 end', '1'),
] %}
with measured as (
    {% for measure, numerator, denominator in measures %}
    {% for segment in ['months.segment', "'all'"] %}
    select
        months.month_end,
        {{ segment }} as segment,
        '{{ measure }}' as measure,
        {{ numerator }} as numerator,
        {{ denominator }} as denominator
    from {{ ref('success_plan_months') }} as months
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        measured.month_end,
        measured.segment,
        measured.measure,
        sum(measured.numerator) as numerator,
        sum(measured.denominator) as denominator
    from measured
    group by measured.month_end, measured.segment, measured.measure
),

rated as (
    select
        summed.*,
        cast({{ divide('summed.numerator', 'summed.denominator') }} as decimal(18, 6)) as rate
    from summed
)

select
    rated.month_end,
    rated.segment,
    rated.measure,
    cast(rated.numerator as integer) as numerator,
    cast(rated.denominator as integer) as denominator,
    rated.rate,
    targets.target,
    rated.rate > targets.target as is_met,
    targets.version as target_version
from rated
left join {{ ref('relationship_targets') }} as targets
    on
        rated.measure = targets.measure
        and targets.segment in (rated.segment, 'all')
        and {{ in_force('targets', 'rated.month_end') }}
