with flags as (
    select
        counts.scorer_kind,
        counts.scorer,
        counts.horizon_days,
        bands.band_set as threshold_kind,
        bands.band as threshold,
        bands.upper as threshold_score,
        bands.upper_included as threshold_included,
        counts.score,
        counts.cases,
        counts.churned,
        counts.churns,
        counts.churned_mrr,
        counts.first_scored_on,
        counts.last_scored_on,
        coalesce(counts.score < bands.upper or (counts.score = bands.upper and bands.upper_included), false) as is_flagged
    from {{ ref('trial_score_counts') }} as counts
    cross join {{ ref('trial_bands') }} as bands
    where bands.is_edge
),

summed as (
    select
        flags.scorer_kind,
        flags.scorer,
        flags.horizon_days,
        flags.threshold_kind,
        flags.threshold,
        flags.threshold_score,
        flags.threshold_included,
        min(flags.first_scored_on) as first_scored_on,
        max(flags.last_scored_on) as last_scored_on,
        cast(sum(flags.cases) as bigint) as cases,
        cast(sum(case when flags.score is null then flags.cases else 0 end) as bigint) as unscored,
        cast(sum(flags.churned) as bigint) as churned,
        cast(sum(case when flags.score is null then flags.churned else 0 end) as bigint) as unscored_churned,
        cast(sum(flags.churns) as bigint) as churns,
        cast(sum(case when flags.is_flagged then flags.cases else 0 end) as bigint) as flagged,
        cast(sum(case when flags.is_flagged then flags.churned else 0 end) as bigint) as hits,
        cast(sum(flags.churned_mrr) as decimal(18, 6)) as churned_mrr,
        cast(sum(case when flags.is_flagged then flags.churned_mrr else 0 end) as decimal(18, 6)) as flagged_churned_mrr
    from flags
    group by
        flags.scorer_kind,
        flags.scorer,
        flags.horizon_days,
        flags.threshold_kind,
        flags.threshold,
        flags.threshold_score,
        flags.threshold_included
)

select
    summed.scorer_kind,
    summed.scorer,
    summed.horizon_days,
    summed.threshold_kind,
    summed.threshold,
    cast(summed.threshold_score as decimal(18, 6)) as threshold_score,
    summed.threshold_included,
    summed.first_scored_on,
    summed.last_scored_on,
    summed.cases,
    summed.unscored,
    summed.churned,
    summed.unscored_churned,
    summed.churns,
    summed.flagged,
    summed.hits,
    summed.flagged - summed.hits as false_alarms,
    summed.churned - summed.hits as misses,
    {{ divide('summed.hits', 'summed.flagged') }} as precision,
    {{ divide('summed.hits', 'summed.churned') }} as recall,
    aucs.auc_numerator,
    aucs.auc_denominator,
    {{ divide('aucs.auc_numerator', 'aucs.auc_denominator') }} as auc,
    summed.churned_mrr,
    summed.flagged_churned_mrr,
    {{ divide('summed.flagged_churned_mrr', 'summed.churned_mrr') }} as flagged_churned_mrr_rate,
    rules.version as rules_version
from summed
inner join {{ ref('trial_aucs') }} as aucs
    on
        summed.scorer_kind = aucs.scorer_kind
        and summed.scorer = aucs.scorer
        and summed.horizon_days = aucs.horizon_days
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
