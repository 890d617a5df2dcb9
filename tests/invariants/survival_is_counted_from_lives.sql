-- Survival anew from the lives: at each length, the share of those that reached it and were not lost then, multiplied up.
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
        lives.last_age_months,
        lives.is_lost
    from {{ ref('cohort_lives') }} as lives
    {% endfor %}
),

lengths as (
    select
        dimensions.dimension,
        dimensions.dimension_value,
        dimensions.last_age_months,
        count(case when dimensions.is_lost then 1 end) as lost,
        count(*) as lives,
        sum(count(*)) over (
            partition by dimensions.dimension, dimensions.dimension_value
            order by dimensions.months desc, dimensions.days desc
            rows unbounded preceding
        ) as reached
    from dimensions
    group by
        dimensions.dimension, dimensions.dimension_value, dimensions.last_age_months, dimensions.months, dimensions.days
),

expected as (
    select
        curves.dimension,
        curves.dimension_value,
        curves.age_months,
        sum(case when curves.age_months <= lengths.last_age_months then lengths.lives else 0 end) as at_risk,
        sum(case when curves.age_months = lengths.last_age_months then lengths.lost else 0 end) as lost,
        min(case when curves.age_months >= lengths.last_age_months and lengths.lost = lengths.reached then 0 else 1 end)
        * exp(sum(
            case
                when curves.age_months >= lengths.last_age_months and lengths.lost < lengths.reached
                    then ln(1 - cast(lengths.lost as double) / lengths.reached)
                else 0
            end
        )) as survival
    from {{ ref('cohort_survival') }} as curves
    inner join lengths
        on
            curves.dimension = lengths.dimension
            and curves.dimension_value = lengths.dimension_value
    group by curves.dimension, curves.dimension_value, curves.age_months
)

select
    expected.dimension,
    expected.dimension_value,
    expected.age_months
from expected
inner join {{ ref('cohort_survival') }} as curves
    on
        expected.dimension = curves.dimension
        and expected.dimension_value = curves.dimension_value
        and expected.age_months = curves.age_months
where
    expected.at_risk <> curves.at_risk
    or expected.lost <> curves.lost
    or abs(expected.survival - curves.survival) > 0.000001
    or curves.survival not between coalesce(curves.survival_lower, 0) and coalesce(curves.survival_upper, 1)
