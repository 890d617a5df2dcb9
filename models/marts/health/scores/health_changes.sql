{{ config(materialized='view') }}
{% set steps = [('coverage', 'before', 'before'), ('stage', 'before', 'after'), ('weight', 'after', 'after')] %}
-- From one score to another by way of three states between them, each with weights that sum to 1, so that the effects sum
-- to the change: first what is known, then the stage and segment, then the version of the weights, last the values.
with pairs as (
    select
        later.account_id,
        later.profile,
        earlier.as_of_date as from_date,
        later.as_of_date as to_date,
        earlier.profile_version as version_before,
        earlier.lifecycle_stage as stage_before,
        earlier.segment as segment_before,
        later.profile_version as version_after,
        later.lifecycle_stage as stage_after,
        later.segment as segment_after
    from {{ ref('health_assessments') }} as later
    inner join {{ ref('health_assessments') }} as earlier
        on
            later.account_id = earlier.account_id
            and later.profile = earlier.profile
            and later.as_of_date > earlier.as_of_date
),

metrics as (
    select distinct
        weights.profile,
        weights.metric
    from {{ ref('health_weights') }} as weights
),

compared as (
    select
        pairs.*,
        metrics.metric,
        coalesce(earlier.contribution, 0) as contribution_before,
        coalesce(later.contribution, 0) as contribution_after,
        -- What becomes known or unknown counts at its new score at once; all else still has its old one.
        case
            when later.metric_score is null then null
            when earlier.metric_score is null or earlier.is_null <> later.is_null then later.metric_score
            else earlier.metric_score
        end as held_score
    from pairs
    inner join metrics
        on pairs.profile = metrics.profile
    left join {{ ref('health_contributions') }} as earlier
        on
            pairs.account_id = earlier.account_id
            and pairs.profile = earlier.profile
            and pairs.from_date = earlier.as_of_date
            and metrics.metric = earlier.metric
    left join {{ ref('health_contributions') }} as later
        on
            pairs.account_id = later.account_id
            and pairs.profile = later.profile
            and pairs.to_date = later.as_of_date
            and metrics.metric = later.metric
),

held as (
    {% for effect, version, stage in steps %}
    select
        compared.*,
        '{{ effect }}' as effect,
        {{ loop.index }} as place,
        case when compared.held_score is not null then coalesce(weights.weight, 0) else 0 end as weight_known,
        coalesce(weights.weight * compared.held_score, 0) as points
    from compared
    left join {{ ref('health_weights') }} as weights
        on
            compared.profile = weights.profile
            and compared.version_{{ version }} = weights.profile_version
            and compared.stage_{{ stage }} = weights.lifecycle_stage
            and compared.segment_{{ stage }} = weights.segment
            and compared.metric = weights.metric
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        held.*,
        sum(held.weight_known) over state as total,
        sum(held.points) over (state order by held.metric rows unbounded preceding) as reached
    from held
    window state as (partition by held.account_id, held.profile, held.from_date, held.to_date, held.place)
),

states as (
    select
        summed.account_id,
        summed.profile,
        summed.from_date,
        summed.to_date,
        summed.metric,
        summed.effect,
        summed.place,
        summed.contribution_before,
        {{ share_of_total('summed.points', 'summed.reached', 'summed.total', 8) }} as contribution
    from summed
    union all
    select
        compared.account_id,
        compared.profile,
        compared.from_date,
        compared.to_date,
        compared.metric,
        'value' as effect,
        {{ steps | length + 1 }} as place,
        compared.contribution_before,
        compared.contribution_after as contribution
    from compared
),

effects as (
    select
        states.*,
        states.contribution - coalesce(
            lag(states.contribution) over (
                partition by states.account_id, states.profile, states.from_date, states.to_date, states.metric
                order by states.place
            ),
            states.contribution_before
        ) as amount
    from states
)

select
    effects.account_id,
    effects.profile,
    effects.from_date,
    effects.to_date,
    effects.metric,
    effects.effect,
    cast(effects.amount as decimal(18, 8)) as amount
from effects
where effects.amount <> 0
