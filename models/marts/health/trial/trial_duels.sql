with ranked as (
    select
        counts.*,
        counts.cases - counts.churned as stayed,
        sum(counts.cases) over scores - counts.cases as cases_below,
        sum(counts.cases) over sides as cases_of_side,
        sum(counts.cases - counts.churned) over sides - sum(counts.cases - counts.churned) over scores as stayed_above
    from {{ ref('trial_duel_counts') }} as counts
    window
        sides as (partition by counts.horizon_days, counts.champion, counts.challenger_kind, counts.challenger, counts.side),
        scores as (
            partition by counts.horizon_days, counts.champion, counts.challenger_kind, counts.challenger, counts.side
            order by counts.score
            rows unbounded preceding
        )
)

select
    ranked.horizon_days,
    ranked.champion,
    ranked.challenger_kind,
    ranked.challenger,
    ranked.side,
    cast(sum(ranked.cases) as bigint) as cases,
    cast(sum(ranked.churned) as bigint) as churned,
    cast(sum(ranked.churns) as bigint) as churns,
    {{ auc_numerator('ranked') }} as auc_numerator,
    {{ auc_denominator('ranked') }} as auc_denominator,
    cast(max(rules.flagged_share * ranked.cases_of_side) as decimal(18, 6)) as flagged,
    -- Of equal scores at the edge of the share, so many churned as chance would flag.
    cast(
        sum(
            ranked.churned * least(
                greatest(cast(rules.flagged_share * ranked.cases_of_side - ranked.cases_below as double) / ranked.cases, 0), 1
            )
        ) as decimal(18, 6)
    ) as hits
from ranked
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
group by ranked.horizon_days, ranked.champion, ranked.challenger_kind, ranked.challenger, ranked.side
