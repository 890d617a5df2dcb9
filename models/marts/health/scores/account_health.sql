with ranked as (
    select
        contributions.account_id,
        contributions.as_of_date,
        contributions.profile,
        contributions.metric,
        contributions.weight_nominal,
        contributions.weight,
        contributions.contribution,
        contributions.is_null,
        row_number() over (
            partition by contributions.account_id, contributions.as_of_date, contributions.profile
            order by contributions.weight * 100 - contributions.contribution desc, contributions.metric
        ) as loss_rank
    from {{ ref('health_contributions') }} as contributions
),

scored as (
    select
        ranked.account_id,
        ranked.as_of_date,
        ranked.profile,
        case when sum(ranked.weight) > 0 then cast(sum(ranked.contribution) as decimal(18, 8)) end as score,
        cast(sum(case when ranked.is_null then 0 else ranked.weight_nominal end) as decimal(9, 6)) as coverage,
        max(
            case when ranked.loss_rank = 1 and ranked.weight * 100 > ranked.contribution then ranked.metric end
        ) as main_driver,
        cast(count(case when ranked.is_null then 1 end) as integer) as missing_metrics
    from ranked
    group by ranked.account_id, ranked.as_of_date, ranked.profile
),

banded as (
    select
        scored.account_id,
        scored.as_of_date,
        scored.profile,
        max(case when bands.band_set = 'five_bands' then bands.band end) as band,
        max(case when bands.band_set = 'red_yellow_green' then bands.band end) as rag,
        max(case when bands.band_set = 'risk_ladder' then bands.band end) as risk_level
    from scored
    inner join {{ ref('health_assessments') }} as assessments
        on
            scored.account_id = assessments.account_id
            and scored.as_of_date = assessments.as_of_date
            and scored.profile = assessments.profile
    inner join {{ ref('health_bands') }} as bands
        on
            (scored.score > bands.lower or (bands.lower_included and scored.score = bands.lower))
            and (scored.score < bands.upper or (bands.upper_included and scored.score = bands.upper))
            and {{ in_force('bands', 'assessments.rules_date') }}
    group by scored.account_id, scored.as_of_date, scored.profile
)

select
    assessments.account_id,
    assessments.as_of_date,
    assessments.profile,
    assessments.profile_version,
    assessments.lifecycle_stage,
    assessments.segment,
    assessments.mrr,
    scored.score,
    coalesce(scored.coverage, 0) as coverage,
    coalesce(scored.missing_metrics, 0) as missing_metrics,
    banded.band,
    banded.rag,
    banded.risk_level,
    assessments.compared_to,
    earlier.score as previous_score,
    scored.score - earlier.score as change_30d,
    scored.main_driver,
    assessments.is_weekly,
    assessments.is_current
from {{ ref('health_assessments') }} as assessments
left join scored
    on
        assessments.account_id = scored.account_id
        and assessments.as_of_date = scored.as_of_date
        and assessments.profile = scored.profile
left join banded
    on
        assessments.account_id = banded.account_id
        and assessments.as_of_date = banded.as_of_date
        and assessments.profile = banded.profile
left join scored as earlier
    on
        assessments.account_id = earlier.account_id
        and assessments.compared_to = earlier.as_of_date
        and assessments.profile = earlier.profile
