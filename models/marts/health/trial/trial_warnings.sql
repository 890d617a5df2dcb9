-- A warning counts from the first day of the last run of weekly scores without a break that lie at or below the edge, and only if
-- it stands at the last score before the churn: a flag that was taken down again warned nobody of what came.
with scores as (
    select
        'profile' as scorer_kind,
        health.profile as scorer,
        cast(null as integer) as horizon_days,
        health.account_id,
        health.as_of_date,
        case when health.coverage >= rules.minimum_coverage then health.score end as score
    from {{ ref('account_health') }} as health
    inner join {{ ref('trial_rules') }} as rules
        on {{ in_force('rules', as_of_day()) }}
    where health.is_weekly
    union all
    select
        'model' as scorer_kind,
        'churn_model' as scorer,
        predictions.horizon_days,
        predictions.account_id,
        predictions.as_of_date,
        predictions.score
    from {{ ref('churn_predictions') }} as predictions
    inner join {{ ref('health_dates') }} as dates
        on
            predictions.as_of_date = dates.as_of_date
            and dates.is_weekly
    where predictions.trained_through <= predictions.as_of_date
),

flags as (
    select
        scores.*,
        churns.churned_on,
        churns.mrr_lost,
        bands.band_set,
        bands.band,
        coalesce(scores.score < bands.upper or (scores.score = bands.upper and bands.upper_included), false) as is_flagged
    from {{ ref('account_churns') }} as churns
    inner join {{ ref('account_paying_periods') }} as lives
        on
            churns.account_id = lives.account_id
            and churns.life = lives.life
    inner join {{ ref('trial_rules') }} as rules
        on {{ in_force('rules', as_of_day()) }}
    inner join scores
        on
            churns.account_id = scores.account_id
            and churns.churned_on > scores.as_of_date
            and lives.valid_from <= scores.as_of_date
            and churns.churned_on <= {{ dbt.dateadd('day', 'rules.lookback_days', 'scores.as_of_date') }}
    inner join {{ ref('trial_bands') }} as bands
        on bands.is_edge
),

runs as (
    select
        flags.*,
        coalesce(
            max(case when not flags.is_flagged then flags.as_of_date end) over (
                partition by
                    flags.account_id, flags.churned_on, flags.scorer_kind, flags.scorer, flags.horizon_days, flags.band_set, flags.band
            ),
            {{ earliest_day() }}
        ) as last_unflagged_on
    from flags
),

warned as (
    select
        runs.account_id,
        runs.churned_on,
        runs.scorer_kind,
        runs.scorer,
        runs.horizon_days,
        runs.band_set as threshold_kind,
        runs.band as threshold,
        max(runs.mrr_lost) as mrr_lost,
        min(case when runs.as_of_date > runs.last_unflagged_on then runs.as_of_date end) as flagged_since,
        bool_or(runs.is_flagged) as was_flagged,
        count(runs.score) > 0 as is_scored
    from runs
    group by runs.account_id, runs.churned_on, runs.scorer_kind, runs.scorer, runs.horizon_days, runs.band_set, runs.band
)

select
    warned.*,
    cast(
        {{ dbt.datediff('warned.flagged_since', 'warned.churned_on', 'day') }}
        as integer
    ) as lead_days
from warned
