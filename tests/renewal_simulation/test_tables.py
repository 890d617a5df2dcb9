"""Sums from tables: months and quarters, segments and owners, the same bytes whatever the order of rows."""

from decimal import Decimal

import duckdb
import pytest

from renewal_simulation.tables import SCHEMA, simulated

# horizon, method, renewal, forecast date, due month end, due quarter end, segment, owner, probability, amount, expected
ROWS = [
    (90, "rule", "a", "2026-01-01", "2026-04-30", "2026-06-30", "high", "u1", "1", "500.10", "500.10"),
    (90, "rule", "b", "2026-01-01", "2026-04-30", "2026-06-30", "low", None, "0.600000", "100.000001", "60.000001"),
    (90, "rule", "c", "2026-02-01", "2026-05-31", "2026-06-30", "low", "u1", "0", "70", "0"),
    (90, "csm", "b", "2026-01-01", "2026-04-30", "2026-06-30", "low", None, "1", "100.000001", "100.000001"),
    (0, "rule", "d", "2026-03-01", "2026-07-31", "2026-09-30", "low", "u1", "0.600000", "100.000001", "60.000001"),
]
NAMES = """
    horizon_days, method, renewal_id, forecast_date, due_month_end, due_quarter_end, segment, owner_id, probability,
    amount_if_renewed, expected_amount
"""
TYPED = """
    cast(forecast_date as date) as forecast_date, cast(due_month_end as date) as due_month_end,
    cast(due_quarter_end as date) as due_quarter_end, cast(probability as decimal(9, 6)) as probability,
    cast(amount_if_renewed as decimal(18, 6)) as amount_if_renewed,
    cast(expected_amount as decimal(18, 6)) as expected_amount, cast(horizon_days as integer) as horizon_days,
    4000 as draws, 120 as random_seed, cast(0.8 as decimal(18, 6)) as interval_share
"""
KEY = ("horizon_days", "method", "basis", "period_end", "dimension", "dimension_value")


@pytest.fixture(scope="module")
def told():
    """What is drawn of the rows, and of the same rows backwards."""
    found = []
    with duckdb.connect() as con:
        for rows in (ROWS, ROWS[::-1]):
            con.execute(
                f"create or replace table rows as select * from (values {', '.join(map(literal, rows))}) as r({NAMES})"
            )
            kept = "method, renewal_id, segment, owner_id"
            found.append(simulated(con.query(f"select {kept}, {TYPED} from rows")))
        empty = simulated(con.query(f"select {kept}, {TYPED} from rows where false"))
    return found[0], found[1], empty


def literal(row) -> str:
    return "(" + ", ".join("null" if value is None else f"'{value}'" for value in row) + ")"


def rows_by_key(table) -> dict:
    return {tuple(str(row[name]) for name in KEY): row for row in table.to_pylist()}


def test_order_of_rows_changes_nothing(told):
    assert told[0].equals(told[1])
    assert told[0].schema == SCHEMA


def test_a_cell_for_each_month_quarter_segment_and_owner(told):
    keys = {key for key in rows_by_key(told[0]) if key[:2] == ("90", "rule")}
    assert keys == {
        ("90", "rule", basis, end, dimension, value)
        for basis, end, cells in (
            ("due_month", "2026-04-30", (("all", "all"), ("segment", "high"), ("segment", "low"), ("owner", "u1"))),
            ("due_month", "2026-05-31", (("all", "all"), ("segment", "low"), ("owner", "u1"))),
            ("due_quarter", "2026-06-30", (("all", "all"), ("segment", "high"), ("segment", "low"), ("owner", "u1"))),
        )
        for dimension, value in cells
    } | {
        ("90", "rule", "due_month", "2026-04-30", "owner", "unknown"),
        ("90", "rule", "due_quarter", "2026-06-30", "owner", "unknown"),
    }


def test_amounts_are_exact_to_the_sixth_place(told):
    """Booked 500.10 and 100.000001 at 0.6: nothing of the latter in four draws of ten."""
    april = rows_by_key(told[0])["90", "rule", "due_month", "2026-04-30", "all", "all"]
    assert april["expected_amount"] == Decimal("560.100001")
    assert (april["lower_amount"], april["median_amount"]) == (Decimal("500.100000"), Decimal("600.100001"))
    assert april["upper_amount"] == Decimal("600.100001")
    assert april["expected_absolute_error"] == pytest.approx(Decimal(48), abs=Decimal(2))
    assert (april["renewals"], april["draws"], str(april["forecast_date"])) == (2, 4000, "2026-01-01")


def test_a_quarter_adds_its_months_up_and_tells_the_later_date(told):
    quarter = rows_by_key(told[0])["90", "rule", "due_quarter", "2026-06-30", "all", "all"]
    assert (quarter["renewals"], quarter["expected_amount"]) == (3, Decimal("560.100001"))
    assert str(quarter["forecast_date"]) == "2026-02-01"


def test_methods_and_horizons_are_apart(told):
    cells = rows_by_key(told[0])
    certain = cells["90", "csm", "due_month", "2026-04-30", "all", "all"]
    assert certain["lower_amount"] == certain["upper_amount"] == Decimal("100.000001")
    assert certain["expected_absolute_error"] == 0
    assert cells["0", "rule", "due_quarter", "2026-09-30", "all", "all"]["renewals"] == 1


def test_nothing_forecast_is_nothing_drawn(told):
    assert told[2].num_rows == 0 and told[2].schema == SCHEMA
