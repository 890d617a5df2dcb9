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
        pairs.account_id,
        pairs.profile,
        pairs.from_date,
        pairs.to_date,
        metrics.metric,
        coalesce(earlier.contribution, 0) as contribution_before,
        coalesce(later.contribution, 0) as contribution_after,
        -- What becomes known or unknown counts at its new score at once; all else still has its old one.
        case
            when later.metric_score is null then null
            when earlier.metric_score is null or earlier.is_null <> later.is_null then later.metric_score
            else earlier.metric_score
        end as held_score,
        {% for step, version, stage in steps %}
        coalesce({{ step }}_weights.weight, 0) as {{ step }}_nominal{{ ',' if not loop.last }}
        {% endfor %}
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
    {% for step, version, stage in steps %}
    left join {{ ref('health_weights') }} as {{ step }}_weights
        on
            pairs.profile = {{ step }}_weights.profile
            and pairs.version_{{ version }} = {{ step }}_weights.profile_version
            and pairs.stage_{{ stage }} = {{ step }}_weights.lifecycle_stage
            and pairs.segment_{{ stage }} = {{ step }}_weights.segment
            and metrics.metric = {{ step }}_weights.metric
    {% endfor %}
),

held as (
    select
        compared.*,
        {% for step, version, stage in steps %}
        case when compared.held_score is not null then compared.{{ step }}_nominal else 0 end as {{ step }}_known{{ ',' if not loop.last }}
        {% endfor %}
    from compared
),

summed as (
    select
        held.*,
        {% for step, version, stage in steps %}
        sum(held.{{ step }}_known) over pair as {{ step }}_total,
        sum(held.{{ step }}_known) over (pair order by held.metric rows unbounded preceding) as {{ step }}_reached{{ ',' if not loop.last }}
        {% endfor %}
    from held
    window pair as (partition by held.account_id, held.profile, held.from_date, held.to_date)
),

states as (
    select
        summed.*,
        {% for step, version, stage in steps %}
        cast(
            {{ weight_share('summed.' ~ step ~ '_known', 'summed.' ~ step ~ '_reached', 'summed.' ~ step ~ '_total') }}
            * coalesce(summed.held_score, 0) as decimal(18, 8)
        ) as {{ step }}_contribution{{ ',' if not loop.last }}
        {% endfor %}
    from summed
),

effects as (
    {% for effect, minuend, subtrahend in [
        ('coverage', 'coverage_contribution', 'contribution_before'),
        ('stage', 'stage_contribution', 'coverage_contribution'),
        ('weight', 'weight_contribution', 'stage_contribution'),
        ('value', 'contribution_after', 'weight_contribution'),
    ] %}
    select
        states.account_id,
        states.profile,
        states.from_date,
        states.to_date,
        states.metric,
        '{{ effect }}' as effect,
        states.{{ minuend }} - states.{{ subtrahend }} as amount
    from states
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
