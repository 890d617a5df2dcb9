"""The Executive page's figures equal independent queries, and the rows behind a figure sum to it."""

import csv
import datetime as dt
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from cs_dash import behind_blocks, charts, executive_repo, finance_repo, fmt, repo
from cs_dash.filters import Filters
from cs_dash.models import cards, executive, standing
from cs_dash.settings import TABLE_ROWS

SEGMENTS = ("all", "high_touch", "low_touch", "tech_touch")
MONTH = dt.date(2026, 9, 30)
PROJECT = Path(__file__).resolve().parents[2]


@cache
def page(sample, segment="all", window=12, month=MONTH):
    at = executive.months(sample).standing(month)
    return executive.build(sample, segment, window, month, "USD", "quarter_ago", at)


def card(built, metric_id):
    return next(card for card in built.cards if card.metric_id == metric_id)


def test_the_headline_month_is_the_newest_final_one(sample):
    months = executive.months(sample)
    assert months.headline == MONTH
    assert months.all[0] == dt.date(2026, 10, 31)
    assert months.provisional == {dt.date(2026, 10, 31)}


def test_six_cards_in_order(sample):
    assert [card.label for card in page(sample).cards] == list(executive.METRICS.values())


@pytest.mark.parametrize("window", executive.WINDOWS)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_rates_equal_the_cohort_computed_from_monthly_mrr(sample, segment, window):
    """The denominator comes from what account_mrr says was paid at the opening."""
    expected = sample.rows(
        """
        with opening as (
            select account_id, closing_mrr
            from account_mrr
            where month_end = last_day($month::date - to_months($window)) and closing_mrr > 0
        ),
        cohort as (
            select
                base.account_id, base.opening_mrr, opening.closing_mrr as paid_then,
                base.retained_mrr - least(base.retained_mrr, base.opening_mrr) as growth,
                base.retained_mrr
            from retention_base as base
            inner join opening on base.account_id = opening.account_id
            where
                base.month_end = $month and base.window_months = $window
                and ($segment = 'all' or base.segment = $segment)
        )
        select sum(retained_mrr) as kept, sum(retained_mrr - growth) as capped, sum(paid_then) as paid_then from cohort
        """,
        {"month": MONTH, "window": window, "segment": segment},
    )[0]
    built = page(sample, segment, window)
    assert card(built, "nrr").value == fmt.rate(expected["kept"] / expected["paid_then"])
    assert card(built, "grr").value == fmt.rate(expected["capped"] / expected["paid_then"])


@pytest.mark.parametrize("segment", SEGMENTS)
def test_mrr_is_the_sum_of_the_accounts_shown(sample, segment):
    rows = repo.paying_rows(sample, segment, MONTH, None)
    total = repo.paying_total(sample, segment, MONTH)
    assert sum(rows["closing_mrr"].to_pylist()) == total["closing_mrr"]
    assert rows.num_rows == total["row_count"]
    built = page(sample, segment)
    assert card(built, "mrr").value == fmt.money(total["closing_mrr"])
    assert card(built, "paying_accounts").value == fmt.count(rows.num_rows)


@pytest.mark.parametrize("window", executive.WINDOWS)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_rows_behind_retention_sum_to_its_numerator_and_denominator(sample, segment, window):
    rows = repo.cohort_rows(sample, segment, window, MONTH, None)
    total = repo.cohort_total(sample, segment, window, MONTH)
    published = finance_repo.side_by_side(sample, segment, window, MONTH).to_pylist()
    figures = {row["definition_id"]: row for row in published}
    assert sum(rows["opening_mrr"].to_pylist()) == total["opening_mrr"] == figures["N1"]["denominator"]
    assert sum(rows["retained_mrr"].to_pylist()) == total["retained_mrr"] == figures["N1"]["numerator"]
    assert sum(rows["retained_mrr_capped"].to_pylist()) == total["retained_mrr_capped"] == figures["R1"]["numerator"]
    assert sum(rows["is_retained_logo"].to_pylist()) == total["retained_logos"] == figures["logo"]["numerator"]
    assert rows.num_rows == total["row_count"] == figures["logo"]["denominator"]


@pytest.mark.parametrize("month", [MONTH, dt.date(2026, 10, 31), dt.date(2025, 2, 28), dt.date(2024, 1, 31)])
@pytest.mark.parametrize("window", executive.WINDOWS)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_bridge_foots(sample, segment, window, month):
    first = repo.window_start(sample, window, month)
    steps = {step["step"]: step for step in repo.bridge(sample, segment, first, month)}
    moved = sum(step["amount"] for name, step in steps.items() if name not in ("opening", "closing"))
    assert steps["opening"]["amount"] + moved == steps["closing"]["amount"]
    ordered = list(steps.values())
    assert ordered[-2]["bar_to"] == ordered[-1]["bar_from"]
    for earlier, later in zip(ordered[:-2], ordered[1:-1], strict=True):
        assert earlier["bar_to"] == later["bar_from"]
    if segment == "all":
        assert "tier_change" not in steps


@pytest.mark.parametrize("kind", ["new", "reactivation", "expansion", "contraction", "churn", "fx", "tier_change"])
@pytest.mark.parametrize("segment", SEGMENTS)
def test_rows_behind_a_bar_sum_to_it(sample, segment, kind):
    first = repo.window_start(sample, 12, MONTH)
    steps = {step["step"]: step["amount"] for step in repo.bridge(sample, segment, first, MONTH)}
    rows = repo.movement_rows(sample, segment, first, MONTH, kind, None)
    total = repo.movement_total(sample, segment, first, MONTH, kind)
    assert sum(rows["amount"].to_pylist()) == steps.get(kind, 0) == (total["amount"] or 0)
    assert rows.num_rows == total["row_count"]


def test_a_limit_keeps_the_largest(sample):
    first = repo.window_start(sample, 12, MONTH)
    everything = [
        abs(amount) for amount in repo.movement_rows(sample, "all", first, MONTH, "all", None)["amount"].to_pylist()
    ]
    shown = [abs(amount) for amount in repo.movement_rows(sample, "all", first, MONTH, "all", 5)["amount"].to_pylist()]
    assert shown == sorted(everything, reverse=True)[:5]


@pytest.mark.parametrize("month", [MONTH, dt.date(2026, 10, 31), dt.date(2024, 1, 31)])
@pytest.mark.parametrize("window", executive.WINDOWS)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_largest_movements_are_the_first_of_all(sample, segment, window, month):
    first = repo.window_start(sample, window, month)
    for kind in ("all", "tier_change"):
        everything = repo.movement_rows(sample, segment, first, month, kind, None).to_pylist()
        for limit in (5, TABLE_ROWS):
            listed = repo.largest_movements(sample, segment, window, month, kind, limit).to_pylist()
            assert listed == everything[:limit]


def test_the_publication_lists_as_many_movements_as_the_pages_show():
    macro = (PROJECT / "macros" / "rows_listed.sql").read_text(encoding="utf-8")
    assert int(re.search(r"rows_listed\(\) -%}\s+(\d+)", macro)[1]) == TABLE_ROWS


@pytest.mark.parametrize("segment", SEGMENTS)
def test_movements_of_a_month_are_the_accounts(sample, segment):
    expected = sample.rows(
        """
        select movement, sum(amount) as amount, count(distinct account_id) as accounts
        from mrr_movements
        where month_end = $month and $segment in ('all', segment)
        group by movement
        order by movement
        """,
        {"month": MONTH, "segment": segment},
    )
    assert executive_repo.month_moves(sample, segment, MONTH) == expected


def test_the_running_month_is_told_apart(sample):
    built = page(sample)
    assert built.running.startswith("Oct 2026 is still running, so provisional")
    hollow = next(layer for layer in built.trend["layer"] if layer["mark"].get("fill") == "white")
    assert {row["when"] for row in hollow["data"]["values"]} == {"Oct 2026 (provisional)"}
    assert page(sample, month=dt.date(2026, 8, 31)).running is None


def test_changes_are_points_for_rates_and_per_cent_for_money(sample):
    before, now = (
        sample.rows("select sum(closing_mrr) as mrr from account_mrr where month_end = $month", {"month": month})[0][
            "mrr"
        ]
        for month in (dt.date(2026, 6, 30), MONTH)
    )
    built = page(sample)
    assert card(built, "mrr").change == fmt.change(now / before - 1)
    assert card(built, "mrr").against == "vs Jun"
    assert card(built, "nrr").change.endswith(" pts")
    assert card(built, "nrr").footnote[0] == "Target 110.0%"


def scorecard_row(**changes):
    row = {
        "month_end": MONTH, "metric_id": "grr", "value": 0.9,
        "change_from_quarter_ago": 0.0, "change_ratio_from_quarter_ago": 0.0,
        "year_ago_value": None, "target_value": None, "unit": "ratio", "definition_id": "R1", "is_provisional": False,
        "logos": 10, "year_ago_logos": 10,
    }  # fmt: skip
    return row | changes


def made(better="higher", **changes):
    return cards.card("GRR", [scorecard_row(), scorecard_row(**changes)], "USD", "quarter_ago", better, "")


@pytest.mark.parametrize(
    ("change", "direction"), [(0.006, 1), (-0.006, -1), (0.0, 0), (0.0004, 0), (-0.0004, 0), (None, None)]
)
def test_a_card_is_flat_when_its_change_rounds_to_nothing(change, direction):
    built = made(change_from_quarter_ago=change)
    assert built.direction == direction
    assert (built.change == "Flat") is (direction == 0)


@pytest.mark.parametrize(("better", "tone"), [("higher", 1), ("lower", -1), ("neither", 0), (None, 0)])
def test_a_rise_is_good_or_bad_as_the_catalogue_says(better, tone):
    assert made(better, change_from_quarter_ago=0.01).tone == tone
    assert made(better, change_from_quarter_ago=-0.01).tone == -tone


def test_points_money_and_counts_change_each_in_its_own_way():
    assert made(unit="points", value=32.4, change_from_quarter_ago=4.4).change == "+4 pts"
    assert made(unit="count", value=12, change_from_quarter_ago=-3).change == "−3"
    assert made(unit="money", change_from_quarter_ago=5, change_ratio_from_quarter_ago=0.0512).change == "+5.1%"
    assert made(unit="ratio", change_from_quarter_ago=0.0512).change == "+5.1 pts"


@pytest.mark.parametrize(("step", "told"), [(50_000, "+$50.0k"), (-50_000, "−$50.0k"), (0, "Flat"), (None, "–")])
def test_money_that_was_nothing_before_changes_by_its_amount(step, told):
    built = made(unit="money", value=step, change_from_quarter_ago=step, change_ratio_from_quarter_ago=None)
    assert built.change == told
    assert built.against == (None if step is None else "vs Jun")


def test_a_card_and_the_catalogue_call_a_figure_the_same():
    """No card bears the name that the catalogue gives to another metric."""
    with (PROJECT / "seeds" / "metric_catalogue.csv").open(newline="", encoding="utf-8") as lines:
        names = {row["name"]: row["metric_id"] for row in csv.DictReader(lines)}
    labels = executive.METRICS | standing.LABELS | standing.RISK_LABELS
    assert {metric: label for metric, label in labels.items() if names.get(label, metric) != metric} == {}
    assert all(names.get(label) == metric for metric, label in standing.RISK_LABELS.items())


def test_every_card_leads_to_its_rows_or_to_a_page():
    asked = {*executive.METRICS, *standing.LABELS, *standing.RISK_LABELS}
    assert asked == set(behind_blocks.BEHIND)
    assert set(behind_blocks.BEHIND.values()) <= {*behind_blocks.FIGURES, *behind_blocks.PAGES}
    assert behind_blocks.query("cost", Filters("tech_touch", 12, MONTH, "quarter_ago")) == {"month": "Sep 2026"}


def test_every_share_is_told_under_the_bars():
    rows = [
        {"band_set": "3 bands", "band": "healthy", "health_share": Decimal("0.058")},
        {"band_set": "3 bands", "band": "at_risk", "health_share": Decimal("0.942")},
        {"band_set": "4 bands", "band": "critical", "health_share": Decimal("0.01")},
    ]
    assert standing.band_lines(rows) == ["3 bands: Healthy 5.8% · At-risk 94.2%", "4 bands: Critical 1.0%"]


def test_a_card_with_nothing_to_say_says_so():
    empty = cards.card(
        "GRR", [scorecard_row(value=None, change_from_quarter_ago=None)], "USD", "quarter_ago", "higher", ""
    )
    assert (empty.value, empty.change, empty.direction, empty.spark) == ("–", "–", None, [])
    assert empty.footnote == ["No target"]


@pytest.mark.parametrize("window", executive.WINDOWS)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_number_beside_a_rate_is_that_of_its_cohort(sample, segment, window):
    counted = {
        row["month_end"]: row["accounts"]
        for row in sample.rows(
            """
            select month_end, count(*) as accounts
            from retention_base
            where is_in_cohort and window_months = $window and $segment in ('all', segment)
            group by month_end
            """,
            {"segment": segment, "window": window},
        )
    }
    for row in executive_repo.scorecard(sample, segment, window):
        if row["metric_id"] in ("nrr", "grr", "logo_retention"):
            assert row["logos"] == counted[row["month_end"]]
            year_ago = row["month_end"].replace(year=row["month_end"].year - 1, day=28)
            before = [n for month, n in counted.items() if (month.year, month.month) == (year_ago.year, year_ago.month)]
            assert [row["year_ago_logos"]] == (before or [None])
        elif row["unit"] in ("money", "count"):
            assert row["logos"] is None


@pytest.mark.parametrize(("logos", "thin"), [(9, True), (10, False)])
def test_a_rate_on_fewer_than_ten_accounts_says_so(logos, thin):
    built = made(logos=logos, year_ago_value=0.8, year_ago_logos=logos)
    assert built.is_thin is thin
    assert ("n = 9 accounts" in built.footnote) is thin
    assert ("80.0% (n = 9) a year ago" in built.footnote) is thin
    running = executive.running_month([scorecard_row(metric_id="grr", logos=logos, is_provisional=True)], "USD")
    assert ("GRR 90.0% (n = 9)" in running) is thin


def test_the_trend_is_grey_where_it_stands_on_few(sample):
    built = page(sample, "high_touch")
    few = {fmt.month(row["month_end"]) for row in built.trend_rows if row["logos"] < 10}
    assert few
    drawn = {row["when"]: row["solid"] for row in built.trend["layer"][2]["data"]["values"]}
    assert {month for month, solid in drawn.items() if solid is None} == few & set(drawn)


def test_the_bridge_chart_cuts_no_bar(sample):
    built = page(sample)
    bars, ticks, _ = built.bridge["layer"]
    low, high = bars["encoding"]["x"]["scale"]["domain"]
    assert all(low < row["low"] <= row["high"] < high for row in built.bridge["data"]["values"])
    assert bars["mark"]["type"] == "bar"
    assert ticks["mark"]["type"] == "tick"
    assert [row["step"] for row in built.bridge["data"]["values"] if row["is_total"]] == ["Opening MRR", "Closing MRR"]


def test_the_tables_under_the_charts_hold_what_is_drawn(sample):
    built = page(sample)
    assert built.trend_rows[0]["is_provisional"]
    assert built.trend_rows[1]["month_end"] == MONTH
    assert fmt.rate(built.trend_rows[1]["nrr"]) == card(built, "nrr").value
    amounts = {row["step"]: row["amount"] for row in built.bridge_rows}
    assert amounts["closing"] - amounts["opening"] == sum(
        amount for step, amount in amounts.items() if step not in ("opening", "closing")
    )
    assert isinstance(amounts["closing"], Decimal)


@pytest.mark.parametrize(
    ("nrr", "grr", "moved"),
    [
        (0.99, 0.96, {"NRR": -8, "GRR": 8}),
        (0.96, 0.99, {"NRR": 8, "GRR": -8}),
        (0.99, 0.99, {"NRR": -8, "GRR": 8}),
        (1.00, 0.90, {"NRR": 0, "GRR": 0}),
    ],
)
def test_names_of_lines_that_end_side_by_side_stand_apart(nrr, grr, moved):
    """Of a chart from 50 % to 100 %, names are as high as 3.5 points."""
    ends = [{"metric": "NRR", "value": nrr}, {"metric": "GRR", "value": grr}]
    assert charts.apart(ends, 0.5) == moved
    assert charts.apart(ends[:1], 0.5) == {"NRR": 0}
