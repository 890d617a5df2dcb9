select
    scores.as_of_date,
    scores.profile,
    scores.segment,
    coalesce(scores.region, 'unassigned') as region,
    coalesce(scores.band, 'no_score') as band,
    cast(count(*) as integer) as accounts,
    cast(sum(12 * scores.mrr) as decimal(18, 6)) as arr,
    scores.is_weekly,
    scores.is_current
from {{ ref('health_by_day') }} as scores
group by
    scores.as_of_date, scores.profile, scores.segment, coalesce(scores.region, 'unassigned'), coalesce(scores.band, 'no_score'),
    scores.is_weekly, scores.is_current
