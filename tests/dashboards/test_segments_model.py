"""Segments' figures equal independent readings of the sample, and tiles are the sums of the rows that they open."""

import datetime as dt

import pyarrow as pa
import pytest
from cs_dash import fmt, segments_repo
from cs_dash.models import segments
from cs_dash.wording import in_words

MONTH = dt.date(2026, 9, 30)


def page(sample, segment_set: str = "coverage", month: dt.date = MONTH) -> segments.SegmentsPage:
    return segments.build(sample, segment_set, month, "USD")


def paying(sample, month: dt.date) -> dict[str, dict]:
    """The month's paying accounts from the ledger."""
    rows = sample.rows("from account_mrr where month_end = $month and closing_mrr > 0", {"month": month})
    return {row["account_id"]: row for row in rows}


def test_the_newest_final_month_and_the_set_of_record_come_first(sample):
    offered = segments.choices(sample)
    assert (offered.headline, offered.running) == (MONTH, {dt.date(2026, 10, 31)})
    assert [one["segment_set"] for one in offered.sets] == ["coverage", "five_tiers"]


@pytest.mark.parametrize("segment_set", ["coverage", "five_tiers"])
@pytest.mark.parametrize("month", [MONTH, dt.date(2025, 3, 31)])
def test_segments_add_up_to_the_book_in_every_set(sample, segment_set, month):
    book = paying(sample, month)
    told = page(sample, segment_set, month)
    card = {row["segment_code"]: row for row in told.card.to_pylist()}
    whole = card.pop("all")
    assert whole["accounts"] == sum(row["accounts"] for row in card.values()) == len(book)
    assert (
        whole["arr"]
        == sum(row["arr"] for row in card.values())
        == sum(12 * row["closing_mrr"] for row in book.values())
    )
    assert told.tiles[0].value == fmt.count(len(book))
    for segment, row in (card | {"all": whole}).items():
        total = segments_repo.account_totals(sample, segment_set, segment, month)
        rows = segments_repo.account_rows(sample, segment_set, segment, month, None).to_pylist()
        assert (total["row_count"], total["arr"]) == (row["accounts"], row["arr"])
        assert len(rows) == row["accounts"] and sum(one["arr"] for one in rows) == row["arr"]


def test_accounts_of_a_segment_are_those_of_the_tier(sample):
    high = {account for account, row in paying(sample, MONTH).items() if row["segment_at_close"] == "high_touch"}
    rows = segments_repo.account_rows(sample, "coverage", "high_touch", MONTH, None).to_pylist()
    assert {row["account_id"] for row in rows} == high
    assert [row["arr"] for row in rows] == sorted((row["arr"] for row in rows), reverse=True)


def test_load_holds_every_account_once_and_says_who_is_over(sample):
    told = page(sample)
    load = segments.coverage(sample, MONTH).load.to_pylist()
    assert sum(row["accounts"] for row in load) == len(paying(sample, MONTH))
    owners = [row for row in load if row["owner_id"]]
    over = [row for row in owners if row["people_needed_low"] > fmt.Decimal("0.5")]
    assert told.tiles[2].value == fmt.count(len(over))
    assert told.tiles[2].footnote == f"of {len(owners)} who own accounts"


def test_accounts_without_an_owner_are_those_of_the_crm(sample):
    nobody = sample.rows(
        "select account_id, current_mrr * 12 as arr from accounts where owner_name is null and current_mrr > 0"
    )
    told = page(sample)
    orphans = segments.coverage(sample, MONTH).orphans
    assert set(orphans["account_id"].to_pylist()) == {row["account_id"] for row in nobody}
    assert told.tiles[3].value == fmt.count(len(nobody))
    assert told.tiles[3].footnote == f"{fmt.money(sum(row['arr'] for row in nobody))} ARR, today"


def test_moves_are_counted_over_a_year_from_day_to_day(sample):
    first = dt.date(2025, 9, 30)
    assert segments.moved_after(MONTH) == first and segments.moved_after(dt.date(2024, 2, 29)) == dt.date(2023, 2, 28)
    moved = [
        row for row in sample.rows("from segments where direction is not null") if first < row["valid_from"] <= MONTH
    ]
    told = page(sample)
    assert told.tiles[4].value == fmt.count(len(moved))
    assert segments_repo.moves(sample, first, MONTH, None).num_rows == len(moved) > 0
    assert sum(int(words.split()[0]) for words in told.move_words) == len(moved)


def test_cadence_counts_are_its_rows(sample):
    met = segments_repo.cadence(sample, MONTH).to_pylist()
    missed = segments_repo.overdue_touches(sample, MONTH, None)
    assert sum(row["accounts"] - row["accounts_met"] for row in met) == missed.num_rows > 0
    for row in met:
        assert row["cadence_rate"] == fmt.half_up(fmt.Decimal(row["accounts_met"]) / row["accounts"], 6)


def test_codes_of_rows_are_told_in_words():
    """A ticket's own subject is nobody's code."""
    rows = pa.table({
        "orphan_reason": ["not_in_crm", "owner_inactive"], "cost_verdict": ["below", "above"],
        "subject": ["sync_job fails", "reset"],
    })  # fmt: skip
    told = in_words(rows).to_pydict()
    assert told["orphan_reason"] == ["Not in CRM", "Owner inactive"]
    assert told["cost_verdict"] == ["Below the range", "Above the ceiling"]
    assert told["subject"] == ["sync_job fails", "reset"]


@pytest.mark.parametrize("section", ["Compare", "Coverage", "Moves", "Cadence & time"])
def test_every_section_is_drawn(app, sample_warehouse, section):
    shown = app(sample_warehouse, "segments", section=section)
    assert shown.title[0].value == "Does coverage match value?"
    assert [one.label for one in shown.metric][:2] == ["Paying accounts", "Cost to serve"]
    assert len(shown.dataframe) >= 1
