"""What the Executive page shows, for one publication, segment, window and month."""

import datetime as dt
from dataclasses import dataclass

from cs_dash import charts, executive_repo, fmt, repo
from cs_dash.models import changes, standing
from cs_dash.models.cards import Card, card, is_thin, meaning, months_before, shown_value, unknown, with_n
from cs_dash.models.changes import LARGEST, Facts
from cs_dash.models.standing import Standing
from cs_dash.publication import Publication

TABLES = frozenset({
    "account_month_health", "executive_scorecard", "expansion_opportunities", "health_metrics", "largest_movements",
    "metric_catalogue", "mrr_bridges", "renewal_forecast", "survey_responses",
})  # fmt: skip
METRICS = {
    "nrr": "NRR",
    "grr": "GRR",
    "logo_retention": "Logo retention",
    "nps": "NPS",
    "mrr": "MRR",
    "paying_accounts": "Paying accounts",
}
TREND_MONTHS = 24
WINDOWS = {12: "12 months", 3: "3 months", 1: "1 month"}
LEAST_NPS_WINDOW = 3


@dataclass(frozen=True)
class ExecutivePage:
    """`first`..`month` are the month ends that the bridge spans; rows are what its charts were drawn from.

    `at` holds the scorecard's rows of `month` by metric id. `since` is the month end that the sentences compare with;
    `standing` is read on its own day.
    """

    month: dt.date
    first: dt.date
    at: dict[str, dict]
    cards: list[Card]
    running: str | None
    trend: dict | None
    trend_rows: list[dict]
    bridge: dict
    bridge_rows: list[dict]
    standing: Standing
    since: dt.date
    changed: list[str]
    largest: list[dict]


@dataclass(frozen=True)
class Months:
    """Months to choose from, newest first; `headline` is the newest one that is final, or the newest at all."""

    all: list[dt.date]
    headline: dt.date | None
    provisional: frozenset[dt.date]

    def standing(self, chosen: dt.date) -> dt.date:
        """The month at which quarter and portfolio stand: the running one, unless an earlier month was asked for."""
        return self.all[0] if chosen == self.headline else chosen


def months(publication: Publication) -> Months:
    """The months that the scorecard holds."""
    rows = repo.months(publication)
    final = [row["month_end"] for row in rows if not row["is_provisional"]]
    everything = [row["month_end"] for row in rows]
    newest = (final or everything or [None])[0]
    return Months(everything, newest, frozenset(everything) - frozenset(final))


def running_month(rows: list[dict], currency: str) -> str | None:
    """One sentence on the month that has not ended, kept away from the headline."""
    provisional = [row for row in rows if row["is_provisional"]]
    if not provisional:
        return None
    month = max(row["month_end"] for row in provisional)
    figures = {
        row["metric_id"]: with_n(shown_value(row["unit"], row["value"], currency), row["logos"])
        for row in provisional
        if row["month_end"] == month
    }
    shown = [
        f"{name} {figures[key]}" for key, name in (("nrr", "NRR"), ("grr", "GRR"), ("mrr", "MRR")) if key in figures
    ]
    return f"{fmt.month(month)} is still running, so provisional and not in the headline: {', '.join(shown)} so far."


def trend_table(points: list[dict], targets: dict[str, float]) -> list[dict]:
    """The trend as a table, one row per month, newest first."""
    by_month: dict[dt.date, dict] = {}
    for point in points:
        row = by_month.setdefault(point["month"], {"month_end": point["month"], "nrr": None, "grr": None})
        row[point["metric"]] = point["value"]
        row |= {"logos": point["logos"], "is_provisional": point["is_provisional"]}
    for row in by_month.values():
        row |= {f"{metric}_target": targets.get(metric) for metric in ("nrr", "grr")}
    return [by_month[month] for month in sorted(by_month, reverse=True)]


def headline(
    past: dict[str, list[dict]],
    month: dt.date,
    window: int,
    currency: str,
    compared: str,
    catalogue: dict[str, dict],
    definitions: dict[str, dict],
) -> list[Card]:
    """The first row of cards. `past`: each figure's rows up to `month`, oldest first."""
    cards = []
    for metric, label in METRICS.items():
        history = past[metric]
        if not history or history[-1]["month_end"] != month:
            if metric == "nps":
                nobody = meaning(metric, {"definition_id": None}, catalogue, {})
                cards.append(unknown(metric, label, "nobody answered in the window", nobody))
            continue
        notes = ()
        if metric == "mrr" and past["arr"]:
            notes = (f"ARR {fmt.money(past['arr'][-1]['value'], currency)}",)
        if metric == "nps":
            over = history[-1]["window_months"]
            asked = f"{fmt.count(history[-1]['denominator'])} answers"
            notes = (f"{asked} in {over} months" if over != window else asked,)
        better = catalogue.get(metric, {}).get("better")
        means = meaning(metric, history[-1], catalogue, definitions)
        has_target = metric not in ("mrr", "paying_accounts")
        cards.append(card(label, history, currency, compared, better, means, notes, has_target))
    return cards


def changed(publication: Publication, segment: str, rows: list[dict], month: dt.date, at: Standing) -> Facts:
    """What the sentences on `month` and on the days since the month end before `at` are made of."""
    since = months_before(at.month, 1)
    before = executive_repo.reading_day(publication, since)
    listed = repo.largest_movements(publication, segment, 1, month, "all", LARGEST).to_pylist()
    return Facts(
        month=fmt.month(month),
        since=fmt.day(since),
        at={row["metric_id"]: row for row in rows if row["month_end"] == month},
        moves=executive_repo.month_moves(publication, segment, month),
        largest=[row for row in listed if row["movement"] != "tier_change"],
        fell=executive_repo.band_moves(publication, segment, at.month) if at.bands else None,
        risks=executive_repo.new_risks(publication, segment, before, at.day),
    )


def trend_points(past: dict[str, list[dict]], open_rows: list[dict]) -> list[dict]:
    """NRR and GRR of the months to draw, the running one last."""
    return [
        {
            "month": row["month_end"],
            "metric": metric,
            "value": row["value"],
            "logos": row["logos"],
            "is_thin": is_thin(row["logos"]),
            "is_provisional": row["is_provisional"],
        }
        for metric in ("nrr", "grr")
        for row in past[metric][-TREND_MONTHS:]
        + [open_row for open_row in open_rows if open_row["metric_id"] == metric]
        if row["value"] is not None
    ]


def build(
    publication: Publication, segment: str, window: int, month: dt.date, currency: str, compared: str, at: dt.date
) -> ExecutivePage:
    """Read and shape everything above the row tables; quarter and portfolio as they stand in month `at`."""
    rows = executive_repo.scorecard(publication, segment, window)
    catalogue = executive_repo.catalogue(publication)
    definitions = {row["definition_id"]: row for row in repo.definitions(publication)}
    chosen_is_final = all(not row["is_provisional"] for row in rows if row["month_end"] == month)
    later_final = any(row["month_end"] > month and not row["is_provisional"] for row in rows)
    past = {
        metric: [row for row in rows if row["metric_id"] == metric and row["month_end"] <= month]
        for metric in (*METRICS, "arr")
    }
    open_rows = (
        [row for row in rows if row["is_provisional"] and row["month_end"] > month]
        if chosen_is_final and not later_final
        else []
    )
    points = trend_points(past, open_rows)
    targets = {metric: past[metric][-1]["target_value"] for metric in ("nrr", "grr") if past[metric]}
    targets = {metric: value for metric, value in targets.items() if value is not None}
    first = repo.window_start(publication, window, month)
    steps = repo.bridge(publication, segment, first, month)
    day = executive_repo.reading_day(publication, at)
    stands = standing.build(rows, at, day, compared, catalogue, currency)
    facts = changed(publication, segment, rows, month, stands)
    return ExecutivePage(
        month=month,
        first=first,
        at=facts.at,
        cards=headline(past, month, window, currency, compared, catalogue, definitions),
        running=running_month(open_rows, currency),
        trend=charts.retention_trend(points, targets) if points else None,
        trend_rows=trend_table(points, targets),
        bridge=charts.mrr_bridge(steps, currency),
        bridge_rows=[{"step": row["step"], "amount": row["amount"], "accounts": row["accounts"]} for row in steps],
        standing=stands,
        since=months_before(at, 1),
        changed=changes.sentences(facts, currency),
        largest=facts.largest,
    )


def is_told(publication: Publication) -> bool:
    """Whether the publication holds what the page needs beyond the pages' common tables."""
    return repo.tables(publication).issuperset(TABLES)
