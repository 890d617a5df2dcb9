-- Scores are drawn per account and metric from a few numbers; contributions, scores, bands and changes follow from them.
create temp table health_days as
with today as (select as_of::date - 1 as as_of_day from publication),
days as (
    select unnest(generate_series(as_of_day - 210, as_of_day, interval 1 day))::date as as_of_date, as_of_day
    from today
)
select as_of_date, dayofweek(as_of_date) = 0 as is_weekly, as_of_date = as_of_day as is_current
from days
where dayofweek(as_of_date) = 0 or as_of_date >= as_of_day - 30;

create temp table health_payers as
with paying as (
    select
        list.number, list.account_id, health_days.*, sum(periods.mrr * rates.rate)::decimal(18, 6) as mrr,
        max(health_days.as_of_date - firsts.first_day) as tenure_days
    from account_list as list
    cross join health_days
    inner join subscription_periods as periods
        on
            list.account_id = periods.account_id and periods.valid_from <= health_days.as_of_date
            and (periods.valid_to is null or periods.valid_to > health_days.as_of_date)
    inner join rates
        on list.currency = rates.currency and last_day(health_days.as_of_date) = rates.month_end
    inner join (
        select account_id, min(valid_from) as first_day from subscription_periods group by account_id
    ) as firsts on list.account_id = firsts.account_id
    group by all
)
select
    *,
    case when mrr >= 5000 then 'high_touch' when mrr >= 1000 then 'low_touch' else 'tech_touch' end as segment,
    case
        when tenure_days < 90 then 'onboarding' when tenure_days < 180 then 'adoption'
        when number % 5 = 0 and as_of_date >= date '2026-09-20' then 'renewal' else 'value_realization'
    end as lifecycle_stage
from paying;

create temp table drawn_metrics as
select * from (values
    ('login_frequency', 'Logins per active user', 'days', 'higher', 0, 25),
    ('feature_breadth', 'Features in use', 'features', 'higher', 0, 12),
    ('sessions_per_user', 'Sessions per active user', 'sessions', 'higher', 0, 20),
    ('nps', 'NPS of the last answers', 'points', 'higher', -100, 100),
    ('csm_sentiment', 'Sentiment of the CSM', 'of 5', 'higher', 1, 5),
    ('ticket_volume_trend', 'Tickets against the quarter before', 'ratio', 'lower', 2, 0),
    ('on_time_payment', 'Invoices paid on time', 'ratio', 'higher', 0, 1)
) as metrics (metric, name, unit, better, worst, best);

create table health_metrics as
select
    metric, name, unit, better, name || ', as drawn' as meaning, 1 as version, date '2000-01-01' as effective_from,
    null::date as effective_to
from drawn_metrics;

create table health_null_policies as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('drop', null, 'the metric takes no part and the others carry its weight'),
    ('neutral', 50, 'nothing known counts as neither good nor bad')
) as policies (null_policy, score, meaning);

create table health_targets as
select *, 'health_coverage' as metric_id, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values ('platform', 0.95, 'the platform'), ('operations', 1.00, 'operations'))
    as targets (target_set, target_value, source);

create table health_profiles as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('composite_five', 'Composite of five', 'Fixed weights', 'criteria_else_days', true),
    ('lifecycle_four', 'Four dimensions by lifecycle stage', 'Weights follow the stage', 'days', false)
) as profiles (profile, name, meaning, lifecycle_strategy, is_champion);

create table health_metric_scores as
with levels as (
    select
        payers.account_id, payers.as_of_date, payers.segment, payers.number, metrics.metric, metrics.worst,
        metrics.best,
        -- A level of the account, a slant of the metric, a slow swing, and a fall for some from one summer day on.
        least(1, greatest(0,
            0.28 + 0.62 * (payers.number * 37 % 71) / 70.0 + 0.16 * (hash(payers.account_id || metrics.metric) % 100) / 100
            + 0.11 * sin((payers.as_of_date - date '2026-01-01') / 38.0 + payers.number)
            - case when payers.number % 9 = 3 and payers.as_of_date >= date '2026-09-27' then 0.35 else 0 end
        )) as level
    from health_payers as payers
    cross join drawn_metrics as metrics
),
told as (
    select
        *,
        case
            when metric = 'nps' and number % 4 = 1 then 'too_old'
            when metric = 'csm_sentiment' and segment = 'tech_touch' then 'never_known'
            when metric = 'feature_breadth' and number % 23 = 6 and as_of_date >= date '2026-10-04' then 'too_old'
            when number = 10 then 'no_history'
        end as null_reason
    from levels
)
select
    account_id, as_of_date, metric,
    if(null_reason is null, worst + (best - worst) * level, null)::decimal(18, 6) as numerator,
    1::decimal(18, 6) as denominator,
    if(null_reason is null, worst + (best - worst) * level, null)::decimal(18, 6) as value,
    null_reason is not null as is_null,
    null_reason,
    case when metric = 'csm_sentiment' and number <> 10 then 'neutral' else 'drop' end as null_policy,
    case
        when null_reason is null then 20 * ceil(level * 5)
        when metric = 'csm_sentiment' and number <> 10 then 50
    end::decimal(5, 2) as metric_score,
    1 as metric_version
from told;

create table health_weights as
with listed as (
    select * from (values
        ('composite_five', 1, null, 'usage', 'login_frequency', 0.25),
        ('composite_five', 1, null, 'usage', 'feature_breadth', 0.15),
        ('composite_five', 1, null, 'engagement', 'sessions_per_user', 0.20),
        ('composite_five', 1, null, 'relationship', 'nps', 0.15),
        ('composite_five', 1, null, 'relationship', 'csm_sentiment', 0.10),
        ('composite_five', 1, null, 'support', 'ticket_volume_trend', 0.15),
        ('composite_five', 2, null, 'usage', 'login_frequency', 0.20),
        ('composite_five', 2, null, 'usage', 'feature_breadth', 0.15),
        ('composite_five', 2, null, 'engagement', 'sessions_per_user', 0.20),
        ('composite_five', 2, null, 'relationship', 'nps', 0.20),
        ('composite_five', 2, null, 'relationship', 'csm_sentiment', 0.10),
        ('composite_five', 2, null, 'support', 'ticket_volume_trend', 0.15),
        ('lifecycle_four', 1, 'onboarding', 'usage', 'login_frequency', 0.40),
        ('lifecycle_four', 1, 'onboarding', 'engagement', 'sessions_per_user', 0.35),
        ('lifecycle_four', 1, 'onboarding', 'financial', 'on_time_payment', 0.10),
        ('lifecycle_four', 1, 'onboarding', 'relationship', 'nps', 0.15),
        ('lifecycle_four', 1, 'adoption', 'usage', 'login_frequency', 0.50),
        ('lifecycle_four', 1, 'adoption', 'engagement', 'sessions_per_user', 0.25),
        ('lifecycle_four', 1, 'adoption', 'financial', 'on_time_payment', 0.10),
        ('lifecycle_four', 1, 'adoption', 'relationship', 'nps', 0.15),
        ('lifecycle_four', 1, 'value_realization', 'usage', 'login_frequency', 0.35),
        ('lifecycle_four', 1, 'value_realization', 'engagement', 'sessions_per_user', 0.20),
        ('lifecycle_four', 1, 'value_realization', 'financial', 'on_time_payment', 0.20),
        ('lifecycle_four', 1, 'value_realization', 'relationship', 'nps', 0.25),
        ('lifecycle_four', 1, 'renewal', 'usage', 'login_frequency', 0.25),
        ('lifecycle_four', 1, 'renewal', 'engagement', 'sessions_per_user', 0.20),
        ('lifecycle_four', 1, 'renewal', 'financial', 'on_time_payment', 0.30),
        ('lifecycle_four', 1, 'renewal', 'relationship', 'nps', 0.25)
    ) as weights (profile, profile_version, stage, component, metric, weight)
)
select
    listed.profile, listed.profile_version, stages.lifecycle_stage, tiers.segment, listed.component, listed.metric,
    listed.weight::decimal(9, 6) as weight
from listed
cross join (values ('high_touch'), ('low_touch'), ('tech_touch')) as tiers (segment)
inner join (values ('onboarding'), ('adoption'), ('value_realization'), ('renewal')) as stages (lifecycle_stage)
    on listed.stage is null or listed.stage = stages.lifecycle_stage;

create table health_assessments as
select
    payers.account_id, payers.as_of_date, profiles.profile,
    if(profiles.profile = 'composite_five' and payers.as_of_date >= date '2026-07-05', 2, 1) as profile_version,
    payers.lifecycle_stage, payers.segment
from health_payers as payers
cross join (values ('composite_five'), ('lifecycle_four')) as profiles (profile);

-- Shares are differences of rounded running sums, so that all of a score's sum to exactly 1.
create view health_contributions as
with weighed as (
    select
        assessments.*, weights.component, weights.metric, scores.value, scores.metric_score,
        weights.weight as weight_nominal, scores.is_null, scores.null_reason, scores.null_policy,
        scores.metric_version, if(scores.metric_score is null, 0, weights.weight) as known
    from health_assessments as assessments
    inner join health_weights as weights using (profile, profile_version, lifecycle_stage, segment)
    inner join health_metric_scores as scores
        on
            assessments.account_id = scores.account_id and assessments.as_of_date = scores.as_of_date
            and weights.metric = scores.metric
),
summed as (
    select
        *, sum(known) over assessment as total,
        sum(known) over (assessment order by metric rows unbounded preceding) as reached
    from weighed
    window assessment as (partition by account_id, as_of_date, profile)
),
shared as (
    select
        *,
        coalesce(round(reached / nullif(total, 0), 6) - round((reached - known) / nullif(total, 0), 6), 0)
            ::decimal(9, 6) as weight
    from summed
)
select
    account_id, as_of_date, profile, profile_version, lifecycle_stage, segment, component, metric, value, metric_score,
    weight_nominal, weight, (weight * coalesce(metric_score, 0))::decimal(18, 8) as contribution, is_null,
    null_reason, null_policy, metric_version
from shared;

create table lifecycle_stages as
with spans as (
    select
        account_id, strategy, lifecycle_stage as stage, min(as_of_date) as first_day,
        lead(min(as_of_date)) over (partition by account_id, strategy order by min(as_of_date)) as next_day
    from health_payers
    cross join (values ('days'), ('criteria_else_days')) as strategies (strategy)
    group by account_id, strategy, lifecycle_stage
)
select
    account_id, strategy, 1 as life, first_day as valid_from, next_day as valid_to, stage, stage as canonical_stage,
    case when stage = 'renewal' then 'renewal' when strategy = 'days' then 'days' else 'criteria' end as reason,
    case when strategy <> 'days' and stage <> 'onboarding' then 'three_features, first_outcome' end as criteria_met,
    case when strategy <> 'days' and stage <> 'renewal' then 'sponsor_engaged' end as criteria_unmet
from spans;

create table health_bands as
select
    *, true as lower_included, rank = 5 as upper_included, 'five_bands' as band_set, 1 as version,
    date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('emergency', 'Emergency', 1, 0, 20, 'all hands'), ('critical', 'Critical', 2, 20, 40, 'executive escalation'),
    ('at_risk', 'At risk', 3, 40, 60, 'intervene'), ('stable', 'Stable', 4, 60, 80, 'monitor'),
    ('healthy', 'Healthy', 5, 80, 100, 'expand')
) as bands (band, label, rank, lower, upper, action);

create table account_health as
with totals as (
    select
        account_id, as_of_date, profile, profile_version, lifecycle_stage, segment,
        if(sum(weight) = 0, null, sum(contribution))::decimal(18, 8) as score,
        sum(if(is_null, 0, weight_nominal))::decimal(16, 6) as coverage,
        count(*) filter (where is_null)::integer as missing_metrics,
        arg_max(metric, if(weight = 0, -1, weight * (100 - metric_score))) as main_driver
    from health_contributions
    group by all
),
paired as (
    select totals.*, payers.mrr, payers.is_weekly, payers.is_current, earlier.as_of_date as compared_to,
        earlier.score as previous_score
    from totals
    inner join health_payers as payers using (account_id, as_of_date)
    left join totals as earlier
        on
            totals.account_id = earlier.account_id and totals.profile = earlier.profile
            -- The newest Sunday that is four weeks older.
            and totals.as_of_date - 28 - dayofweek(totals.as_of_date)::integer = earlier.as_of_date
)
select
    paired.account_id, as_of_date, profile, profile_version, lifecycle_stage, segment, mrr, score, coverage,
    missing_metrics, bands.band,
    case bands.band when 'healthy' then 'green' when 'stable' then 'yellow' else 'red' end as rag,
    case bands.band when 'healthy' then 'none' when 'stable' then 'low' when 'at_risk' then 'medium' else 'high' end
        as risk_level,
    compared_to, previous_score, (score - previous_score)::decimal(18, 8) as change_30d, main_driver, is_weekly,
    is_current
from paired
left join health_bands as bands
    on score >= bands.lower and (score < bands.upper or (bands.upper_included and score = bands.upper));

create table health_scoring_days as
select distinct as_of_date, profile, profile_version, is_weekly, is_current
from account_health;

create table health_by_day as
select
    scores.as_of_date, scores.profile, scores.account_id, scores.profile_version, scores.segment, accounts.region,
    accounts.owner_id, accounts.owner_name, scores.lifecycle_stage, scores.mrr, scores.score, scores.coverage,
    scores.missing_metrics, scores.band, scores.change_30d, scores.main_driver, scores.is_weekly, scores.is_current
from account_health as scores
left join accounts using (account_id)
where scores.is_weekly or scores.is_current
order by scores.as_of_date, scores.profile, scores.account_id;

create table health_metric_coverage as
select
    scored.as_of_date, scored.profile, scored.segment, ifnull(scored.region, 'unassigned') as region, parts.component,
    parts.metric, parts.is_null, parts.null_reason, parts.null_policy, count(*)::integer as accounts
from health_by_day as scored
inner join health_contributions as parts using (account_id, as_of_date, profile)
group by all;

create table health_totals as
select
    as_of_date, profile, segment, ifnull(region, 'unassigned') as region, ifnull(band, 'no_score') as band,
    count(*)::integer as accounts, sum(12 * mrr)::decimal(18, 6) as arr, is_weekly, is_current
from health_by_day
group by all;

create view health_changes as
with ends as (
    select
        before.account_id, before.profile, before.as_of_date as from_date, after.as_of_date as to_date, metric,
        coalesce(before.contribution, 0) as points_before, coalesce(after.contribution, 0) as points_after,
        if(before.weight > 0 and after.weight > 0,
            before.weight * (after.metric_score - before.metric_score), 0)::decimal(18, 8) as value_points,
        before.profile_version <> after.profile_version as is_retuned,
        before.lifecycle_stage <> after.lifecycle_stage as is_staged
    from health_contributions as before
    inner join health_contributions as after using (account_id, profile, metric)
)
select account_id, profile, from_date, to_date, metric, 'value' as effect, value_points as amount
from ends
where value_points <> 0
union all
select
    account_id, profile, from_date, to_date, metric,
    case when is_retuned then 'weight' when is_staged then 'stage' else 'coverage' end as effect,
    points_after - points_before - value_points as amount
from ends
where points_after - points_before <> value_points;
