{% set dimensions = [
    ('all', "'all'", "'all'"),
    ('segment', 'reviews.segment', 'reviews.segment'),
    ('owner', 'reviews.owner_id', 'reviews.owner_name'),
] %}
with due as (
    {% for dimension, value, label in dimensions %}
    select
        reviews.period_end,
        reviews.review_kind,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,
        {{ label }} as label,
        case when reviews.is_held then 1 else 0 end as held
    from {{ ref('business_reviews') }} as reviews
    where reviews.is_due
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        due.period_end,
        due.review_kind,
        due.dimension,
        coalesce(due.dimension_value, 'unknown') as dimension_value,
        coalesce(due.label, 'unknown') as label,
        sum(due.held) as held,
        count(*) as reviews_due
    from due
    group by
        due.period_end, due.review_kind, due.dimension, coalesce(due.dimension_value, 'unknown'),
        coalesce(due.label, 'unknown')
),

rated as (
    select
        summed.*,
        cast({{ divide('summed.held', 'summed.reviews_due') }} as decimal(18, 6)) as rate
    from summed
)

select
    rated.period_end,
    rated.review_kind,
    rated.dimension,
    rated.dimension_value,
    rated.label,
    cast(rated.held as integer) as held,
    cast(rated.reviews_due as integer) as reviews_due,
    rated.rate,
    targets.target,
    rated.rate > targets.target as is_met,
    targets.version as target_version
from rated
left join {{ ref('relationship_targets') }} as targets
    on
        rated.review_kind = targets.measure
        and targets.segment = 'all'
        and {{ in_force('targets', 'rated.period_end') }}
