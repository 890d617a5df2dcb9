-- The trial of the sample: cases by scorer, horizon and band are drawn, everything else is counted from them.
create temp table drawn_scorers as
select * from (values
    ('profile', 'composite_five', 1.00), ('profile', 'lifecycle_four', 0.72), ('model', 'churn_model', 1.20),
    ('component', 'composite_five.usage', 0.80), ('component', 'composite_five.engagement', 0.55),
    ('component', 'composite_five.relationship', 0.30), ('component', 'composite_five.support', 0.10),
    ('component', 'lifecycle_four.usage', 0.60), ('metric', 'login_frequency', 0.75), ('metric', 'nps', 0.35),
    ('metric', 'csm_sentiment', 0.15), ('metric', 'ticket_volume_trend', -0.12), ('metric', 'on_time_payment', 0.05)
) as scorers (scorer_kind, scorer, skill);

create temp table band_cases as
with shares as (
    select * from (values
        ('five_bands', 'healthy', 5, 0.34, 80), ('five_bands', 'stable', 4, 0.33, 60), ('five_bands', 'at_risk', 3, 0.24, 40),
        ('five_bands', 'critical', 2, 0.07, 20), ('five_bands', 'emergency', 1, 0.02, 0),
        ('red_yellow_green', 'green', 3, 0.45, 75), ('red_yellow_green', 'yellow', 2, 0.40, 50),
        ('red_yellow_green', 'red', 1, 0.15, 0)
    ) as bands (band_set, band, rank, share, lower)
),
horizons as (select * from (values (30, 0.5), (60, 0.8), (90, 1.0), (180, 1.6)) as days (horizon_days, reach))
select
    scorer_kind, scorer, skill, horizon_days, band_set, band, rank, lower,
    round(1440 * share)::bigint as cases,
    -- The worse the band, the more are lost, by as much as the scorer has skill.
    round(1440 * share * least(0.9, 0.035 * reach * exp(skill * (3.6 - rank))))::bigint as churned
from drawn_scorers
cross join shares
cross join horizons;

create table health_calibration as
select
    scorer_kind, scorer, horizon_days, band_set, band, rank, cases, churned,
    (churned / cases::double)::decimal(28, 6) as churn_rate, ceil(churned / 3)::bigint as churns,
    if(scorer_kind = 'model', churned + 0.5, null)::decimal(18, 6) as expected_churned,
    null::decimal(18, 6) as renewal_probability
from band_cases
union all
select scorer_kind, scorer, horizon_days, band_set, 'unscored', null, 24, 1, (1 / 24.0)::decimal(28, 6), 1, null, null
from (select distinct scorer_kind, scorer, horizon_days, band_set from band_cases);

create table health_validation as
with pairs as (
    -- Pairs of a lost and a staying case: right where the lost one lies in a worse band, half where in the same.
    select
        lost.scorer_kind, lost.scorer, lost.horizon_days,
        sum(lost.churned * (kept.cases - kept.churned) * (case when lost.rank < kept.rank then 1 when lost.rank = kept.rank
            then 0.5 else 0 end)) as auc_numerator,
        sum(lost.churned * (kept.cases - kept.churned)) as auc_denominator
    from band_cases as lost
    inner join band_cases as kept using (scorer_kind, scorer, horizon_days, band_set)
    where band_set = 'five_bands'
    group by all
),
edges as (
    select
        at_edge.scorer_kind, at_edge.scorer, at_edge.horizon_days, at_edge.band_set, at_edge.band, at_edge.rank,
        sum(worse.cases) filter (where worse.rank <= at_edge.rank) as flagged,
        sum(worse.churned) filter (where worse.rank <= at_edge.rank) as hits,
        sum(worse.cases) + 24 as cases, sum(worse.churned) + 1 as churned
    from band_cases as at_edge
    inner join band_cases as worse using (scorer_kind, scorer, horizon_days, band_set)
    group by all
    having at_edge.rank < max(worse.rank)
)
select
    scorer_kind, scorer, horizon_days, band_set as threshold_kind, band as threshold,
    (case when band_set = 'five_bands' then 20 * rank else 25 + 25 * rank end)::decimal(18, 6) as threshold_score,
    false as threshold_included, date '2024-04-30' as first_scored_on, date '2026-06-30' as last_scored_on,
    cases::bigint as cases, 24::bigint as unscored, churned::bigint as churned, 1::bigint as unscored_churned,
    ceil(churned / 3)::bigint as churns, flagged::bigint as flagged, hits::bigint as hits,
    (flagged - hits)::bigint as false_alarms, (churned - hits)::bigint as misses,
    (hits / flagged::double)::decimal(28, 6) as precision, (hits / churned::double)::decimal(28, 6) as recall,
    auc_numerator::decimal(28, 1) as auc_numerator, auc_denominator::decimal(28, 0) as auc_denominator,
    (auc_numerator / auc_denominator::double)::decimal(28, 6) as auc,
    (1900 * churned)::decimal(18, 6) as churned_mrr, (2100 * hits - 200 * hits)::decimal(18, 6) as flagged_churned_mrr,
    ((1900 * hits) / (1900 * churned)::double)::decimal(28, 6) as flagged_churned_mrr_rate, 1 as rules_version
from edges
inner join pairs using (scorer_kind, scorer, horizon_days);

create table health_lead_times as
select
    'profile' as scorer_kind, scorer, null::integer as horizon_days, threshold_kind, threshold, 19 as churns,
    warned, 3 as taken_down, 14 - warned as never_flagged, 2 as unscored,
    (6 * rank)::integer as lead_days_p10, (14 * rank)::integer as lead_days_p25, (27 * rank)::integer as lead_days_p50,
    (48 * rank)::integer as lead_days_p75, (80 * rank)::integer as lead_days_p90, 365 as lookback_days
from (values ('composite_five'), ('lifecycle_four')) as profiles (scorer)
cross join (values
    ('five_bands', 'stable', 4, 13), ('five_bands', 'at_risk', 3, 11), ('five_bands', 'critical', 2, 5),
    ('five_bands', 'emergency', 1, 1), ('red_yellow_green', 'yellow', 3, 12), ('red_yellow_green', 'red', 2, 7)
) as edges (threshold_kind, threshold, rank, warned);

create table health_misses as
with lost as (
    select account_id, min(month_end) as churned_on, -sum(amount)::decimal(18, 6) as mrr_lost, max(segment) as segment
    from mrr_movements
    where movement = 'churn' and not is_provisional
    group by account_id
)
select
    account_id, churned_on, profile, segment, mrr_lost, true as is_open, churned_on - 3 as last_scored_on,
    said.score::decimal(18, 8) as last_score, said.band as last_band, said.rag as last_rag,
    if(said.rag = 'green', null, 'nps') as main_driver,
    said.score::decimal(18, 8) as score_180_days, said.band as band_180_days, said.score::decimal(18, 8) as score_90_days,
    said.band as band_90_days, said.score::decimal(18, 8) as score_60_days, said.band as band_60_days,
    said.score::decimal(18, 8) as score_30_days, said.band as band_30_days, said.rag = 'green' as was_green
from (select *, row_number() over (order by account_id) % 3 as turn from lost)
inner join (values (0, 84, 'healthy', 'green'), (1, 52, 'at_risk', 'yellow'), (2, 31, 'critical', 'red'))
    as said (turn, score, band, rag) using (turn)
cross join (values ('composite_five'), ('lifecycle_four')) as profiles (profile);

create table health_champions as
select
    horizon_days, 'composite_five' as champion, one.scorer_kind as challenger_kind, one.scorer as challenger,
    one.cases, one.churned, one.churns, one.auc_denominator, champion.auc_numerator as champion_auc_numerator,
    one.auc_numerator as challenger_auc_numerator, champion.auc as champion_auc, one.auc as challenger_auc,
    288::decimal(18, 6) as flagged, champion.hits::decimal(18, 6) as champion_hits,
    one.hits::decimal(18, 6) as challenger_hits, champion.recall as champion_recall, one.recall as challenger_recall,
    'auc' as measure, (one.auc - champion.auc)::decimal(28, 6) as difference, 0.05::decimal(28, 6) as margin,
    one.churns >= 20 as has_enough_cases,
    case
        when one.churns < 20 then 'too_few_cases' when abs(one.auc - champion.auc) <= 0.05 then 'no_difference'
        when one.auc > champion.auc then 'challenger' else 'champion'
    end as verdict,
    1 as rules_version
from health_validation as one
inner join (select * from health_validation where scorer = 'composite_five') as champion
    using (horizon_days, threshold_kind, threshold)
where threshold = 'at_risk' and one.scorer_kind in ('profile', 'model') and one.scorer <> 'composite_five';
