-- By ranks: a churned account wins against every account that stayed with a higher score, and by half against an equal one.
with ranked as (
    select
        counts.scorer_kind,
        counts.scorer,
        counts.horizon_days,
        counts.cases,
        counts.churned,
        counts.cases - counts.churned as stayed,
        coalesce(
            sum(counts.cases - counts.churned) over (
                partition by counts.scorer_kind, counts.scorer, counts.horizon_days
                order by counts.score desc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as stayed_above
    from {{ ref('trial_score_counts') }} as counts
    where counts.score is not null
)

select
    ranked.scorer_kind,
    ranked.scorer,
    ranked.horizon_days,
    {{ auc_numerator('ranked') }} as auc_numerator,
    {{ auc_denominator('ranked') }} as auc_denominator
from ranked
group by ranked.scorer_kind, ranked.scorer, ranked.horizon_days
