"""Fits from tables: the same bytes whatever the order of rows, and the same past whatever came later."""

from dataclasses import asdict

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from churn_model.fitting import NEVER, fit
from churn_model.training import fitted
from tests.churn_model.company import FIRST_DAY, RULES, company

REFITS = (FIRST_DAY + 100, FIRST_DAY + 620, FIRST_DAY + 800)


@pytest.fixture(scope="module")
def warehouse():
    """A company in tables, a view over every one that its rows can be shuffled or cut by."""
    made = company()
    shape = made.values.shape
    lost_on = pa.array(made.lost_on.astype(np.int32), mask=made.lost_on == NEVER).cast(pa.date32())
    cases = {
        "case_number": np.arange(1, shape[0] + 1),
        "account_id": made.accounts,
        "as_of_date": made.days.astype("datetime64[D]"),
        "lost_on": lost_on,
    }
    features = {
        "case_number": np.repeat(np.arange(1, shape[0] + 1), shape[1]),
        "feature": np.tile(made.features, shape[0]),
        "feature_value": pa.array(made.values.ravel(), from_pandas=True),
    }
    refits = {
        "fit_id": [f"fit {number}" for number in range(len(REFITS))],
        "refit_on": np.array(REFITS).astype("datetime64[D]"),
        "weeks_between_cases": [1] * len(REFITS),
        **{name: [value] * len(REFITS) for name, value in asdict(RULES).items()},
    }
    con = duckdb.connect()
    con.execute("set threads = 1")
    for name, columns in {"cases": cases, "features": features, "refits": refits}.items():
        told = pa.table(columns)
        con.register("told", told)
        con.execute(f"create table {name} as select * from told")
        con.unregister("told")
    yield con
    con.close()


def learned(con: duckdb.DuckDBPyConnection, refits="refits", cases="cases", features="features") -> pa.Table:
    return fitted(*(con.query(f"select * from {name}") for name in (refits, cases, features)))


def as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


@pytest.fixture(scope="module")
def now(warehouse) -> pa.Table:
    return learned(warehouse)


def test_a_refused_fit_is_a_row_and_a_trained_one_its_terms(now):
    rows = now.to_pylist()
    features = {name: [row["feature"] for row in rows if row["fit_id"] == name] for name in ("fit 0", "fit 1")}
    assert features == {"fit 0": ["intercept"], "fit 1": ["intercept", "noise", "planted", "sparse"]}
    assert rows[0]["message"].startswith("Too little to learn from: 0 accounts (100 needed)")
    assert rows[0]["coefficient"] is None
    assert rows[1]["message"] is None


def test_tables_give_what_arrays_give(now):
    terms = [row for row in now.to_pylist() if row["fit_id"] == "fit 1"]
    expected = fit(company(), REFITS[1], RULES)
    assert [row["coefficient"] for row in terms] == [term.coefficient for term in expected.terms]
    assert (terms[0]["trained_through"] - np.datetime64(0, "D").item()).days == expected.trained_through


def test_rows_in_any_order_give_the_same_bytes(warehouse, now):
    shuffled = (f"(select * from {name} order by hash({name}::text))" for name in ("refits", "cases", "features"))
    assert as_bytes(learned(warehouse, *shuffled)) == as_bytes(now)
    assert as_bytes(learned(warehouse)) == as_bytes(now)


def test_a_past_day_is_learned_alike_then_and_now(warehouse, now):
    """What was in the tables on the day of the second refit: no later case, and no loss that had not happened."""
    then = f"(date '1970-01-01' + {REFITS[1]})"
    cases = (
        "(select * exclude (lost_on), case when lost_on <= cut then lost_on end as lost_on from "
        f"(select *, {then} as cut from cases) where as_of_date <= cut)"
    )
    features = f"(select features.* from features join cases using (case_number) where as_of_date <= {then})"
    cut = learned(warehouse, f"(select * from refits where refit_on <= {then})", cases, features)
    assert cut.to_pylist() == [row for row in now.to_pylist() if row["fit_id"] != "fit 2"]


def test_weeks_between_cases_leave_out_the_others(warehouse):
    """The company is seen every fourth week, from week 2716 on: every eighth is half of them."""
    thinned = "(select * replace (8 as weeks_between_cases) from refits where fit_id = 'fit 2')"
    whole = "(select * from refits where fit_id = 'fit 2')"
    half, all_of_them = (learned(warehouse, refits).to_pylist()[0]["cases"] for refits in (thinned, whole))
    assert 0.4 < half / all_of_them < 0.6


def test_a_warehouse_without_accounts_has_refusals_alone(warehouse):
    none = learned(warehouse, cases="cases where false", features="features where false")
    assert {row["message"][:42] for row in none.to_pylist()} == {"Too little to learn from: 0 accounts (100 "}
    assert learned(warehouse, "refits where false").num_rows == 0
