-- Asked of an account are the metrics that its profile weighs in its stage and segment.
select
    scored.as_of_date,
    scored.profile,
    scored.segment,
    coalesce(scored.region, 'unassigned') as region,
    weights.component,
    weights.metric,
    scores.is_null,
    scores.null_reason,
    scores.null_policy,
    cast(count(*) as integer) as accounts
from {{ ref('health_by_day') }} as scored
inner join {{ ref('health_weights') }} as weights
    on
        scored.profile = weights.profile
        and scored.profile_version = weights.profile_version
        and scored.lifecycle_stage = weights.lifecycle_stage
        and scored.segment = weights.segment
inner join {{ ref('health_metric_scores') }} as scores
    on
        scored.account_id = scores.account_id
        and scored.as_of_date = scores.as_of_date
        and weights.metric = scores.metric
group by
    scored.as_of_date, scored.profile, scored.segment, coalesce(scored.region, 'unassigned'), weights.component,
    weights.metric, scores.is_null, scores.null_reason, scores.null_policy
