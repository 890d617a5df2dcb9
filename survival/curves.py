"""Kaplan-Meier curves of groups of lives, told at each month of age, as one Arrow table for dbt."""

from collections.abc import Iterator
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
from lifelines import KaplanMeierFitter

# A length is 31 × whole calendar months + days left. Only the order of lengths counts, so short months do no harm, and
# what lasts a year ends at 12 × 31 in leap years too.
MONTH = 31
DIGITS = 9
SCHEMA = pa.schema(
    [
        ("dimension", pa.string()),
        ("dimension_value", pa.string()),
        ("age_months", pa.int32()),
        ("accounts", pa.int32()),
        ("at_risk", pa.int32()),
        ("lost", pa.int32()),
        ("censored", pa.int32()),
        ("survival", pa.float64()),
        ("survival_lower", pa.float64()),
        ("survival_upper", pa.float64()),
        ("median_months", pa.float64()),
    ]
)


def fitted(lengths: duckdb.DuckDBPyRelation) -> pa.Table:
    """A row per dimension, value and month of age from 0 to the one in which the last life ends or is last seen.

    `lengths` has dimension, dimension_value, months, days, is_lost, lives (how many are alike) and confidence_level,
    the same in every row.
    """
    columns = "dimension, dimension_value, months, days, is_lost, lives, cast(confidence_level as double) as confidence"
    told = lengths.project(columns).order("dimension, dimension_value, months, days, is_lost").fetchnumpy()
    groups = list(zip(told["dimension"], told["dimension_value"], strict=True))
    firsts = [at for at, group in enumerate(groups) if at == 0 or group != groups[at - 1]]
    rows = []
    for first, end in pairwise([*firsts, len(groups)]):
        part = slice(first, end)
        ages = told["months"][part].astype(int) * MONTH + told["days"][part].astype(int)
        points = curve(ages, told["is_lost"][part], told["lives"][part], told["confidence"][first])
        rows += [{"dimension": groups[first][0], "dimension_value": groups[first][1]} | point for point in points]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def curve(ages: np.ndarray, is_lost: np.ndarray, lives: np.ndarray, confidence: float) -> Iterator[dict]:
    """Yield one row per month of age of the curve of these lives, each counted `lives` times.

    `ages` are lengths in days of months of MONTH days, to the loss or, where `is_lost` is false, to when the life was
    last seen. The row of month n counts who entered it (at_risk) and who was lost or last seen in it, its last day
    included; survival is that at its end. The interval is lifelines' exponential Greenwood (log of minus log), which
    has no width, and is None, while nobody is lost or nobody left. Shares are rounded to DIGITS, the median to two.
    """
    fit = KaplanMeierFitter(alpha=1 - confidence).fit(ages, is_lost, weights=lives)
    times = fit.timeline
    survival = fit.survival_function_["KM_estimate"].to_numpy()
    bounds = fit.confidence_interval_.to_numpy()
    events = fit.event_table
    lost, censored = (np.cumsum(events[kind].to_numpy()) for kind in ("observed", "censored"))
    accounts = int(lives.sum())
    median = fit.median_survival_time_
    gone = np.zeros(2, dtype=int)
    for age in range(-(-int(times[-1]) // MONTH) + 1):
        at = np.searchsorted(times, age * MONTH, side="right") - 1
        now = np.array([lost[at], censored[at]], dtype=int)
        is_bounded = 0 < survival[at] < 1
        yield {
            "age_months": age,
            "accounts": accounts,
            "at_risk": accounts - int(gone.sum()),
            "lost": int(now[0] - gone[0]),
            "censored": int(now[1] - gone[1]),
            "survival": round(float(survival[at]), DIGITS),
            "survival_lower": round(float(bounds[at, 0]), DIGITS) if is_bounded else None,
            "survival_upper": round(float(bounds[at, 1]), DIGITS) if is_bounded else None,
            "median_months": round(float(median) / MONTH, 2) if np.isfinite(median) else None,
        }
        gone = now
