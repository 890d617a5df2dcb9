-- What each band tells and what came of it. What was not scored stands as a band of its own.
with sets as (
    select distinct bands.band_set
    from {{ ref('trial_bands') }} as bands
),

placed as (
    select
        counts.scorer_kind,
        counts.scorer,
        counts.horizon_days,
        bands.band_set,
        bands.band,
        bands.rank,
        counts.score,
        counts.cases,
        counts.churned,
        counts.churns
    from {{ ref('trial_score_counts') }} as counts
    inner join {{ ref('trial_bands') }} as bands
        on
            (counts.score > bands.lower or (counts.score = bands.lower and bands.lower_included))
            and (counts.score < bands.upper or (counts.score = bands.upper and bands.upper_included))
    union all
    select
        counts.scorer_kind,
        counts.scorer,
        counts.horizon_days,
        sets.band_set,
        'unscored' as band,
        cast(null as integer) as rank,
        counts.score,
        counts.cases,
        counts.churned,
        counts.churns
    from {{ ref('trial_score_counts') }} as counts
    cross join sets
    where counts.score is null
),

summed as (
    select
        placed.scorer_kind,
        placed.scorer,
        placed.horizon_days,
        placed.band_set,
        placed.band,
        max(placed.rank) as rank,
        cast(sum(placed.cases) as bigint) as cases,
        cast(sum(placed.churned) as bigint) as churned,
        cast(sum(placed.churns) as bigint) as churns,
        -- The score of a model is 100 less its chance of a churn in percent.
        case
            when placed.scorer_kind = 'model'
                then cast(sum(cast(placed.cases as decimal(20, 0)) * (100 - placed.score) * 0.01) as decimal(18, 6))
        end as expected_churned
    from placed
    group by placed.scorer_kind, placed.scorer, placed.horizon_days, placed.band_set, placed.band
)

select
    summed.scorer_kind,
    summed.scorer,
    summed.horizon_days,
    summed.band_set,
    summed.band,
    summed.rank,
    summed.cases,
    summed.churned,
    {{ divide('summed.churned', 'summed.cases') }} as churn_rate,
    summed.churns,
    summed.expected_churned,
    told.probability as renewal_probability
from summed
left join {{ ref('renewal_probabilities') }} as told
    on
        summed.band_set = 'five_bands'
        and summed.band = told.band
        and {{ in_force('told', as_of_day()) }}
