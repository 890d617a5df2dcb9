"""The Retention page's figures equal independent queries, and the rows behind a part or a bar sum to it."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import fmt, movements_repo, retention_charts, retention_repo
from cs_dash.models import retention
from cs_dash.retention_repo import Figure
from cs_dash.settings import TABLE_ROWS

MONTH = dt.date(2026, 9, 30)
RUNNING = dt.date(2026, 10, 31)
SEGMENTS = ("all", "high_touch", "low_touch", "tech_touch")
SUMS = ("N1", "N2", "R1", "R2", "logo", "logo_final")
ACCOUNT_DIMENSIONS = ("segment", "segment_today", "region", "owner", "segment_region")


def published(sample, definition_id: str, segment: str, window: int, month: dt.date = MONTH) -> dict:
    return sample.rows(
        """
        select numerator, denominator, rate
        from retention
        where definition_id = $d and segment = $s and window_months = $w and month_end = $m
        """,
        {"d": definition_id, "s": segment, "w": window, "m": month},
    )[0]


def page(sample, definition_id="N1", segment="all", window=12, month=MONTH):
    return retention.build(sample, definition_id, segment, window, month, "USD")


def definition(sample, definition_id: str) -> dict:
    return next(row for row in retention_repo.definitions(sample) if row["definition_id"] == definition_id)


def test_a_version_that_is_not_in_force_yet_is_not_told(sample):
    told = {row["definition_id"]: row for row in retention_repo.definitions(sample)}
    assert told["N2"]["definition_version"] == 1
    assert len(told) == len(retention_repo.definitions(sample))


@pytest.mark.parametrize("window", [1, 3, 12])
@pytest.mark.parametrize("segment", SEGMENTS)
def test_rates_equal_those_of_the_base(sample, segment, window):
    """N1, R1, N2 and logo from the columns of the base, which no item enters."""
    base = sample.rows(
        """
        select
            sum(retained_mrr) as n1, sum(retained_mrr_capped) filter (where is_in_cohort) as r1,
            sum(opening_mrr + expansion_mrr + contraction_mrr + churn_mrr) as n2,
            count(*) filter (where is_retained_logo) as logo,
            sum(opening_mrr) as opening, count(*) filter (where is_in_cohort) as logos
        from retention_base
        where month_end = $month and window_months = $window and $segment in ('all', segment)
        """,
        {"month": MONTH, "window": window, "segment": segment},
    )[0]
    for name in ("N1", "R1", "N2", "logo"):
        figure = page(sample, name, segment, window).figure
        assert figure["numerator"] == base[name.lower()]
        assert figure["denominator"] == (base["logos"] if name == "logo" else base["opening"])
        assert figure["logos"] == base["logos"]
        assert fmt.rate(figure["rate"]) == fmt.rate(figure["numerator"] / figure["denominator"])


@pytest.mark.parametrize("definition_id", SUMS)
@pytest.mark.parametrize("window", [1, 12])
def test_the_accounts_sum_to_the_figure(sample, definition_id, window):
    figure = Figure(definition_id, 1, window, MONTH)
    for segment in SEGMENTS:
        rows = retention_repo.contribution_rows(sample, figure, "segment", segment, None)
        total = retention_repo.contribution_total(sample, figure, "segment", segment)
        told = published(sample, definition_id, segment, window)
        assert sum(rows["numerator"].to_pylist()) == total["numerator"] == told["numerator"]
        assert sum(rows["denominator"].to_pylist()) == total["denominator"] == told["denominator"]
        assert rows.num_rows == total["row_count"] == len(set(rows["account_id"].to_pylist()))


@pytest.mark.parametrize("dimension", ACCOUNT_DIMENSIONS)
@pytest.mark.parametrize("definition_id", ["N1", "N2", "logo"])
def test_the_parts_sum_to_the_whole_and_their_accounts_to_the_parts(sample, definition_id, dimension):
    figure = Figure(definition_id, 1, 12, MONTH)
    split = retention.parts(sample, figure, dimension)
    told = published(sample, definition_id, "all", 12)
    assert (split.numerator, split.denominator) == (told["numerator"], told["denominator"])
    assert sum(split.table["logos"].to_pylist()) == published(sample, "logo", "all", 12)["denominator"]
    for row in split.table.to_pylist():
        total = retention_repo.contribution_total(sample, figure, dimension, row["part"])
        assert (total["numerator"], total["denominator"]) == (row["numerator"], row["denominator"])
        assert abs(row["rate"] - row["numerator"] / row["denominator"]) <= Decimal("0.000001")


def test_a_split_that_the_definition_lacks_is_empty(sample):
    assert retention.parts(sample, Figure("N6", 1, 12, MONTH), "region").table.num_rows == 0


def test_the_months_of_a_chain_end_at_its_figure(sample):
    for segment in SEGMENTS:
        for window in (3, 12):
            rows = retention_repo.factors(sample, Figure("N6", 1, window, MONTH), segment).to_pylist()
            told = published(sample, "N6", segment, window)
            assert len(rows) == window
            assert rows[0]["carried_before"] == told["denominator"]
            assert rows[-1]["carried_after"] == told["numerator"]
            assert sum(row["factor_step"] for row in rows) == told["numerator"] - told["denominator"]
            for row in rows:
                monthly = published(sample, "N2", segment, 1, row["factor_month_end"])
                assert (row["factor_numerator"], row["factor_denominator"]) == (
                    monthly["numerator"], monthly["denominator"],
                )  # fmt: skip


def test_an_accounts_items_sum_to_what_it_adds(sample):
    for definition_id in SUMS:
        figure = Figure(definition_id, 1, 12, MONTH)
        for row in retention_repo.contribution_rows(sample, figure, "segment", "all", 25).to_pylist():
            items = retention_repo.account_items(sample, figure, row["account_id"])
            assert sum(items["numerator"].to_pylist()) == row["numerator"]


def test_an_accounts_movements_are_those_of_the_window(sample):
    figure = Figure("N1", 1, 12, MONTH)
    for row in retention_repo.contribution_rows(sample, figure, "segment", "all", 25).to_pylist():
        moves = retention_repo.account_movements(sample, figure, row["account_id"]).to_pylist()
        told = sample.rows(
            """
            select coalesce(sum(amount), 0) as amount
            from mrr_movements
            where account_id = $id and month_end > date '2025-09-30' and month_end <= date '2026-09-30'
            """,
            {"id": row["account_id"]},
        )[0]
        assert sum(move["amount"] for move in moves) == told["amount"]


@pytest.mark.parametrize("segment", SEGMENTS)
def test_rows_behind_a_bar_sum_to_it(sample, segment):
    built = page(sample, segment=segment)
    bars = {(row["month_end"], row["movement"]): row for row in built.move_rows}
    assert len({month for month, _ in bars}) <= retention.TREND_MONTHS
    months = sorted({month for month, _ in bars})[-6:]
    for month in months:
        for kind in ("new", "reactivation", "expansion", "contraction", "churn", "fx"):
            rows = movements_repo.moved_rows(sample, segment, month, kind, None)
            total = movements_repo.moved_total(sample, segment, month, kind)
            bar = bars.get((month, kind), {"amount": 0, "accounts": 0})
            assert sum(rows["amount"].to_pylist()) == total["amount"] == bar["amount"]
            assert rows.num_rows == total["row_count"] == bar["accounts"]
        everything = movements_repo.moved_rows(sample, segment, month, "all", None).to_pylist()
        for limit in (3, TABLE_ROWS):
            assert movements_repo.largest_moved(sample, segment, month, limit).to_pylist() == everything[:limit]
        whole = movements_repo.moved_total(sample, segment, month, "all")
        assert whole["row_count"] == len(everything)
        assert whole["amount"] == sum(row["amount"] for (at, _), row in bars.items() if at == month)


def test_what_the_bars_draw_is_what_their_table_holds(sample):
    built = page(sample)
    drawn = {(row["month"], row["code"]): row["exact"] for row in built.moves["data"]["values"]}
    assert drawn == {
        (row["month_end"].isoformat(), row["movement"]): fmt.money_full(row["amount"], "USD", plus=True)
        for row in built.move_rows
    }
    assert built.moves["params"][0]["select"]["fields"] == ["month", "code"]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("N1", ["N1", "R1"]), ("N6", ["N6", "R1"]), ("R2", ["N1", "R2"]), ("logo", ["N1", "logo"])],
)
def test_net_stands_beside_gross(sample, chosen, shown):
    assert [trend.definition["definition_id"] for trend in page(sample, chosen).trends] == shown


def test_the_trend_marks_the_running_month_and_greys_what_stands_on_few(sample):
    trend = page(sample).trends[0]
    layers = [layer for layer in trend.spec["layer"] if layer["mark"]["type"] == "line"]
    final = [row for row in trend.rows if not row["is_provisional"]]
    assert len(layers[0]["data"]["values"]) == len(final)
    assert {row["month_end"] for row in trend.rows if row["is_provisional"]} == {RUNNING}
    hollow = next(layer for layer in trend.spec["layer"] if layer["mark"].get("fill") == "white")
    assert {row["when"] for row in hollow["data"]["values"]} == {"Oct 2026 (provisional)"}
    few = {(row["month_end"].isoformat(), row["segment"]) for row in final if row["logos"] < 10}
    assert few
    assert len([row for row in layers[1]["data"]["values"] if row["solid"] is None]) == len(few)
    goals = next(layer for layer in trend.spec["layer"] if layer["mark"]["type"] == "rule")
    assert {goal["text"] for goal in goals["data"]["values"]} == {"Target 110.0%", "Target 115.0%"}


def test_bands_are_those_of_the_chosen_set_and_the_segment_if_it_has_its_own(sample):
    assert retention.benchmark_sets(sample) == ["good_and_great", "other_source"]

    def bands(segment: str, benchmark: str | None) -> list:
        built = retention.build(sample, "N1", segment, 12, MONTH, "USD", benchmark).trends
        drawn = [layer for layer in built[0].spec["layer"] if layer["mark"]["type"] == "rect"]
        return [built[0].source] + [row["text"] for layer in drawn for row in layer["data"]["values"]]

    assert bands("all", "good_and_great") == ["sample", "Below", "Good", "Great"]
    assert bands("high_touch", "good_and_great") == ["sample of the tier", "Below"]
    assert bands("all", "other_source") == bands("all", None) == [None]


def test_a_band_ends_where_the_lines_do():
    bands = [{"band": "low", "lower_bound": None, "upper_bound": Decimal("0.9"), "source": "s"},
             {"band": "far", "lower_bound": Decimal("3.0"), "upper_bound": None, "source": "s"}]  # fmt: skip
    (drawn,) = retention_charts.bands_in_reach(bands, [0.8, 1.1])
    assert (drawn["text"], drawn["low"], drawn["high"]) == ("Low", 0.78, 0.9)


def test_an_older_month_ends_its_trend_there(sample):
    trend = page(sample, month=dt.date(2026, 3, 31)).trends[0]
    assert max(row["month_end"] for row in trend.rows) == dt.date(2026, 3, 31)


def test_a_month_without_an_opening_has_no_figure(sample):
    built = page(sample, month=dt.date(2024, 5, 31))
    assert built.figure is None
    assert built.trends == []


def test_a_count_is_told_as_a_count_and_money_to_the_cent(sample):
    money, count = definition(sample, "N1"), definition(sample, "logo")
    assert retention.amount(money, Decimal("1234.5"), "USD") == "$1,234.50"
    assert retention.amount(count, Decimal("54.000000"), "USD") == "54"
    rows = retention_repo.contribution_rows(sample, Figure("N1", 1, 12, MONTH), "segment", "all", 1)
    assert "numerator_mrr" in retention.told(rows, money).column_names
    assert "numerator" in retention.told(rows, count).column_names
