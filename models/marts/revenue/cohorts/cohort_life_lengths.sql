with dimensions as (
    {% for dimension in ['all', 'segment', 'plan', 'channel', 'start_year'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ dimension }}' as dimension,
        {{ "'all'" if dimension == 'all' else 'lives.' ~ dimension }} as dimension_value,
        lives.months,
        lives.days,
        lives.is_lost
    from {{ ref('cohort_lives') }} as lives
    {% endfor %}
)

select
    dimensions.dimension,
    dimensions.dimension_value,
    dimensions.months,
    dimensions.days,
    dimensions.is_lost,
    cast(count(*) as integer) as lives,
    max(rules.confidence_level) as confidence_level
from dimensions
inner join {{ ref('cohort_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
group by dimensions.dimension, dimensions.dimension_value, dimensions.months, dimensions.days, dimensions.is_lost
