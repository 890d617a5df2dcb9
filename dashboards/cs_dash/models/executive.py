"""What the Executive page shows, for one publication, segment, window and month."""

import datetime as dt
from dataclasses import dataclass

from cs_dash import charts, fmt, repo
from cs_dash.fmt import Number
from cs_dash.publication import Publication
from cs_dash.theme_tokens import FEW_LOGOS

METRICS = {
    "nrr": "NRR",
    "grr": "GRR",
    "logo_retention": "Logo retention",
    "mrr": "MRR",
    "arr": "ARR",
    "paying_accounts": "Paying accounts",
}
TREND_MONTHS = 24
SPARK_MONTHS = 13
WINDOWS = {12: "12 months", 3: "3 months", 1: "1 month"}


@dataclass(frozen=True)
class Card:
    """One headline figure in words; `direction` is -1, 0, 1 or None where there is nothing to compare with.

    `is_thin` says that it is a rate on fewer than FEW_LOGOS accounts, so nothing to rejoice or despair over.
    """

    metric_id: str
    label: str
    value: str
    change: str
    direction: int | None
    against: str | None
    footnote: list[str]
    spark: list[float]
    definition_id: str | None
    is_thin: bool


@dataclass(frozen=True)
class ExecutivePage:
    """`first`..`month` are the month ends that the bridge spans; rows are what its charts were drawn from."""

    month: dt.date
    first: dt.date
    cards: list[Card]
    running: str | None
    trend: dict | None
    trend_rows: list[dict]
    bridge: dict
    bridge_rows: list[dict]


@dataclass(frozen=True)
class Months:
    """Months to choose from, newest first; `headline` is the newest one that is final, or the newest at all."""

    all: list[dt.date]
    headline: dt.date | None
    provisional: frozenset[dt.date]


def months(publication: Publication) -> Months:
    """The months that the scorecard holds."""
    rows = repo.months(publication)
    final = [row["month_end"] for row in rows if not row["is_provisional"]]
    everything = [row["month_end"] for row in rows]
    newest = (final or everything or [None])[0]
    return Months(everything, newest, frozenset(everything) - frozenset(final))


def shown_value(unit: str, value: float | None, currency: str) -> str:
    """A figure the way its unit is written on a card."""
    if unit == "ratio":
        return fmt.rate(value)
    return fmt.money(value, currency) if unit == "money" else fmt.count(value)


def shown_change(row: dict) -> str:
    """Points for a rate, per cent for money, a plain difference for a count."""
    if row["unit"] == "ratio":
        return fmt.points(row["change_from_previous"])
    return (
        fmt.change(row["change_ratio_from_previous"])
        if row["unit"] == "money"
        else fmt.count(row["change_from_previous"], plus=True)
    )


def is_thin(logos: Number | None) -> bool:
    """Whether a rate on so many accounts says little; a balance (None) never is."""
    return logos is not None and logos < FEW_LOGOS


def with_n(text: str, logos: Number | None) -> str:
    """A rate in words with its number of accounts, if these are few."""
    return f"{text} (n = {fmt.count(logos)})" if is_thin(logos) else text


def card(metric_id: str, history: list[dict], currency: str) -> Card:
    """`history`: the metric's scorecard rows up to the chosen month, oldest first, at least one."""
    row = history[-1]
    change = shown_change(row)
    has_change = change != fmt.MISSING
    moved = has_change and any(digit in change for digit in "123456789")
    parts = [f"Target {fmt.rate(row['target_value'])}" if row["target_value"] is not None else "No target"]
    if row["year_ago_value"] is not None:
        year_ago = shown_value(row["unit"], row["year_ago_value"], currency)
        parts.append(f"{with_n(year_ago, row['year_ago_logos'])} a year ago")
    thin = is_thin(row["logos"])
    if thin:
        parts.insert(0, f"n = {fmt.count(row['logos'])} accounts")
    return Card(
        metric_id=metric_id,
        label=METRICS[metric_id],
        value=shown_value(row["unit"], row["value"], currency),
        change="Flat" if has_change and not moved else change,
        direction=None if not has_change else 0 if not moved else -1 if change.startswith(fmt.MINUS) else 1,
        against=f"vs {fmt.month_name(history[-2]['month_end'])}" if has_change and len(history) > 1 else None,
        footnote=parts,
        spark=[float(past["value"]) for past in history[-SPARK_MONTHS:] if past["value"] is not None],
        definition_id=row["definition_id"],
        is_thin=thin,
    )


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


def build(publication: Publication, segment: str, window: int, month: dt.date, currency: str) -> ExecutivePage:
    """Read and shape everything above the row tables."""
    rows = repo.scorecard(publication, segment, window)
    chosen_is_final = all(not row["is_provisional"] for row in rows if row["month_end"] == month)
    later_final = any(row["month_end"] > month and not row["is_provisional"] for row in rows)
    past = {
        metric: [row for row in rows if row["metric_id"] == metric and row["month_end"] <= month] for metric in METRICS
    }
    cards = [
        card(metric, history, currency)
        for metric, history in past.items()
        if history and history[-1]["month_end"] == month
    ]
    open_rows = (
        [row for row in rows if row["is_provisional"] and row["month_end"] > month]
        if chosen_is_final and not later_final
        else []
    )
    points = [
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
    targets = {metric: past[metric][-1]["target_value"] for metric in ("nrr", "grr") if past[metric]}
    targets = {metric: value for metric, value in targets.items() if value is not None}
    first = repo.window_start(publication, window, month)
    steps = repo.bridge(publication, segment, first, month)
    return ExecutivePage(
        month=month,
        first=first,
        cards=cards,
        running=running_month(open_rows, currency),
        trend=charts.retention_trend(points, targets) if points else None,
        trend_rows=trend_table(points, targets),
        bridge=charts.mrr_bridge(steps, currency),
        bridge_rows=[{"step": row["step"], "amount": row["amount"], "accounts": row["accounts"]} for row in steps],
    )
