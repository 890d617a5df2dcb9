"""The SQL texts of one account's health: its scores, what each is made of, and what it would be under other weights."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.health_repo import METRIC_NAMES
from cs_dash.publication import Publication


@dataclass(frozen=True)
class Assessment:
    """One account under one profile on one scoring day."""

    account_id: str
    profile: str
    date: dt.date

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {"account_id": self.account_id, "profile": self.profile, "date": self.date, **more}


def champion(publication: Publication) -> str | None:
    """The profile whose scores count, by the rules in force; None without one."""
    rows = publication.rows("""
        select min(profile) as profile
        from health_profiles
        where
            is_champion
            and effective_from <= (select as_of::date from publication)
            and (effective_to is null or effective_to > (select as_of::date from publication))
    """)
    return rows[0]["profile"]


def scores(publication: Publication, account_id: str, profile: str) -> list[dict]:
    """The account's score on every Sunday and on the as-of day, in order of time."""
    return publication.rows(
        """
        select
            as_of_date, score, band, coverage, rag, risk_level, lifecycle_stage, segment, profile_version,
            previous_score, compared_to, change_30d as score_change
        from account_health
        where account_id = $account_id and profile = $profile and (is_weekly or is_current)
        order by as_of_date
        """,
        {"account_id": account_id, "profile": profile},
    )


def bands(publication: Publication, date: dt.date) -> list[dict]:
    """The five bands in force on a day, the lowest first."""
    return publication.rows(
        """
        select band, lower, upper, action
        from health_bands
        where
            band_set = 'five_bands'
            and effective_from <= $date and (effective_to is null or effective_to > $date)
        order by rank
        """,
        {"date": date},
    )


def band_of(publication: Publication, date: dt.date, score: object) -> str | None:
    """The band that a score falls in on a day, or None without a score."""
    rows = publication.rows(
        """
        select band
        from health_bands
        where
            band_set = 'five_bands'
            and effective_from <= $date and (effective_to is null or effective_to > $date)
            and ($score::decimal(18, 8) > lower or (lower_included and $score::decimal(18, 8) = lower))
            and ($score::decimal(18, 8) < upper or (upper_included and $score::decimal(18, 8) = upper))
        """,
        {"date": date, "score": score},
    )
    return rows[0]["band"] if rows else None


def parts(publication: Publication, assessment: Assessment) -> pa.Table:
    """What a score is made of: each metric with its value, its score, its weight and the points it earns and loses."""
    return publication.table(
        "with"
        + METRIC_NAMES
        + """
        select
            parts.component, coalesce(metric_names.name, parts.metric) as metric_name, parts.value as metric_value,
            metric_names.unit, parts.metric_score, parts.weight, parts.contribution,
            (100 * parts.weight)::decimal(18, 8) as points_possible,
            (100 * parts.weight - parts.contribution)::decimal(18, 8) as points_lost,
            case when parts.is_null then parts.null_reason end as null_reason,
            case when parts.is_null then policies.meaning end as null_meaning,
            parts.metric, (100 * parts.weight_nominal)::double as percent
        from health_contributions as parts
        left join metric_names on parts.metric = metric_names.metric
        left join health_null_policies as policies
            on
                parts.null_policy = policies.null_policy
                and policies.effective_from <= $date
                and (policies.effective_to is null or policies.effective_to > $date)
        where parts.account_id = $account_id and parts.profile = $profile and parts.as_of_date = $date
        order by points_lost desc, parts.metric
        """,
        assessment.bound(),
    )


def view_query(publication: Publication, name: str) -> str:
    """The query of a published view, as the database keeps it."""
    return publication.rows(
        """
        select rtrim(substr(sql, instr(sql, ' AS ') + 4), '; ') as query
        from duckdb_views()
        where view_name = $name and schema_name = 'main'
        """,
        {"name": name},
    )[0]["query"]


# Stands before the query of view health_contributions, which then reads these weights for the published ones: the
# arithmetic of a score stays in that view. A component's weight is shared among its metrics as it was.
EDITED_WEIGHTS = """
    with edited as (
        select unnest($names::varchar[]) as name, unnest($weights::double[]) as weight
    ),
    asked as (
        select
            published.*,
            case
                when $by = 'component'
                    then
                        edited.weight * published.weight::double
                        / nullif((sum(published.weight) over (partition by cell, published.component))::double, 0)
                else edited.weight
            end as asked_weight
        from (
            select *, hash(profile, profile_version, lifecycle_stage, segment) as cell from health_weights
        ) as published
        left join edited
            on edited.name = case when $by = 'component' then published.component else published.metric end
        where published.profile = $profile
    ),
    health_weights as (
        select
            * replace (
                coalesce(asked_weight / nullif(sum(asked_weight) over (partition by cell), 0), 0)::decimal(9, 6)
                    as weight
            )
        from asked
    )
    select
        metric, weight as edited_weight, contribution as edited_points,
        case when sum(weight) over () > 0 then (sum(contribution) over ())::decimal(18, 8) end as edited_score
    from (
"""
OF_ONE = """
    ) as parts
    where account_id = $account_id and profile = $profile and as_of_date = $date
    order by metric
"""


def rescored(publication: Publication, assessment: Assessment, by: str, weights: tuple[tuple[str, float], ...]) -> list:
    """The score under edited weights: a row per metric, each with the whole `edited_score` (None without any weight).

    `by` is metric or component, `weights` has (name, weight) of each; only their proportions count.
    """
    query = EDITED_WEIGHTS + view_query(publication, "health_contributions") + OF_ONE
    names, values = [name for name, _ in weights], [value for _, value in weights]
    return publication.rows(query, assessment.bound(by=by, names=names, weights=values))


def stage(publication: Publication, assessment: Assessment) -> dict | None:
    """The lifecycle stage that decides the weights on the day, with what brought the account there."""
    rows = publication.rows(
        """
        select
            stages.stage, stages.canonical_stage, stages.reason, stages.valid_from, stages.criteria_met,
            stages.criteria_unmet
        from lifecycle_stages as stages
        inner join health_profiles as profiles on stages.strategy = profiles.lifecycle_strategy
        where
            stages.account_id = $account_id and profiles.profile = $profile
            and profiles.effective_from <= $date and (profiles.effective_to is null or profiles.effective_to > $date)
            and stages.valid_from <= $date and (stages.valid_to is null or stages.valid_to > $date)
        """,
        assessment.bound(),
    )
    return rows[0] if rows else None
