"""An account that is merged into another, by the tree as it was: figures worked by hand."""

from datetime import date
from decimal import Decimal

from tests.retention.ledger import Ledger

# L pays 50 until it is merged into S in the fourth month; S pays 100 until it grows by 30 in the sixth.
MERGED = Ledger(
    paths={
        ("L", "of_l"): [50, 50, 50, 0, 0, 0],
        ("S", "own"): [100, 100, 100, 100, 100, 130],
        ("S", "of_l"): [0, 0, 0, 50, 50, 50],
        "other": [200, 200, 200, 200, 200, 160],
    },
    merges={"L": ("S", date(2025, 4, 10))},
)


def test_two_accounts_until_the_merge_and_one_from_then_on(run):
    with run(MERGED) as con:
        closings = con.execute(
            "select account_id, list(closing_mrr order by month_end) from account_mrr group by all order by all"
        ).fetchall()
    assert closings == [
        ("L", [50, 50, 50, 0, 0, 0]),
        ("S", [100, 100, 100, 150, 150, 180]),
        ("other", [200, 200, 200, 200, 200, 160]),
    ]


def test_the_merge_is_no_movement(run):
    with run(MERGED) as con:
        moved = con.execute(
            "select account_id, month(month_end), movement, amount from mrr_movements order by all"
        ).fetchall()
    assert moved == [
        ("L", 1, "new", 50),
        ("S", 1, "new", 100),
        ("S", 6, "expansion", 30),
        ("other", 1, "new", 200),
        ("other", 6, "contraction", -40),
    ]


def test_retention_over_the_merge_loses_nobody(run):
    """Three months to June: 350 opened; S and what was L keep 150 and grow by 30, other shrinks by 40."""
    with run(MERGED) as con:
        figures = dict(
            con.execute(
                "select definition_id, numerator from retention"
                " where month_end = '2025-06-30' and window_months = 3 and segment = 'all'"
            ).fetchall()
        )
        before = con.execute(
            "select account_id, opening_mrr, retained_mrr, is_retained_logo from retention_base"
            " where month_end = '2025-06-30' and window_months = 3 order by account_id"
        ).fetchall()
    assert {name: figures[name] for name in ("N1", "N2", "N4", "R1", "R2", "logo")} == {
        "N1": Decimal(340), "N2": Decimal(340), "N4": Decimal(340), "R1": Decimal(310), "R2": Decimal(310),
        "logo": Decimal(2),
    }  # fmt: skip
    assert before == [("S", 150, 180, True), ("other", 200, 160, True)]
