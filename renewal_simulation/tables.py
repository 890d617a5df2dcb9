"""The sums of the build's forecasts drawn, as one Arrow table for dbt."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pyarrow as pa

from renewal_simulation.drawing import Rules, chances, renewed, summaries, summed

AMOUNT = pa.decimal128(18, 6)
SCHEMA = pa.schema(
    [
        ("horizon_days", pa.int32()),
        ("method", pa.string()),
        ("basis", pa.string()),
        ("period_end", pa.date32()),
        ("dimension", pa.string()),
        ("dimension_value", pa.string()),
        ("forecast_date", pa.date32()),
        ("draws", pa.int32()),
        ("renewals", pa.int32()),
        ("expected_amount", AMOUNT),
        ("lower_amount", AMOUNT),
        ("median_amount", AMOUNT),
        ("upper_amount", AMOUNT),
        ("expected_absolute_error", AMOUNT),
    ]
)
BASES = {"due_month": "due_month_end", "due_quarter": "due_quarter_end"}
DIMENSIONS = {"all": "everything", "segment": "segment", "owner": "owner"}
COLUMNS = """
    horizon_days, method, renewal_id, forecast_date, due_month_end, due_quarter_end, 'all' as everything, segment,
    coalesce(owner_id, 'unknown') as owner, cast(probability as double) as probability,
    cast(amount_if_renewed * 1000000 as bigint) as amount, cast(expected_amount * 1000000 as bigint) as expected
"""


def simulated(forecasts: duckdb.DuckDBPyRelation) -> pa.Table:
    """A row per horizon, method, month or quarter due, and dimension: all, a segment or an owner.

    `forecasts` is forecast_chances, a row per renewal, horizon and method, with the rule's columns on each. Amounts are
    whole millionths, so that no sum depends on the order of rows. A quarter of a horizon adds up months, each seen from
    its own date; forecast_date is the last of these.
    """
    rules = forecasts.project("draws, random_seed, interval_share").distinct().fetchall()
    if not rules:
        return SCHEMA.empty_table()
    ((draws, random_seed, interval_share),) = rules
    rule = Rules(draws, random_seed, Fraction(interval_share))
    told = forecasts.project(COLUMNS).order("due_quarter_end, horizon_days, method, renewal_id").fetchnumpy()
    rows = [row for quarter in _groups(told, ["due_quarter_end"]) for row in _quarter(quarter, rule)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _groups(told: dict[str, np.ndarray], names: list[str]) -> Iterator[dict[str, np.ndarray]]:
    """Parts of ordered rows that agree in the named columns."""
    count = len(told["amount"])
    changes = np.zeros(count - 1, dtype=bool)
    for name in names:
        changes |= told[name][1:] != told[name][:-1]
    edges = [0, *(np.flatnonzero(changes) + 1), count]
    for first, last in zip(edges, edges[1:], strict=False):
        yield {name: column[first:last] for name, column in told.items()}


def _quarter(told: dict[str, np.ndarray], rules: Rules) -> Iterator[dict]:
    renewal_ids, at = np.unique(told["renewal_id"].astype(str), return_inverse=True)
    drawn = chances(renewal_ids.tolist(), rules)
    for part in _groups(told | {"at": at}, ["horizon_days", "method"]):
        brought = renewed(drawn[part["at"]], part["probability"], part["amount"])
        for basis, period in BASES.items():
            for dimension, column in DIMENSIONS.items():
                yield from _cells(part, brought, (basis, period), (dimension, column), rules)


def _cells(
    part: dict[str, np.ndarray], brought: np.ndarray, basis: tuple[str, str], dimension: tuple[str, str], rules: Rules
) -> Iterator[dict]:
    keys = list(zip(part[basis[1]].tolist(), part[dimension[1]].tolist(), strict=True))
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    cells = np.array([numbers[key] for key in keys])
    expected = summed(part["expected"][:, None], cells)[:, 0]
    told = summaries(summed(brought, cells), expected, rules)
    renewals = np.bincount(cells)
    forecast_dates = dict(sorted(zip(cells.tolist(), part["forecast_date"].tolist(), strict=True)))
    for (period_end, value), number in numbers.items():
        yield {
            "horizon_days": part["horizon_days"][0],
            "method": part["method"][0],
            "basis": basis[0],
            "period_end": period_end,
            "dimension": dimension[0],
            "dimension_value": value,
            "forecast_date": forecast_dates[number],
            "draws": rules.draws,
            "renewals": int(renewals[number]),
            "expected_amount": _amount(expected[number]),
            "lower_amount": _amount(told.lower[number]),
            "median_amount": _amount(told.median[number]),
            "upper_amount": _amount(told.upper[number]),
            "expected_absolute_error": _amount(told.expected_absolute_error[number]),
        }


def _amount(millionths: np.int64) -> Decimal:
    return Decimal(int(millionths)).scaleb(-6)
