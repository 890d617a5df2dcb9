"""Fits of every refit from the tables of the build, as one Arrow table for dbt."""

from dataclasses import asdict, fields

import duckdb
import numpy as np
import pyarrow as pa

from churn_model.fitting import NEVER, Cases, Fit, Rules, fit

DAY = "{} - date '1970-01-01'"  # as a number
DAY_COLUMNS = ("trained_from", "trained_through", "calibrated_from")
SCHEMA = pa.schema(
    [
        ("fit_id", pa.string()),
        ("message", pa.string()),
        ("trained_from", pa.date32()),
        ("trained_through", pa.date32()),
        ("cases", pa.int32()),
        ("churned_cases", pa.int32()),
        ("accounts", pa.int32()),
        ("churned_accounts", pa.int32()),
        ("calibrated_from", pa.date32()),
        ("calibration_cases", pa.int32()),
        ("calibration_churned_cases", pa.int32()),
        ("calibration_slope", pa.float64()),
        ("feature", pa.string()),
        ("coefficient", pa.float64()),
        ("mean", pa.float64()),
        ("scale", pa.float64()),
        ("lowest", pa.float64()),
        ("highest", pa.float64()),
    ]
)


def fitted(
    refits: duckdb.DuckDBPyRelation, cases: duckdb.DuckDBPyRelation, features: duckdb.DuckDBPyRelation
) -> pa.Table:
    """A row per fit and term; a refused fit has the row of its intercept alone, without a coefficient.

    `refits` has fit_id, refit_on, weeks_between_cases and the columns of Rules; `cases` case_number, account_id,
    as_of_date, lost_on; `features` case_number, feature, feature_value. Of the cases those count whose week is a
    multiple of weeks_between_cases.
    """
    known = read_cases(cases, features)
    kinds = {rule.name: rule.type for rule in fields(Rules)}
    columns = f"fit_id, {DAY.format('refit_on')} as day, weeks_between_cases, {', '.join(kinds)}"
    orders = refits.project(columns).order("fit_id").fetchall()
    rows = []
    for fit_id, refit_day, weeks, *values in orders:
        rules = Rules(*(kind(value) for kind, value in zip(kinds.values(), values, strict=True)))
        rows += _rows(fit_id, fit(known.taken(known.days // 7 % weeks == 0), refit_day, rules))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def read_cases(cases: duckdb.DuckDBPyRelation, features: duckdb.DuckDBPyRelation) -> Cases:
    """The cases with a column per feature that any of them has, nan where a value is null or there is no row."""
    days = f"{DAY.format('as_of_date')} as day, coalesce({DAY.format('lost_on')}, {NEVER}) as lost_on"
    told = cases.project(f"case_number, account_id, {days}").order("case_number").fetchnumpy()
    found = features.project("feature").distinct().order("feature").fetchall()
    names = [feature for (feature,) in found]
    values = np.full((len(told["day"]), len(names)), np.nan)
    cells = features.project(
        "case_number, dense_rank() over (order by feature) - 1 as column_at, "
        "cast(feature_value as double) as feature_value"
    ).fetchnumpy()
    rows = np.searchsorted(told["case_number"], cells["case_number"])
    values[rows, cells["column_at"]] = np.ma.filled(cells["feature_value"], np.nan)
    return Cases(
        np.array(told["account_id"], dtype=str), np.array(told["day"]), np.array(told["lost_on"]), values, names
    )


def _rows(fit_id: str, learned: Fit) -> list[dict]:
    facts = asdict(learned)
    terms = facts.pop("terms")
    facts |= {name: None if facts[name] is None else np.datetime64(facts[name], "D").item() for name in DAY_COLUMNS}
    return [{"fit_id": fit_id, **facts, **term} for term in terms]
