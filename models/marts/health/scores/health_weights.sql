-- The weights of a profile change only where a row of it begins or ends; between two such days one set holds.
with boundaries as (
    select
        rows_of.profile,
        rows_of.effective_from as changes_on
    from {{ ref('health_profile_weights') }} as rows_of
    union
    select
        rows_of.profile,
        rows_of.effective_to as changes_on
    from {{ ref('health_profile_weights') }} as rows_of
    where rows_of.effective_to is not null
),

epochs as (
    select
        boundaries.profile,
        boundaries.changes_on as valid_from,
        lead(boundaries.changes_on) over (partition by boundaries.profile order by boundaries.changes_on) as valid_to
    from boundaries
),

stages as (
    select distinct stage_sets.canonical_stage as lifecycle_stage
    from {{ ref('lifecycle_stage_sets') }} as stage_sets
    where stage_sets.canonical_stage is not null
),

segments as (
    select tiers.segment
    from {{ ref('account_tiers') }} as tiers
    union
    select 'unknown' as segment
),

applying as (
    select
        epochs.profile,
        epochs.valid_from,
        epochs.valid_to,
        stages.lifecycle_stage,
        segments.segment,
        weights.component,
        weights.metric,
        weights.weight,
        max(weights.version) over (partition by epochs.profile, epochs.valid_from) as profile_version,
        row_number() over (
            partition by epochs.profile, epochs.valid_from, stages.lifecycle_stage, segments.segment, weights.metric
            order by weights.segment nulls last, weights.lifecycle_stage nulls last
        ) as specificity
    from epochs
    cross join stages
    cross join segments
    inner join {{ ref('health_profile_weights') }} as weights
        on
            epochs.profile = weights.profile
            and {{ in_force('weights', 'epochs.valid_from') }}
            and (weights.lifecycle_stage is null or stages.lifecycle_stage = weights.lifecycle_stage)
            and (weights.segment is null or segments.segment = weights.segment)
),

summed as (
    select
        applying.*,
        sum(applying.weight) over cell as total,
        sum(applying.weight) over (cell order by applying.metric rows unbounded preceding) as reached
    from applying
    where applying.specificity = 1 and applying.weight > 0
    window cell as (partition by applying.profile, applying.valid_from, applying.lifecycle_stage, applying.segment)
)

select
    summed.profile,
    cast(summed.profile_version as integer) as profile_version,
    summed.lifecycle_stage,
    summed.segment,
    summed.component,
    summed.metric,
    cast({{ share_of_total('summed.weight', 'summed.reached', 'summed.total') }} as decimal(9, 6)) as weight,
    summed.valid_from,
    summed.valid_to
from summed
