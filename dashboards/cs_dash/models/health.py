"""What the Health page shows: bands over time, what moved between two days, and what scores lack."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import fmt, health_charts, health_repo, moves_repo, repo
from cs_dash.health_repo import Scope
from cs_dash.publication import Publication

TABLES = frozenset({
    "account_health", "health_bands", "health_by_day", "health_changes", "health_contributions",
    "health_metric_coverage", "health_metric_scores", "health_metrics", "health_null_policies", "health_profiles",
    "health_scoring_days", "health_targets", "health_totals", "health_weights",
})  # fmt: skip
TREND_WEEKS = 78
COMPARED_WEEKS = 4
DROPS = 25


@dataclass(frozen=True)
class Choices:
    """What there is to choose from; `names` are profiles by their codes, `dates` newest first, `regions` and `owners`
    what places are called by what they are."""

    names: dict[str, str]
    champion: str | None
    dates: list[dt.date]
    regions: dict[str, str]
    owners: dict[str, str]


@dataclass(frozen=True)
class Tile:
    """A figure with its footnote. `change` counts since four weeks before, `arrow` (up, down, off) says which way, and
    `direction` is 1 where that is good, -1 where it is bad."""

    label: str
    value: str
    change: str | None
    arrow: str
    direction: int
    footnote: str
    meaning: str


@dataclass(frozen=True)
class HealthPage:
    """`tiles` are empty where no account is scored; `compared_to` is None where history is too short."""

    tiles: list[Tile]
    compared_to: dt.date | None
    by_accounts: dict | None
    by_arr: dict | None
    rows: list[dict]
    bands: list[str]
    has_versions: bool


@dataclass(frozen=True)
class Movements:
    """Two days side by side; `spec` is None where neither has an account."""

    before: dt.date
    spec: dict | None
    rows: list[dict]
    bands: list[str]
    drops: pa.Table


def is_told(publication: Publication) -> bool:
    """Whether the publication holds health."""
    return repo.tables(publication).issuperset(TABLES)


def choices(publication: Publication) -> Choices:
    """Profiles, days, regions and owners."""
    listed = health_repo.profiles(publication)
    places: dict[str, dict[str, str]] = {"region": {}, "owner": {}}
    for row in health_repo.places(publication):
        places[row["kind"]][row["value"]] = fmt.plain(row["value"]).replace("unassigned", "Unassigned")
    return Choices(
        names={row["profile"]: fmt.plain(row["name"]) for row in listed},
        champion=next((row["profile"] for row in listed if row["is_champion"]), None),
        dates=health_repo.dates(publication),
        regions=places["region"],
        owners=places["owner"],
    )


def tile(label: str, key: str, figures: dict, good: int, told: Callable, footnote: str, meaning: str) -> Tile:
    """A figure of `health_repo.summary` with its change; `good` is 1 where a rise is good, -1 where it is bad.

    `told` makes words of a value, and of a change when given plus=True.
    """
    now, before = figures["now"][key], figures.get("before", {}).get(key)
    step = None if now is None or before is None else now - before
    way = 0 if step is None else (step > 0) - (step < 0)
    return Tile(
        label=label,
        value=told(now, False),
        change=None if step is None else told(step, True),
        arrow={1: "up", -1: "down"}.get(way, "off"),
        direction=good * way,
        footnote=footnote,
        meaning=meaning,
    )


def counted(value: int, plus: bool) -> str:
    """A number of accounts, or a change of it."""
    return fmt.count(value, plus=plus)


def scored(value: float, plus: bool) -> str:
    """A score, or a change of it."""
    return fmt.gain(value) if plus else fmt.score(value)


def tiles(publication: Publication, scope: Scope, date: dt.date, before: dt.date | None, currency: str) -> list[Tile]:
    """Coverage, healthy, at risk and worse, and where the scores lie."""
    figures = health_repo.summary(publication, scope, date, before)
    now = figures.get("now")
    if now is None:
        return []
    goals = health_repo.coverage_targets(publication, date)
    share = f"{fmt.rate(now['health_coverage'])} of {fmt.count(now['accounts'])} paying accounts"
    if goals:
        share += f"; target {' and '.join(fmt.rate(row['target_value']) for row in goals)}"
    sources = "".join(f" {fmt.rate(row['target_value'])}: {fmt.plain(row['source'])}." for row in goals)
    quartiles = f"half lie between {fmt.score(now['lower_quartile'])} and {fmt.score(now['upper_quartile'])}"
    healthy, at_risk = (f"{fmt.money(now[key], currency)} ARR" for key in ("healthy_arr", "at_risk_arr"))
    return [
        tile(
            "Accounts scored", "scored", figures, 0, counted, share,
            f"Health coverage: accounts with a score over paying accounts.{sources}",
        ),
        tile("Healthy", "healthy", figures, 1, counted, healthy, "Accounts in the band Healthy."),
        tile(
            "At risk and worse", "at_risk", figures, -1, counted, at_risk,
            "Accounts in the bands At-risk, Critical and Emergency: the whole portfolio, not only renewals.",
        ),
        tile(
            "Median score", "median", figures, 1, scored, quartiles,
            "Half of the scored accounts lie below. No average stands here: it would hide the bands.",
        ),
    ]  # fmt: skip


def build(publication: Publication, scope: Scope, date: dt.date, currency: str) -> HealthPage:
    """Tiles and the distribution up to `date`."""
    before = health_repo.earlier_date(publication, scope.profile, date, COMPARED_WEEKS)
    rows = health_repo.distribution(publication, scope, date, TREND_WEEKS)
    versions = health_repo.versions(publication, scope.profile)
    shown = [row for row in rows if row["as_of_date"] == date]
    first = min((row["as_of_date"] for row in rows), default=date)
    return HealthPage(
        tiles=tiles(publication, scope, date, before, currency),
        compared_to=before,
        by_accounts=health_charts.distribution(rows, versions, "accounts", currency) if rows else None,
        by_arr=health_charts.distribution(rows, versions, "arr", currency) if rows else None,
        rows=rows[::-1],
        bands=[band for band in health_charts.BANDS if band in {row["band"] for row in shown}],
        has_versions=any(first < row["as_of_date"] <= date for row in versions),
    )


def movements(publication: Publication, scope: Scope, date: dt.date, weeks: int, currency: str) -> Movements | None:
    """From band to band over the window, or None where history is shorter."""
    before = health_repo.earlier_date(publication, scope.profile, date, weeks)
    if before is None:
        return None
    rows = moves_repo.transitions(publication, scope, before, date)
    present = {band for row in rows for band in (row["from_band"], row["to_band"])}
    return Movements(
        before=before,
        spec=health_charts.transitions(rows, currency) if rows else None,
        rows=rows,
        bands=[band for band in health_charts.BANDS if band in present],
        drops=moves_repo.drops(publication, scope, before, date, DROPS),
    )
