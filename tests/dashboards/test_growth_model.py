"""Figures of Expansion & losses equal independent queries, and the rows behind each sum to it."""

import datetime as dt

import pytest
from cs_dash import (
    books_repo,
    expansion_charts,
    expansion_repo,
    fmt,
    losses_repo,
    multi_year_repo,
    theme_tokens,
    whitespace_repo,
)
from cs_dash.models import growth

MONTH = dt.date(2026, 9, 30)
SEGMENTS = ("all", "high_touch", "low_touch", "tech_touch")


@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_opportunities_of_a_stage_sum_to_its_bar(sample, segment):
    rows = expansion_repo.pipeline(sample, segment)
    assert rows
    for row in rows:
        place = (sample, segment, row["stage"], "all", "pipeline")
        total = expansion_repo.opportunity_total(*place)
        listed = expansion_repo.opportunity_rows(*place, None)
        assert total["row_count"] == listed.num_rows == row["opportunities"]
        assert sum(listed["amount_arr"].to_pylist()) == total["amount"] == row["amount"]
        assert sum(listed["expected_arr"].to_pylist()) == total["expected_amount"] == row["expected_amount"]
    whole = expansion_repo.pipeline_total(sample, segment)
    assert whole["expected_amount"] == sum(row["expected_amount"] for row in rows)
    by_basis = sample.rows(
        """
        select
            coalesce(sum(amount) filter (where amount_basis = 'crm'), 0) as amount,
            coalesce(sum(expected_amount) filter (where amount_basis = 'crm'), 0) as expected_amount,
            coalesce(sum(amount) filter (where amount_basis <> 'crm'), 0) as estimated_amount
        from expansion_opportunities
        where is_in_pipeline and $segment in ('all', segment)
        """,
        {"segment": segment},
    )[0]
    tiles = {tile.label: tile.value for tile in growth.pipeline(sample, segment, "USD").tiles}
    assert tiles["CRM pipeline, ARR"] == fmt.money(by_basis["amount"])
    assert tiles["Expected of the CRM's, ARR"] == fmt.money(by_basis["expected_amount"])
    assert tiles["Seen by signals only, ARR"] == fmt.money(by_basis["estimated_amount"])
    drawn = {row["stage"]: row for row in expansion_charts.stages(rows, "USD")["data"]["values"]}
    assert {stage: row["exact"] for stage, row in drawn.items()} == {
        row["stage"]: fmt.money_full(row["amount"]) for row in rows
    }


def test_signals_count_every_outcome_once(sample):
    for row in expansion_repo.signals(sample, "all").to_pylist():
        ended = {"open": "open_opportunities", "won": "won", "lost": "deals_lost", "expired": "expired"}
        assert row["opportunities"] == sum(row[column] for column in ended.values())
        for outcome, column in ended.items():
            total = expansion_repo.opportunity_total(sample, "all", "all", row["signal"], outcome)
            assert total["row_count"] == row[column]


@pytest.mark.parametrize("window", [1, 3, 12])
@pytest.mark.parametrize("segment", SEGMENTS)
def test_accounts_sum_to_their_type_and_types_to_the_ledgers_expansion(sample, segment, window):
    rows = expansion_repo.mix(sample, segment, window, MONTH)
    for row in rows:
        place = (sample, segment, window, MONTH, row["expansion_type"])
        assert expansion_repo.mix_total(*place)["mrr"] == row["amount"]
        assert sum(expansion_repo.mix_rows(*place, None)["mrr"].to_pylist()) == row["amount"]
    ledger = sample.rows(
        """
        select coalesce(sum(amount), 0) as amount
        from mrr_movements
        where
            movement = 'expansion' and $segment in ('all', segment) and month_end <= $month
            and month_end > last_day($month - to_months($window))
        """,
        {"segment": segment, "month": MONTH, "window": window},
    )[0]["amount"]
    assert sum(row["amount"] for row in rows) == ledger == rows[0]["expansion_amount"]
    assert [row["expansion_type"] for row in rows][:4] == ["upsell", "cross_sell", "seat", "usage"]


@pytest.mark.parametrize("segment", SEGMENTS)
def test_customers_sum_to_both_rates(sample, segment):
    row = expansion_repo.rates(sample, segment, 12, MONTH)
    total = expansion_repo.customer_total(sample, segment, 12, MONTH)
    assert (total["row_count"], total["expanded_customers"]) == (row["customers"], row["expanded_customers"])
    assert (total["opening_mrr"], total["expansion_mrr"]) == (row["opening_mrr"], row["expansion_mrr"])
    listed = expansion_repo.customer_rows(sample, segment, 12, MONTH, None)
    assert sum(listed["has_expanded"].to_pylist()) == row["expanded_customers"]
    tiles = {tile.label: tile for tile in growth.mix(sample, segment, 12, MONTH, "USD").tiles}
    assert tiles["Customers expanded"].footnote.endswith("target 15.0% to 25.0%")
    assert tiles["Found by CS, created"].footnote.endswith("target 50.0%")


@pytest.mark.parametrize("window", [3, 12])
def test_opportunities_sum_to_who_found_them(sample, window):
    rows = expansion_repo.sources(sample, window, MONTH)
    assert {row["basis"] for row in rows} == {"created", "won"} or window == 3
    for row in rows:
        place = (sample, row["basis"], window, MONTH, row["sourced_by"])
        total = expansion_repo.sourced_total(*place)
        assert (total["row_count"], total["amount"]) == (row["opportunities"], row["amount"])
        assert expansion_repo.sourced_rows(*place, None).num_rows == row["opportunities"]


def test_a_share_outside_of_its_range_is_marked(sample):
    told = [row for row in expansion_repo.mix(sample, "all", 12, MONTH) if row["share"] is not None]
    for row, drawn in zip(told, expansion_charts.mix(told, "USD")["data"]["values"], strict=True):
        inside = row["least_share"] <= row["share"] <= row["greatest_share"]
        assert drawn["text"] == fmt.rate(row["share"]) + ("" if inside else " *")


@pytest.mark.parametrize("segment", SEGMENTS)
def test_accounts_that_lack_a_product_sum_to_its_potential(sample, segment):
    for row in whitespace_repo.products(sample, segment).to_pylist():
        total = whitespace_repo.lacking_total(sample, segment, row["product_step"])
        listed = whitespace_repo.lacking_rows(sample, segment, row["product_step"], None)
        assert sum(listed["potential_amount"].to_pylist()) == total["potential_amount"] == row["potential_amount"]
        assert listed.num_rows == total["row_count"] == row["accounts"]


@pytest.mark.parametrize(
    ("kind", "dimension"), [("churn", "reason"), ("contraction", "reason"), ("contraction", "cause")]
)
@pytest.mark.parametrize("basis", ["month", "quarter"])
def test_losses_sum_to_their_bar_and_bars_to_the_ledger(sample, basis, kind, dimension):
    rows = losses_repo.totals(sample, basis, "all", kind, dimension, 99)
    for row in rows[::3]:
        place = (sample, basis, "all", kind, dimension, row["period_end"], row["dimension_value"])
        total = losses_repo.loss_total(*place)
        assert (total["row_count"], total["lost_mrr"]) == (row["losses"], row["lost_mrr"])
        assert sum(losses_repo.loss_rows(*place, None)["lost_mrr"].to_pylist()) == row["lost_mrr"]
    ledger = sample.rows("select -sum(amount) as lost from mrr_movements where movement = $kind", {"kind": kind})
    assert sum(row["lost_mrr"] for row in rows) == ledger[0]["lost"]
    assert losses_repo.loss_total(sample, basis, "all", kind, dimension, None, "all")["lost_mrr"] == ledger[0]["lost"]


def test_the_largest_reasons_have_colours_and_the_others_are_together(sample):
    model = growth.losses(sample, "quarter", "all", "contraction", "reason", "USD")
    scale = model.spec["encoding"]["color"]["scale"]
    assert scale["domain"][-1] == "Other reasons"
    assert scale["range"] == [*theme_tokens.LINES.values(), theme_tokens.UNSCORED]
    drawn = model.spec["data"]["values"]
    sums = {}
    for row in drawn:
        sums[row["why"]] = sums.get(row["why"], 0) + row["amount"]
    assert set(scale["domain"][:-1]) == set(sorted(sums, key=sums.get, reverse=True)[:5])
    assert len(drawn) == len(model.rows)
    assert {row["when"] for row in drawn if row["open"]} <= {"Q4 2026"}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_invoices_and_losses_sum_to_what_is_told_of_payments(sample, segment):
    for row in losses_repo.payments(sample, "quarter", segment, 99):
        total = losses_repo.dunning_total(sample, "quarter", segment, row["period_end"], "all")
        assert (total["row_count"], total["amount"]) == (row["failed_invoices"], row["failed_amount"])
        given_up = losses_repo.dunning_total(sample, "quarter", segment, row["period_end"], "lost")
        assert given_up["amount"] == row["unpaid_amount"]
        place = (sample, "quarter", segment, "churn", "involuntary", row["period_end"], "all")
        assert losses_repo.loss_total(*place)["lost_mrr"] == row["involuntary_mrr"]
        unknown = losses_repo.loss_total(sample, "quarter", segment, "churn", "reason", row["period_end"], "not_stated")
        assert (unknown["row_count"], unknown["lost_mrr"]) == (row["unknown_accounts"], row["unknown_mrr"])


def test_tiles_of_payments_are_of_the_newest_period_that_is_over(sample):
    tiles = growth.payments(sample, "quarter", "all", "USD").tiles
    assert [tile.label for tile in tiles][0] == "Involuntary churn, Q3 2026"
    assert growth.payments(sample, "month", "all", "USD").tiles[0].label == "Involuntary churn, Sep 2026"


def test_longer_terms_sum_to_their_tiles(sample):
    for segment in SEGMENTS:
        row = multi_year_repo.summary(sample, segment)
        eligible = multi_year_repo.renewal_total(sample, segment, "eligible", "all")
        others = multi_year_repo.renewal_total(sample, segment, "others", "all")
        assert (eligible["row_count"], eligible["amount_due"]) == (row["eligible"], row["eligible_amount"])
        assert eligible["row_count"] + others["row_count"] == row["renewals"]
        for criterion in multi_year_repo.criteria(sample, segment).to_pylist():
            lacking = multi_year_repo.renewal_total(sample, segment, "all", criterion["criterion"])
            assert lacking["row_count"] == criterion["renewals_unmet"]
        for term in multi_year_repo.terms(sample, segment):
            offers = multi_year_repo.offer_rows(sample, segment, term["term_years"], None)
            assert offers.num_rows == term["offers"] == row["eligible"]
            assert sum(offers["lowest_term_amount"].to_pylist()) == term["lowest_term_amount"]


def test_whom_to_win_back_sums_by_reason(sample):
    found = losses_repo.win_back_reasons(sample, "all")
    assert found
    for row in found:
        total = losses_repo.win_back_total(sample, "all", row["reason"])
        assert (total["row_count"], total["lost_arr"]) == (row["accounts"], row["lost_arr"])
        assert losses_repo.win_back_rows(sample, "all", row["reason"], None).num_rows == row["accounts"]


@pytest.mark.parametrize("window", [3, 12])
def test_accounts_sum_to_the_books(sample, window):
    told = sample.rows(
        "select * from csm_books where quarter_end = $month and window_months = $window",
        {"month": MONTH, "window": window},
    )
    shown = {row["book_id"]: row for row in books_repo.books(sample, window, MONTH).to_pylist()}
    assert next(iter(shown)) == "all"
    columns = {"grr": "grr", "nrr": "nrr", "expansion": "expansion_rate", "health": "book_health"}
    for row in told:
        place = (sample, window, MONTH, row["owner_id"], row["measure"])
        total = books_repo.book_total(*place)
        assert (total["numerator"], total["denominator"]) == (row["numerator"], row["denominator"])
        assert books_repo.book_rows(*place, None).num_rows == total["row_count"] == row["accounts"]
        assert shown[row["owner_id"]][columns[row["measure"]]] == row["rate"]
        met = [other["is_met"] for other in told if other["owner_id"] == row["owner_id"]]
        assert shown[row["owner_id"]]["targets_met"] == met.count(True)
        assert shown[row["owner_id"]]["targets_set"] == len(met) - met.count(None) > 0
