"""Survival against figures worked by hand and against lifelines itself, and the same whatever the order of rows."""

import duckdb
import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from survival.curves import MONTH, SCHEMA, curve, fitted

# Weeks in remission in the 6-mercaptopurine arm of a leukaemia trial (Freireich and others, 1963); True: relapsed.
REMISSIONS = [
    *[(6, True)] * 3, (6, False), (7, True), (9, False), (10, True), (10, False), (11, False), (13, True), (16, True),
    (17, False), (19, False), (20, False), (22, True), (23, True), (25, False), (32, False), (32, False), (34, False),
    (35, False),
]  # fmt: skip
# At 6: 18/21; 7: × 16/17; 10: × 14/15; 13: × 11/12; 16: × 10/11; 22: × 6/7; 23: × 5/6. As published, to three digits.
PUBLISHED = {0: 1, 5: 1, 6: 0.857, 7: 0.807, 9: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}


def points(lives: list[tuple[int, bool]], scale: int = MONTH, confidence: float = 0.95) -> list[dict]:
    """The curve of (length, is lost), lengths in units of `scale` days, each life a row of its own."""
    lengths, is_lost = (np.array(column) for column in zip(*lives, strict=True))
    return list(curve(lengths * scale, is_lost, np.ones(len(lives), dtype=int), confidence))


def relation(con: duckdb.DuckDBPyConnection, rows: list[tuple]) -> duckdb.DuckDBPyRelation:
    con.execute(
        "create or replace table lengths (dimension varchar, dimension_value varchar, months integer, days integer, "
        "is_lost boolean, lives integer, confidence_level decimal(9, 6))"
    )
    if rows:
        con.executemany("insert into lengths values (?, ?, ?, ?, ?, ?, 0.95)", rows)
    return con.table("lengths")


def test_remissions_are_as_published():
    told = points(REMISSIONS)
    assert {row["age_months"]: round(row["survival"], 3) for row in told if row["age_months"] in PUBLISHED} == PUBLISHED
    assert len(told) == 36
    # Half have relapsed after 23 weeks.
    assert {row["median_months"] for row in told} == {23}


def test_remissions_are_counted():
    """4 of 21 leave at 6, one of them censored; then one relapses at 7 and one is censored at 9."""
    told = points(REMISSIONS)
    counts = [(row["at_risk"], row["lost"], row["censored"]) for row in told]
    assert counts[5:11] == [(21, 0, 0), (21, 3, 1), (17, 1, 0), (16, 0, 0), (16, 0, 1), (15, 1, 1)]
    assert counts[35] == (1, 0, 1)
    assert {row["accounts"] for row in told} == {21}


def test_the_interval_is_exponential_greenwood():
    """Five lives, one lost at 1 and two at 2: log(-log S) ± 1.96 × sqrt(sum of d / (n (n - d))) / |log S|.

    S(1) = 4/5, variance term 1/20; S(2) = 2/5, 1/20 + 2/8.
    """
    told = points([(1, True), (2, True), (2, True), (3, False), (3, False)])
    assert [row["survival"] for row in told] == pytest.approx([1, 0.8, 0.4, 0.4])
    for row, variance in ((told[1], 1 / 20), (told[2], 1 / 20 + 2 / 8)):
        log = np.log(row["survival"])
        half = 1.959963985 * np.sqrt(variance) / abs(log)
        ends = sorted(np.exp(log * np.exp(np.array([-half, half]))))
        assert [row["survival_lower"], row["survival_upper"]] == pytest.approx(ends, abs=1e-8)
    assert (told[0]["survival_lower"], told[0]["survival_upper"]) == (None, None)


def test_a_higher_confidence_widens_the_interval():
    narrow, wide = (points(REMISSIONS, confidence=share)[10] for share in (0.8, 0.95))
    assert wide["survival_lower"] < narrow["survival_lower"] < narrow["survival_upper"] < wide["survival_upper"]


def test_days_count_in_the_month_that_they_end():
    """Lost a day after a month is lost in the second; on its last day, in the first."""
    told = points([(MONTH, True), (MONTH + 1, True), (2 * MONTH + 1, False)], scale=1)
    assert [row["lost"] for row in told] == [0, 1, 1, 0]
    assert [row["at_risk"] for row in told] == [3, 3, 2, 1]
    assert told[0]["median_months"] == round((MONTH + 1) / MONTH, 2)


def test_nobody_left_has_no_interval():
    told = points([(1, True), (2, True)])
    assert [row["survival"] for row in told] == [1, 0.5, 0]
    assert told[1]["survival_lower"] is not None
    assert told[2]["survival_lower"] is None


def test_nobody_lost_has_neither_interval_nor_median():
    told = points([(2, False), (1, False)])
    assert [row["survival"] for row in told] == [1, 1, 1]
    assert {(row["survival_lower"], row["median_months"]) for row in told} == {(None, None)}


def test_who_came_today_has_not_been_watched():
    (row,) = points([(0, False)])
    assert (row["at_risk"], row["lost"], row["censored"], row["survival"]) == (1, 0, 1, 1)


@pytest.fixture(scope="module")
def company() -> list[tuple]:
    """Lives of two segments, drawn: (dimension, value, months, days, lost, lives)."""
    draw = np.random.default_rng(11)
    kinds = {
        ("segment", value, int(draw.integers(0, 40)), int(draw.integers(0, 31)), bool(draw.random() < 0.4))
        for value in ("high", "low")
        for _ in range(150)
    }
    return [(*kind, int(draw.integers(1, 4))) for kind in sorted(kinds)]


def test_a_company_is_as_lifelines_has_it(company):
    """Each life a row of its own, asked of lifelines at the end of each month."""
    with duckdb.connect() as con:
        told = fitted(relation(con, company)).to_pylist()
    for value in ("high", "low"):
        lives = [(31 * row[2] + row[3], row[4]) for row in company if row[1] == value for _ in range(row[5])]
        lengths, is_lost = zip(*lives, strict=True)
        fit = KaplanMeierFitter().fit(lengths, is_lost)
        mine = [row for row in told if row["dimension_value"] == value]
        ends = [31 * row["age_months"] for row in mine]
        assert [row["survival"] for row in mine] == pytest.approx(fit.survival_function_at_times(ends).tolist())
        bounds = fit.confidence_interval_.reindex(ends, method="ffill").to_numpy()
        bounded = [at for at, row in enumerate(mine) if row["survival_lower"] is not None]
        assert len(bounded) > 30
        assert [mine[at]["survival_lower"] for at in bounded] == pytest.approx(bounds[bounded, 0].tolist(), abs=1e-8)
        assert [mine[at]["survival_upper"] for at in bounded] == pytest.approx(bounds[bounded, 1].tolist(), abs=1e-8)
        assert sum(row["lost"] for row in mine) == sum(is_lost)
        assert sum(row["lost"] + row["censored"] for row in mine) == len(lives) == mine[0]["accounts"]


def test_rows_in_any_order_give_the_same(company):
    shuffled = [company[at] for at in np.random.default_rng(1).permutation(len(company))]
    with duckdb.connect() as con:
        con.execute("set threads = 1")
        assert fitted(relation(con, shuffled)).equals(fitted(relation(con, company)))


def test_a_warehouse_without_customers_has_no_curve():
    with duckdb.connect() as con:
        none = fitted(relation(con, []))
    assert (none.num_rows, none.schema) == (0, SCHEMA)
