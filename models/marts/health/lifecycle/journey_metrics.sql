with told as (
    {% for part in ['journey_metric_values', 'journey_later_values'] %}
    select
        parts.cohort_month,
        parts.metric,
        parts.target_version,
        parts.numerator,
        parts.denominator
    from {{ ref(part) }} as parts
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        told.cohort_month,
        told.metric,
        told.target_version,
        count(*) as accounts,
        cast(coalesce(sum(told.numerator), 0) as decimal(18, 6)) as numerator,
        cast(coalesce(sum(told.denominator), 0) as decimal(18, 6)) as denominator
    from told
    group by told.cohort_month, told.metric, told.target_version
),

rated as (
    select
        summed.*,
        targets.target,
        targets.baseline,
        targets.comparison,
        targets.mature_days,
        cast({{ divide('summed.numerator', 'summed.denominator') }} as decimal(18, 6)) as rate
    from summed
    inner join {{ ref('journey_targets') }} as targets
        on
            summed.metric = targets.metric
            and summed.target_version = targets.version
)

select
    rated.cohort_month,
    rated.metric,
    rated.accounts,
    rated.numerator,
    rated.denominator,
    rated.rate,
    rated.target,
    rated.baseline,
    case rated.comparison
        when 'above' then rated.rate > rated.target
        when 'at_least' then rated.rate >= rated.target
        when 'below' then rated.rate < rated.target
        else rated.rate <= rated.target
    end as is_met,
    cast({{ dbt.dateadd('day', 'rated.mature_days', 'rated.cohort_month') }} as date) > {{ as_of_day() }} as is_provisional,
    rated.target_version
from rated
