"""What the Retention page shows above its rows, for one definition, window, segment and month."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from cs_dash import benchmark_repo, fmt, movements_repo, repo, retention_charts, retention_repo
from cs_dash.models.cards import is_thin
from cs_dash.models.executive import Months
from cs_dash.publication import Publication
from cs_dash.retention_repo import Figure

TABLES = frozenset({"largest_movements", "mrr_bridges"})
TREND_MONTHS = 24
DIMENSIONS = {
    "segment": "Segment at opening",
    "segment_today": "Segment today",
    "segment_region": "Segment × region",
    "region": "Region",
    "owner": "Owner",
    "product": "Product",
    "parent_as_of": "Parent, tree of the time",
    "parent_today": "Parent, today's tree",
}
# Retention of these counts something else than an account as one customer, so account rows do not sum to it.
OTHER_UNITS = ("product", "parent_as_of", "parent_today")


@dataclass(frozen=True)
class Trend:
    """One chart of a definition by segment and the rows that it was drawn from, newest first.

    `source` says where its bands come from.
    """

    definition: dict
    spec: dict
    source: str | None
    rows: list[dict]
    has_thin: bool


@dataclass(frozen=True)
class RetentionPage:
    """`figure` is the row of mart `retention` for the segment, or None where nobody paid at the opening."""

    definition: dict
    figure: dict | None
    before: dict | None
    trends: list[Trend]
    moves: dict
    move_rows: list[dict]


def is_told(publication: Publication) -> bool:
    """Whether the publication holds what the page needs beyond the pages' common tables."""
    return repo.tables(publication).issuperset(TABLES)


def months(publication: Publication) -> Months:
    """Months that hold retention; the headline is the newest final one."""
    rows = retention_repo.months(publication)
    final = [row["month_end"] for row in rows if not row["is_provisional"]]
    everything = [row["month_end"] for row in rows]
    newest = (final or everything or [None])[0]
    return Months(everything, newest, frozenset(everything) - frozenset(final))


def pair(definitions: list[dict], chosen: dict) -> list[dict]:
    """A net and a gross definition, or the chosen one beside the headline of the net ones."""

    def headline(metric: str) -> list[dict]:
        return [row for row in definitions if row["metric_id"] == metric and row["is_headline"]]

    net = [chosen] if chosen["metric_id"] == "nrr" else headline("nrr")
    other = headline("grr") if chosen["metric_id"] == "nrr" else [chosen]
    return net + other


def benchmark_sets(publication: Publication) -> list[str]:
    """Sets of benchmarks to choose from; none where the publication has no benchmarks."""
    return benchmark_repo.benchmark_sets(publication) if "metric_benchmarks" in repo.tables(publication) else []


def trend(
    publication: Publication, definition: dict, segment: str, window: int, month: dt.date, benchmark: str | None
) -> Trend | None:
    """The chart of one definition up to `month`, and on to the running month where that comes next."""
    rows = [
        row | {"is_thin": is_thin(row["logos"])}
        for row in retention_repo.trend(publication, definition["definition_id"], window)
    ]
    later_final = any(row["month_end"] > month and not row["is_provisional"] for row in rows)
    shown = {row["month_end"] for row in rows if row["month_end"] <= month}
    kept = sorted(shown)[-TREND_MONTHS:]
    if not later_final:
        kept += sorted({row["month_end"] for row in rows if row["month_end"] > month})
    points = [row for row in rows if row["month_end"] in kept and row["rate"] is not None]
    if not points:
        return None
    goals = benchmark_repo.targets(publication, definition["metric_id"], window, month)
    place = (definition["metric_id"], segment, window, month)
    bands = benchmark_repo.benchmarks(publication, benchmark, *place) if benchmark else []
    return Trend(
        definition=definition,
        spec=retention_charts.rate_lines(points, goals, bands, definition["definition_id"]),
        source=bands[0]["source"] if bands else None,
        rows=[{name: row[name] for name in TREND_COLUMNS} for row in reversed(points)],
        has_thin=any(point["is_thin"] for point in points),
    )


TREND_COLUMNS = ("month_end", "segment", "rate", "numerator", "denominator", "logos", "is_provisional")


def build(
    publication: Publication,
    definition_id: str,
    segment: str,
    window: int,
    month: dt.date,
    currency: str,
    benchmark: str | None = None,
) -> RetentionPage:
    """The page of the filters; `benchmark` names a set of benchmarks."""
    definitions = retention_repo.definitions(publication)
    chosen = next(row for row in definitions if row["definition_id"] == definition_id)
    history = [row for row in retention_repo.trend(publication, definition_id, window) if row["segment"] == segment]
    now = [row for row in history if row["month_end"] == month]
    earlier = [row for row in history if row["month_end"] < month]
    moves = movements_repo.movements_by_month(publication, segment, month, TREND_MONTHS)
    trends = [
        trend(publication, definition, segment, window, month, benchmark) for definition in pair(definitions, chosen)
    ]
    return RetentionPage(
        definition=chosen,
        figure=now[0] if now else None,
        before=earlier[-1] if earlier else None,
        trends=[one for one in trends if one],
        moves=retention_charts.movement_bars(moves, currency),
        move_rows=moves[::-1],
    )


@dataclass(frozen=True)
class Parts:
    """A rate by the values of a dimension. `numerator` and `denominator` are the sums over them."""

    table: pa.Table
    numerator: Decimal
    denominator: Decimal


def parts(publication: Publication, figure: Figure, dimension: str) -> Parts:
    """The dimension's table with its sums."""
    table = retention_repo.by_dimension(publication, figure, dimension)
    rows = table.to_pylist()
    return Parts(table, sum(row["numerator"] for row in rows), sum(row["denominator"] for row in rows))


def has_account_rows(definition: dict, dimension: str) -> bool:
    """Whether the figure is a sum over accounts: not where months are multiplied, a whole is capped, or a unit is not
    an account."""
    return definition["kind"] == "sum" and dimension not in OTHER_UNITS


def amount(definition: dict, value: Decimal, currency: str) -> str:
    """A numerator or denominator in words: money to the cent, or a number of accounts."""
    counts = definition["denominator_item"].endswith("logos")
    return fmt.count(value) if counts else fmt.money_full(value, currency)


def told(table: pa.Table, definition: dict) -> pa.Table:
    """The table with its numerator and denominator as money, unless the definition counts accounts."""
    if definition["denominator_item"].endswith("logos"):
        return table
    money = {"numerator": "numerator_mrr", "denominator": "denominator_mrr", "change": "change_mrr"}
    return table.rename_columns([money.get(name, name) for name in table.column_names])
