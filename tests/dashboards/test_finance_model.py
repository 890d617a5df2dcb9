"""The Finance page's figures equal independent queries, and everything that should sum to something does."""

import datetime as dt
import itertools
from decimal import Decimal

import duckdb
import pytest
import sample_publication
from cs_dash import closes_repo, finance_repo, tieout_repo
from cs_dash.models import finance
from cs_dash.publication import connect
from cs_dash.settings import MEMORY_LIMIT

MONTH = dt.date(2026, 9, 30)
SEGMENTS = ("all", "high_touch", "low_touch", "tech_touch")
BRIDGED = ("N1", "N2", "N6", "R1", "R2", "R6")


@pytest.fixture
def changed(tmp_path):
    """A function that changes a sample publication of its own by some statements, and opens it."""
    opened = []

    def change(*statements: str):
        path = sample_publication.publish(tmp_path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        opened.append(connect(path, MEMORY_LIMIT, 2))
        return opened[0]

    yield change
    opened[0].close()


def rate(sample, definition_id: str, segment: str, window: int) -> dict:
    return sample.rows(
        """
        select numerator, denominator, rate
        from retention
        where definition_id = $d and segment = $s and window_months = $w and month_end = $m
        """,
        {"d": definition_id, "s": segment, "w": window, "m": MONTH},
    )[0]


@pytest.mark.parametrize("window", [1, 12])
@pytest.mark.parametrize("segment", SEGMENTS)
def test_definitions_stand_beside_their_headline(sample, segment, window):
    model = finance.definitions(sample, segment, window, MONTH)
    rows = model.money.to_pylist()
    assert [row["definition_id"] for row in rows] == list(BRIDGED)
    assert [row["definition_id"] for row in model.counts.to_pylist()] == ["logo", "logo_final"]
    for row in rows:
        told = rate(sample, row["definition_id"], segment, window)
        headline = rate(sample, "N1" if row["definition_id"].startswith("N") else "R1", segment, window)
        assert (row["numerator_mrr"], row["denominator_mrr"]) == (told["numerator"], told["denominator"])
        assert row["difference_mrr"] == told["numerator"] - headline["numerator"]
        assert row["points"] == 100 * (told["rate"] - headline["rate"])
    assert {dot["id"] for dot in model.spec["data"]["values"]} == {*BRIDGED, "logo", "logo_final"}


def test_no_difference_in_money_where_the_denominators_differ(changed):
    publication = changed("update retention set denominator = denominator + 1 where definition_id = 'N2'")
    rows = {row["definition_id"]: row for row in finance.definitions(publication, "all", 12, MONTH).money.to_pylist()}
    assert rows["N2"]["difference_mrr"] is None
    assert rows["N2"]["points"] is not None
    assert rows["N6"]["difference_mrr"] is not None


@pytest.mark.parametrize(
    ("one", "other", "window"),
    [(*pair, 12) for pair in itertools.permutations(BRIDGED, 2)] + [("N1", "R1", 1), ("R6", "N6", 3)],
)
def test_every_bridge_closes_to_the_last_decimal(sample, one, other, window):
    model = finance.bridge(sample, window, MONTH, one, other, "USD")
    difference = rate(sample, other, "all", window)["numerator"] - rate(sample, one, "all", window)["numerator"]
    rows = finance_repo.bridge_rows(sample, MONTH, window, one, other, "all", None)
    total = finance_repo.bridge_total(sample, MONTH, window, one, other, "all")
    assert model.ends["residual"] == 0
    assert sum(rows["amount"].to_pylist()) == total["amount"] == difference
    assert rows.num_rows == total["row_count"]
    assert sum(item["amount"] for item in model.items) == difference
    for item in model.items:
        part = finance_repo.bridge_rows(sample, MONTH, window, one, other, item["item"], None)
        assert sum(part["amount"].to_pylist()) == item["amount"]
        assert len(set(part["account_id"].drop_null().to_pylist())) == item["accounts"]
    values = model.spec["data"]["values"]
    assert values[0]["low"] == float(rate(sample, one, "all", window)["numerator"])
    assert values[-1]["low"] == float(rate(sample, other, "all", window)["numerator"])


def test_a_lost_row_of_a_bridge_is_noticed(changed):
    publication = changed(
        """
        delete from retention_bridge
        where
            from_definition = 'N1' and to_definition = 'N2' and month_end = date '2026-09-30' and window_months = 12
            and item = 'cohort_returned'
        """
    )
    assert finance.bridge(publication, 12, MONTH, "N1", "N2", "USD").ends["residual"] == -4402


def test_a_chain_is_bridged_by_its_months(sample):
    rows = finance_repo.bridge_rows(sample, MONTH, 12, "N1", "N6", "month_factor", None).to_pylist()
    assert len(rows) == 12
    assert len({row["factor_month_end"] for row in rows}) == 12
    assert {row["account_name"] for row in rows} == {"The book as a whole"}


def test_points_are_hundredths_of_the_opening(sample):
    opening = rate(sample, "N1", "all", 12)["denominator"]
    for row in finance_repo.bridge_rows(sample, MONTH, 12, "N1", "N2", "all", None).to_pylist():
        assert abs(row["points"] - 100 * row["amount"] / opening) < Decimal("0.000001")


def test_only_definitions_in_money_are_bridged(sample):
    assert finance_repo.bridged_definitions(sample) == list(BRIDGED)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_month_foots_and_its_columns_are_the_movements(sample, segment):
    rows = tieout_repo.footing(sample, segment, MONTH, 24).to_pylist()
    assert rows[0]["month_end"] == MONTH
    for row in rows:
        moved = {
            one["movement"]: one["amount"]
            for one in sample.rows(
                """
                select movement, sum(amount) as amount
                from mrr_movements
                where month_end = $month and $segment in ('all', segment)
                group by movement
                """,
                {"month": row["month_end"], "segment": segment},
            )
        }
        assert (row["residual"], row["unfooted"]) == (0, 0)
        assert row["opening_mrr"] + sum(moved.values()) == row["closing_mrr"]
        for kind in ("new", "reactivation", "expansion", "contraction", "churn", "fx"):
            assert row[f"{kind}_mrr"] == moved.get(kind, 0)


def test_a_balance_that_does_not_foot_is_noticed(changed):
    """Two accounts that are wrong by the same amount with opposite signs: the total foots, they do not. That the mart
    finds them is its unit test's.
    """
    publication = changed(
        "update mrr_footing set unfooted = unfooted + 1 "
        "where segment in ('high_touch', 'low_touch') and month_end = date '2026-09-30'",
    )
    row = tieout_repo.footing(publication, "all", MONTH, 1).to_pylist()[0]
    assert (row["residual"], row["unfooted"]) == (0, 2)
    assert finance.answer(publication, "all", 12, MONTH).unfooted == 2


def test_mrr_goes_to_billed_and_starts_at_mrr(sample):
    model = finance.billing(sample, MONTH, "USD")
    amounts = {item["item"]: item["amount"] for item in model.items}
    closing = sample.rows("select sum(closing_mrr) as mrr from account_mrr where month_end = date '2026-09-30'")[0]
    assert model.items[0]["item"] == "mrr"
    assert model.items[-1]["item"] == "billed"
    assert amounts["mrr"] == closing["mrr"]
    assert model.residual == 0
    assert amounts["billed"] == sum(amount for item, amount in amounts.items() if item != "billed")
    for item in (*amounts, "all"):
        rows = tieout_repo.billing_rows(sample, MONTH, item, None)
        total = tieout_repo.billing_total(sample, MONTH, item)
        expected = amounts["billed"] - amounts["mrr"] if item == "all" else amounts[item]
        assert sum(rows["amount"].to_pylist()) == total["amount"] == expected
        assert rows.num_rows == total["row_count"]


def test_an_accounts_entries_sum_to_its_items_and_name_their_file(sample):
    for row in tieout_repo.billing_rows(sample, MONTH, "tax", 5).to_pylist():
        items = tieout_repo.account_reconciliation(sample, row["account_id"], MONTH).to_pylist()
        entries = tieout_repo.entries(sample, row["account_id"], MONTH).to_pylist()
        for item in items:
            assert sum(entry["amount"] for entry in entries if entry["item"] == item["item"]) == item["amount"]
        billed = next(entry for entry in entries if entry["item"] == "Tax")
        assert billed["invoice_number"].startswith("INV-")
        assert billed["source_file"]
        assert billed["source_row"]


def test_what_nothing_explains_is_listed_by_age(sample):
    ages = tieout_repo.unexplained_by_age(sample).to_pylist()
    assert [(row["age_bucket"], row["amount"], row["account_months"]) for row in ages] == [
        ("4 to 6 months", Decimal(25), 1), ("1 to 3 months", Decimal("-3.10"), 1),
    ]  # fmt: skip
    rows = tieout_repo.unexplained(sample, None).to_pylist()
    assert [(row["month_end"], row["amount"], row["age_months"]) for row in rows] == [
        (dt.date(2026, 5, 31), 25, 5), (MONTH, Decimal("-3.1"), 1),
    ]  # fmt: skip
    assert finance.answer(sample, "all", 12, MONTH).unexplained == 2


def test_what_the_running_month_leaves_is_counted_apart(changed):
    publication = changed(
        "update billing_reconciliation set is_over_tolerance = true, age_months = 0, age_bucket = 'this month' "
        "where item = 'unexplained' and month_end = date '2026-10-31' and account_id = '0018c0000000000003'"
    )
    found = finance.answer(publication, "all", 12, MONTH)
    assert (found.unexplained, found.running) == (2, 1)


def test_a_broken_reconciliation_is_noticed(changed):
    publication = changed("update billing_reconciliation set amount = amount + 0.01 where item = 'tax'")
    assert finance.billing(publication, MONTH, "USD").residual == Decimal("-0.13")


def test_closed_months_tell_both_views(sample):
    rows = {row["month_end"]: row for row in closes_repo.closed_months(sample).to_pylist()}
    assert list(rows) == [dt.date(2026, 8, 31), dt.date(2026, 7, 31), dt.date(2026, 6, 30)]
    for month, row in rows.items():
        now = sample.rows("select sum(closing_mrr) as mrr from account_mrr where month_end = $m", {"m": month})[0][
            "mrr"
        ]
        assert row["mrr_now"] == now
        assert row["mrr_as_closed"] + row["change_mrr"] == row["mrr_now"]
        restated = closes_repo.restatements(sample, month)
        assert sum(restated["amount"].to_pylist()) == row["change_mrr"]
        assert row["accounts"] == len(set(restated["account_id"].to_pylist()))
    assert rows[dt.date(2026, 8, 31)]["change_mrr"] == -80
    assert finance.answer(sample, "all", 12, MONTH).closed_through == dt.date(2026, 8, 31)


def test_the_frozen_books_end_where_todays_do(sample):
    books = closes_repo.frozen_books(sample, 100).to_pylist()
    kinds = ("moved_mrr", "prior_period_mrr", "adjustment_mrr", "before_first_close_mrr")
    newest = sample.rows("select sum(closing_mrr) as mrr from account_mrr where month_end = date '2026-10-31'")[0]
    assert sum(row[kind] for row in books for kind in kinds) == newest["mrr"]
    assert books[0]["prior_period_mrr"] == -80
    lines = closes_repo.prior_period_lines(sample, None).to_pylist()
    assert [(line["month_end"], line["movement"], line["amount"]) for line in lines] == [
        (dt.date(2026, 10, 31), "prior_period", -80)
    ]


def test_closed_rates_tell_what_moved(sample):
    rows = {
        row["definition_id"]: row
        for row in closes_repo.closed_rates(sample, dt.date(2026, 8, 31), "all", 12).to_pylist()
    }
    for row in rows.values():
        assert row["points"] == 100 * (row["rate_now"] - row["rate_as_closed"])
        assert (row["close_cause"] == "unchanged") is (row["points"] == 0)
    assert {key for key, row in rows.items() if row["close_cause"] == "restated"} == {"N1", "N2"}


def test_policies_say_what_they_mean(sample):
    taken = {row["policy"]: row for row in closes_repo.policies(sample).to_pylist()}
    assert taken["past_due"]["meaning"] == "an unpaid subscription counts until it is cancelled"
    positions = closes_repo.positions(sample).to_pylist()
    assert sum(row["is_in_force"] for row in positions) == len(taken) == 2


def test_without_closes_and_reconciliation_the_answer_still_stands(changed):
    publication = changed(*(f"drop table {name}" for name in (*finance.CLOSE_TABLES, *finance.BILLING_TABLES)))
    found = finance.answer(publication, "all", 12, MONTH)
    assert (found.unexplained, found.closed_through, found.residual) == (None, None, 0)
    assert found.headline["definition_id"] == "N1"
    assert finance.answer(publication, "all", 12, dt.date(2024, 5, 31)).headline is None
