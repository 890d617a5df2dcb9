"""What the health part of the Account page shows: one account's score, what it is made of and why it changed."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import health_repo, score_charts, score_repo
from cs_dash.publication import Publication
from cs_dash.score_repo import Assessment

SHOWN = (
    "component", "metric_name", "metric_value", "unit", "metric_score", "weight", "contribution", "points_possible",
    "points_lost", "null_reason", "null_meaning",
)  # fmt: skip
BY = {"metric": "Metrics", "component": "Components"}


@dataclass(frozen=True)
class Health:
    """One account under one profile on one day; `scores` are all of its days, `row` the chosen one.

    `parts` has the metric's code and its weight in percent besides what is SHOWN; `before` is the day to compare with.
    """

    assessment: Assessment
    row: dict
    scores: list[dict]
    before: dict | None
    parts: pa.Table
    line: dict
    bars: dict
    stage: dict | None
    has_versions: bool


@dataclass(frozen=True)
class Rescored:
    """A score under edited weights; `band` is None where there is no score."""

    score: object
    band: str | None
    rows: pa.Table


def days(publication: Publication, account_id: str, profile: str) -> list[dt.date]:
    """The account's scoring days, newest first; none if it was never scored."""
    return [row["as_of_date"] for row in score_repo.scores(publication, account_id, profile)][::-1]


def build(publication: Publication, account_id: str, profile: str, date: dt.date, weeks: int) -> Health:
    """The account's health on one of its `days`, compared with its newest Sunday at least `weeks` before."""
    assessment = Assessment(account_id, profile, date)
    scores = score_repo.scores(publication, account_id, profile)
    row = next(one for one in scores if one["as_of_date"] == date)
    then = health_repo.earlier_date(publication, profile, date, weeks)
    versions = health_repo.versions(publication, profile)
    parts = score_repo.parts(publication, assessment)
    first, last = scores[0]["as_of_date"], scores[-1]["as_of_date"]
    return Health(
        assessment=assessment,
        row=row,
        scores=scores,
        before=next((one for one in scores if one["as_of_date"] == then), None),
        parts=parts,
        line=score_charts.score_line(scores, score_repo.bands(publication, date), versions, date),
        bars=score_charts.part_bars(parts.to_pylist()),
        stage=score_repo.stage(publication, assessment),
        has_versions=any(first < one["as_of_date"] <= last for one in versions),
    )


def published_weights(parts: pa.Table, by: str) -> dict[str, float]:
    """The published weights in percent, by metric or by component."""
    weights: dict[str, float] = {}
    for row in parts.to_pylist():
        weights[row[by]] = weights.get(row[by], 0.0) + row["percent"]
    return weights


def rescored(
    publication: Publication, assessment: Assessment, by: str, weights: tuple[tuple[str, float], ...]
) -> Rescored:
    """The score that the account would have under other weights of the same metrics."""
    rows = score_repo.rescored(publication, assessment, by, weights)
    edited = {row["metric"]: row for row in rows}
    score = rows[0]["edited_score"] if rows else None
    table = score_repo.parts(publication, assessment)
    for column in ("edited_weight", "edited_points"):
        values = [edited[metric][column] for metric in table["metric"].to_pylist()]
        table = table.append_column(column, pa.array(values))
    shown = ("component", "metric_name", "metric_score", "weight", "edited_weight", "contribution", "edited_points")
    return Rescored(score, score_repo.band_of(publication, assessment.date, score), table.select(shown))
