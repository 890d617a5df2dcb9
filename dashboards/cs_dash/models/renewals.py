"""What the Renewals page shows: the quarter at a glance, twelve months ahead, and the forecast on record."""

import calendar
import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import fmt, record_charts, record_repo, renewals_charts, renewals_repo, repo, risk_repo
from cs_dash.publication import Publication
from cs_dash.renewals_repo import Scope
from cs_dash.theme_tokens import RISK_LABELS, SEGMENT_LABELS

TABLES = frozenset({
    "forecast_accuracy", "forecast_disagreements", "forecast_horizons", "forecast_intervals",
    "forecast_methods", "forecast_misses", "forecast_results", "forecast_targets", "renewal_forecast",
    "renewal_method_forecasts", "renewal_outlook", "renewal_risk_levels",
    "renewal_timeline", "renewals", "simulation_rules",
})  # fmt: skip
MONTHS_BEFORE, MONTHS_AHEAD = 2, 12


@dataclass(frozen=True)
class Choices:
    """`methods` by their codes, the one of record first; `newest` is None where nothing was ever forecast.

    `horizons` are days before the due month, `step_days` those before the due date at which a tier has a step; both
    from the farthest on.
    """

    methods: dict[str, str]
    owners: list[str]
    newest: dt.date | None
    horizons: tuple[int, ...]
    step_days: tuple[int, ...]


@dataclass(frozen=True)
class Tile:
    """A figure with its footnote and its meaning on hover."""

    label: str
    value: str
    footnote: str
    meaning: str


@dataclass(frozen=True)
class RenewalsPage:
    """`spans` are (first, last) days by name, the quarter first; `months` are rows of the chart."""

    tiles: list[Tile]
    spans: dict[str, tuple[dt.date, dt.date]]
    months: list[dict]
    months_spec: dict | None


@dataclass(frozen=True)
class Record:
    """What was forecast of one quarter and what came; `spec` is None where no day on record told anything."""

    spec: dict | None
    rows: list[dict]
    outcome: dict


@dataclass(frozen=True)
class Accuracy:
    """How methods did: `cells` by method and horizon, `months` of one of them."""

    cells: list[dict]
    cells_spec: dict | None
    months: pa.Table
    months_spec: dict | None
    goal: str


def is_told(publication: Publication) -> bool:
    """Whether the publication holds renewals and their forecasts."""
    return repo.tables(publication).issuperset(TABLES)


def choices(publication: Publication) -> Choices:
    """Methods and owners, and the newest day forecast."""
    return Choices(
        methods={row["method"]: fmt.plain(row["label"]) for row in renewals_repo.methods(publication)},
        owners=renewals_repo.owners(publication),
        newest=renewals_repo.newest_date(publication),
        horizons=renewals_repo.horizons(publication),
        step_days=renewals_repo.step_days(publication),
    )


def phases_begin(publication: Publication) -> str:
    """When work on a renewal begins in each tier."""
    rows = renewals_repo.first_steps(publication)
    return ", ".join(
        f"{SEGMENT_LABELS.get(row['segment'], row['segment']).lower()} {row['days']} days ahead" for row in rows
    )


def risk_lines(publication: Publication) -> str:
    """What makes each level of risk, in words of its rule."""
    lines = []
    for row in risk_repo.risk_levels(publication):
        rule = (
            "the end was asked for"
            if row["on_cancel_request"]
            else f"health {row['lower_score']} to {row['upper_score']} within {row['within_days']} days of the due date"
        )
        lines.append(f"{RISK_LABELS.get(row['level'], fmt.spelled(row['level']))}: {rule}")
    return "; ".join(lines)


def shifted(day: dt.date, months: int) -> dt.date:
    """The first of the month `months` later."""
    year, number = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, number + 1, 1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar quarter."""
    first = shifted(day, -((day.month - 1) % 3))
    return first, month_end(shifted(first, 2))


def spans(newest: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """What can be asked for: quarters, the year ahead, and each month of the chart."""
    this = quarter(newest)
    following = quarter(shifted(this[0], 3))
    named = {
        "This quarter": this,
        "Next quarter": following,
        "Next 12 months": (newest, month_end(shifted(newest, MONTHS_AHEAD - 1))),
    }
    months = [shifted(newest, step) for step in range(-MONTHS_BEFORE, MONTHS_AHEAD)]
    return named | {fmt.month(first): (first, month_end(first)) for first in months}


def share(value: object) -> str:
    """A share of what is due, or nothing."""
    return "" if value is None else f", {fmt.rate(value)} of due"


def left_early(publication: Publication, scope: Scope, first: dt.date, last: dt.date, currency: str) -> str:
    """How many left before their term ended, and with what; empty where nobody did."""
    found = renewals_repo.ended_early(publication, scope, first, last)
    if not found["renewals"]:
        return ""
    whose = "its" if found["renewals"] == 1 else "their"
    amount = fmt.money(found["ended_early_amount"], currency)
    return f"; {fmt.count(found['renewals'])} left before {whose} term ended ({amount})"


def tiles(publication: Publication, scope: Scope, first: dt.date, last: dt.date, currency: str) -> list[Tile]:
    """The quarter: due, renewed so far, forecast with its range, at risk."""
    found = renewals_repo.span_totals(publication, scope, first, last)
    ranged = renewals_repo.quarter_interval(publication, scope, last)

    def told(key: str) -> str:
        return fmt.money(found[key], currency)

    open_part = f"{told('open_amount')} of {fmt.count(found['open_renewals'])} still open"
    expected = f"{fmt.rate(found['forecast_rate'])} of what is due" if found["forecast_rate"] is not None else "nothing"
    if ranged:
        low = fmt.money(ranged["lower_amount"] + found["past_amount"], currency)
        high = fmt.money(ranged["upper_amount"] + found["past_amount"], currency)
        expected += f"; {low} to {high} in {fmt.rate(ranged['interval_share'])} of simulations"
    return [
        Tile(
            "Due this quarter", told("amount_due"), f"{fmt.count(found['renewals'])} renewals; {open_part}",
            "ARR of the terms that end in the calendar quarter, decided or not.",
        ),
        Tile(
            "Renewed so far", told("renewed_amount"),
            f"{fmt.count(found['renewed'])} renewed, {fmt.count(found['lost'])} lost ({told('lost_amount')})"
            + left_early(publication, scope, first, last, currency),
            "Of what was due, what is still paid after the term; growth counts elsewhere. Who left before the term "
            "ended was not due: such terms are neither in what was due nor in what was lost.",
        ),
        Tile(
            "Forecast", told("expected_amount"), expected,
            "Renewed so far, and of what is open the amount times its probability by the chosen method. The range is "
            "simulated from the same probabilities.",
        ),
        Tile(
            "At-risk renewals", told("at_risk_amount"), f"{fmt.count(found['at_risk_accounts'])} accounts",
            "Open renewals of the quarter with a level of risk; not the whole portfolio.",
        ),
    ]  # fmt: skip


def build(publication: Publication, scope: Scope, newest: dt.date, currency: str) -> RenewalsPage:
    """The tiles and the months around the newest forecast."""
    asked = spans(newest)
    first, last = asked["This quarter"]
    months = renewals_repo.by_month(
        publication, scope, shifted(newest, -MONTHS_BEFORE), month_end(shifted(newest, MONTHS_AHEAD - 1))
    )
    ranged = renewals_repo.intervals(publication, scope)
    return RenewalsPage(
        tiles=tiles(publication, scope, first, last, currency),
        spans=asked,
        months=months,
        months_spec=renewals_charts.by_month(months, ranged, newest, currency) if months else None,
    )


def record(
    publication: Publication, scope: Scope, labels: tuple[tuple[str, str], ...], quarter_end: dt.date, currency: str
) -> Record:
    """Every week's forecast of a quarter beside what came of it."""
    first = shifted(quarter_end, -2)
    rows = record_repo.snapshots(publication, scope, first, quarter_end)
    found = record_repo.outcome(publication, scope, first, quarter_end)
    return Record(
        spec=record_charts.snapshots(rows, dict(labels), found, quarter_end, currency) if rows else None,
        rows=rows[::-1],
        outcome=found,
    )


def cut_by(scope: Scope) -> tuple[str, str] | None:
    """The dimension and label that accuracy is told by; None for a segment and an owner at once, which is not kept."""
    if scope.segment != "all" and scope.owner != "all":
        return None
    if scope.owner != "all":
        return "owner", "unknown" if scope.owner == "unassigned" else scope.owner
    return ("segment", scope.segment) if scope.segment != "all" else ("all", "all")


def accuracy(publication: Publication, scope: Scope, horizon: int, currency: str) -> Accuracy | None:
    """Accuracy of all methods, and of the chosen one month by month."""
    cut = cut_by(scope)
    if cut is None:
        return None
    told = record_repo.results(publication, *cut)
    months = record_repo.months(publication, scope.method, horizon, *cut)
    goals = record_repo.goals(publication)
    return Accuracy(
        cells=told,
        cells_spec=record_charts.accuracy(told) if told else None,
        months=months,
        months_spec=record_charts.months(months.to_pylist(), currency) if months.num_rows else None,
        goal="; ".join(f"{fmt.spelled(row['measure'])} {fmt.rate(row['target'])} ({row['source']})" for row in goals),
    )
