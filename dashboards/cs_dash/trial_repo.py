"""The SQL texts of the trial: how well each score told who would be lost."""

import datetime as dt

import pyarrow as pa

from cs_dash.health_repo import METRIC_NAMES
from cs_dash.publication import Publication

# What scorers are called: a profile and a metric by name, a component without its profile.
SCORERS = (
    "with"
    + METRIC_NAMES
    + """,
    profile_names as (
        select profile, name, is_champion
        from health_profiles
        where effective_from <= $date and (effective_to is null or effective_to > $date)
    ),
    named as (
        select
            trial.*,
            coalesce(
                profile_names.name, metric_names.name,
                upper(left(part, 1)) || replace(substr(part, 2), '_', ' ')
            ) as scorer_name,
            coalesce(profile_names.is_champion, false) as is_champion
        from (
            -- A component is told without its profile.
            select *, regexp_replace(scorer, '^[^.]*[.]', '') as part from health_validation
        ) as trial
        left join profile_names on trial.scorer_kind = 'profile' and trial.scorer = profile_names.profile
        left join metric_names on trial.scorer_kind = 'metric' and trial.scorer = metric_names.metric
    )
"""
)


def horizons(publication: Publication) -> list[int]:
    """Days within which a churn counts; none where no trial date has run its course."""
    return [
        row["horizon_days"]
        for row in publication.rows("""
            select distinct horizon_days from health_validation where cases > 0 order by horizon_days
        """)
    ]


def band_sets(publication: Publication, profile: str) -> list[str]:
    """Sets of bands that the profile was tried by, the five bands first."""
    return [
        row["threshold_kind"]
        for row in publication.rows(
            """
            select distinct threshold_kind
            from health_validation
            where scorer_kind = 'profile' and scorer = $profile
            order by threshold_kind <> 'five_bands', threshold_kind
            """,
            {"profile": profile},
        )
    ]


def areas(publication: Publication, date: dt.date) -> list[dict]:
    """AUC of every profile and model by horizon, the champion first."""
    return publication.rows(
        SCORERS
        + """
        select
            scorer_kind, scorer, any_value(scorer_name) as scorer_name, horizon_days, any_value(auc) as auc,
            any_value(auc_numerator) as auc_numerator, any_value(auc_denominator) as auc_denominator,
            any_value(cases) as cases, any_value(churns) as churns
        from named
        where scorer_kind in ('profile', 'model')
        group by scorer_kind, scorer, horizon_days, is_champion
        order by is_champion desc, scorer_kind desc, scorer, horizon_days
        """,
        {"date": date},
    )


def ranking(publication: Publication, date: dt.date, profile: str, kind: str, horizon: int) -> pa.Table:
    """Components of the profile, or metrics (`kind`), each alone, the best first."""
    return publication.table(
        SCORERS
        + """
        select
            any_value(scorer_name) as scorer_name, any_value(auc) as auc, any_value(churned) as churned,
            any_value(cases) as cases, any_value(unscored) as unscored, scorer
        from named
        where
            scorer_kind = $kind and horizon_days = $horizon
            and ($kind <> 'component' or starts_with(scorer, $profile || '.'))
        group by scorer
        having auc is not null
        order by auc desc, scorer
        """,
        {"date": date, "kind": kind, "horizon": horizon, "profile": profile},
    )


def edges(publication: Publication, profile: str, horizon: int, band_set: str) -> pa.Table:
    """Precision and recall by the best band that is flagged, the strictest edge first."""
    return publication.table(
        """
        select
            threshold as edge, threshold_score, flagged, hits, false_alarms, misses, precision as flag_precision,
            recall, flagged_churned_mrr, churned_mrr, flagged_churned_mrr_rate, cases, churned, churns, unscored_churned
        from health_validation
        where
            scorer_kind = 'profile' and scorer = $profile and horizon_days = $horizon and threshold_kind = $band_set
        order by threshold_score, threshold_included
        """,
        {"profile": profile, "horizon": horizon, "band_set": band_set},
    )


def calibration(publication: Publication, profile: str, horizon: int, band_set: str) -> list[dict]:
    """What came of the accounts in each band, the best band first, the unscored last."""
    return publication.rows(
        """
        select calibration.band, bands.label, cases, churned, churn_rate, churns
        from health_calibration as calibration
        left join (select distinct band_set, band, label from health_bands) as bands
            on calibration.band_set = bands.band_set and calibration.band = bands.band
        where
            scorer_kind = 'profile' and scorer = $profile and horizon_days = $horizon
            and calibration.band_set = $band_set and cases > 0
        order by calibration.rank desc nulls last
        """,
        {"profile": profile, "horizon": horizon, "band_set": band_set},
    )


def lead_times(publication: Publication, profile: str, band_set: str) -> pa.Table:
    """How long a flag had stood before a churn, by edge, the strictest first."""
    return publication.table(
        """
        select
            leads.threshold as edge, churns, warned, taken_down, never_flagged, unscored, lead_days_p10, lead_days_p25,
            lead_days_p50, lead_days_p75, lead_days_p90, lookback_days
        from health_lead_times as leads
        left join (
            select distinct threshold_kind, threshold, threshold_score, threshold_included from health_validation
        ) as edges
            on leads.threshold_kind = edges.threshold_kind and leads.threshold = edges.threshold
        where leads.scorer_kind = 'profile' and leads.scorer = $profile and leads.threshold_kind = $band_set
        order by edges.threshold_score, edges.threshold_included
        """,
        {"profile": profile, "band_set": band_set},
    )


def champions(publication: Publication, date: dt.date, horizon: int) -> pa.Table:
    """The champion against each challenger on the cases that both scored."""
    return publication.table(
        "with"
        + METRIC_NAMES
        + """
        select
            coalesce(profiles.name, upper(left(challenger, 1)) || replace(substr(challenger, 2), '_', ' '))
                as challenger_name,
            verdict, measure as compared_by, champion_auc, challenger_auc, champion_recall, challenger_recall,
            difference as rate_difference, margin, cases, churns
        from health_champions as duels
        left join health_profiles as profiles
            on
                duels.challenger = profiles.profile
                and profiles.effective_from <= $date
                and (profiles.effective_to is null or profiles.effective_to > $date)
        where horizon_days = $horizon
        order by difference desc, challenger
        """,
        {"date": date, "horizon": horizon},
    )


MISSED = """
    with missed as (
        select misses.*, accounts.account_name, accounts.owner_name
        from health_misses as misses
        left join accounts on misses.account_id = accounts.account_id
        where misses.profile = $profile and (misses.was_green or not $only_green)
    )
"""


def misses(publication: Publication, profile: str, date: dt.date, only_green: bool, limit: int | None) -> pa.Table:
    """Customers lost with what the profile had said of them, the largest first; `only_green`: nobody was told of."""
    return publication.table(
        MISSED
        + ","
        + METRIC_NAMES
        + """
        select
            account_name, churned_on, mrr_lost, last_score, last_band, band_30_days, band_60_days, band_90_days,
            band_180_days, coalesce(metric_names.name, main_driver) as main_driver, segment, owner_name, account_id
        from missed
        left join metric_names on missed.main_driver = metric_names.metric
        order by mrr_lost desc, churned_on, account_id
        limit $limit
        """,
        {"profile": profile, "date": date, "only_green": only_green, "limit": limit},
    )


def misses_total(publication: Publication, profile: str, only_green: bool) -> dict:
    """`row_count` and `mrr_lost` of all of `misses`."""
    return publication.rows(
        MISSED + "select count(*) as row_count, coalesce(sum(mrr_lost), 0)::decimal(18, 6) as mrr_lost from missed",
        {"profile": profile, "only_green": only_green},
    )[0]


def model_calibration(publication: Publication, horizon: int) -> pa.Table:
    """Losses that the churn model expected and that came, by the band of its score, the best band first."""
    return publication.table(
        """
        select band, expected_churned, churned, cases, churn_rate
        from health_calibration
        where
            scorer_kind = 'model' and band_set = 'five_bands' and horizon_days = $horizon and cases > 0
            and band <> 'unscored'
        order by rank desc
        """,
        {"horizon": horizon},
    )


def fits(publication: Publication, horizon: int) -> pa.Table:
    """Refits of the churn model for a horizon, the newest first: what each learned from, or why it refused."""
    return publication.table(
        """
        select
            refit_on, status, message, trained_through, cases, accounts as accounts_seen, churned_accounts,
            calibration_slope
        from churn_model_fits
        where horizon_days = $horizon
        order by refit_on desc
        """,
        {"horizon": horizon},
    )
