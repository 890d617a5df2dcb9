-- Everything that the trial tells of a scorer is a sum over these rows. A date on which a scorer scored nobody is not tried;
-- whom it did not score on a date on which it scored others, is.
with scored as (
    select
        scores.scorer_kind,
        scores.scorer,
        scores.horizon_days,
        scores.account_id,
        scores.as_of_date,
        scores.score
    from {{ ref('trial_scores') }} as scores
    where scores.score is not null
),

tried as (
    select distinct
        scored.scorer_kind,
        scored.scorer,
        scored.horizon_days,
        scored.as_of_date
    from scored
)

select
    tried.scorer_kind,
    tried.scorer,
    outcomes.horizon_days,
    scored.score,
    count(*) as cases,
    count(case when outcomes.is_churned then 1 end) as churned,
    count(case when outcomes.is_last_look then 1 end) as churns,
    cast(sum(case when outcomes.is_churned then outcomes.mrr_lost else 0 end) as decimal(18, 6)) as churned_mrr,
    min(outcomes.as_of_date) as first_scored_on,
    max(outcomes.as_of_date) as last_scored_on
from tried
inner join {{ ref('trial_outcomes') }} as outcomes
    on
        tried.as_of_date = outcomes.as_of_date
        and coalesce(tried.horizon_days, outcomes.horizon_days) = outcomes.horizon_days
left join scored
    on
        tried.scorer_kind = scored.scorer_kind
        and tried.scorer = scored.scorer
        and outcomes.account_id = scored.account_id
        and outcomes.as_of_date = scored.as_of_date
        and coalesce(scored.horizon_days, outcomes.horizon_days) = outcomes.horizon_days
group by tried.scorer_kind, tried.scorer, outcomes.horizon_days, scored.score
