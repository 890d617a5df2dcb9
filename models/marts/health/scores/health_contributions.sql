{{ config(materialized='view') }}
-- A metric without a score takes no part, and the others carry its weight. Where nothing at all is known there is no score:
-- what policies say of missing values would be all of it.
with weighed as (
    select
        assessments.account_id,
        assessments.as_of_date,
        assessments.profile,
        assessments.profile_version,
        assessments.lifecycle_stage,
        assessments.segment,
        assessments.scale,
        weights.component,
        weights.metric,
        scores.numerator,
        scores.denominator,
        scores.value,
        scores.metric_score,
        scores.is_null,
        scores.null_reason,
        scores.null_policy,
        scores.metric_version,
        scores.band_version,
        weights.weight as weight_nominal,
        case when scores.metric_score is not null then weights.weight else 0 end as weight_known,
        weights.weight * coalesce(scores.metric_score, 0) as points
    from {{ ref('health_assessments') }} as assessments
    inner join {{ ref('health_weights') }} as weights
        on
            assessments.profile = weights.profile
            and assessments.profile_version = weights.profile_version
            and assessments.lifecycle_stage = weights.lifecycle_stage
            and assessments.segment = weights.segment
    inner join {{ ref('health_metric_scores') }} as scores
        on
            assessments.account_id = scores.account_id
            and assessments.as_of_date = scores.as_of_date
            and weights.metric = scores.metric
),

summed as (
    select
        weighed.*,
        case when bool_or(not weighed.is_null) over assessment then sum(weighed.weight_known) over assessment else 0 end as total,
        sum(weighed.weight_known) over (assessment order by weighed.metric rows unbounded preceding) as reached,
        sum(weighed.points) over (assessment order by weighed.metric rows unbounded preceding) as points_reached
    from weighed
    window assessment as (partition by weighed.account_id, weighed.as_of_date, weighed.profile)
),

shared as (
    select
        summed.*,
        {{ share_of_total('summed.weight_known', 'summed.reached', 'summed.total') }} as weight,
        {{ share_of_total('summed.points', 'summed.points_reached', 'summed.total', 8) }} as contribution
    from summed
)

select
    shared.account_id,
    shared.as_of_date,
    shared.profile,
    shared.profile_version,
    shared.lifecycle_stage,
    shared.segment,
    shared.component,
    shared.metric,
    shared.numerator,
    shared.denominator,
    shared.value,
    shared.metric_score,
    cast(shared.metric_score * shared.scale / 100 as decimal(5, 2)) as scaled_score,
    shared.weight_nominal,
    cast(shared.weight as decimal(9, 6)) as weight,
    shared.contribution,
    shared.is_null,
    shared.null_reason,
    shared.null_policy,
    shared.metric_version,
    shared.band_version
from shared
