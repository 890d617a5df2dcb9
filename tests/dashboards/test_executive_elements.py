"""The fifteen elements of the executive templates: each is on the page with the value of a query of its own.

E1 to E7 are the weekly template's, M1 to M8 the metrics with their change since the quarter before. The queries here
read the account-level tables, never the scorecard that the page reads.
"""

import datetime as dt
from decimal import Decimal
from functools import cache

import pytest
from cs_dash import behind_repo, expansion_repo, fmt, repo
from cs_dash.models import executive, standing

SEGMENTS = ("all", "high_touch", "low_touch", "tech_touch")
MONTH, QUARTER_AGO = dt.date(2026, 9, 30), dt.date(2026, 6, 30)
NOW, TODAY = dt.date(2026, 10, 31), dt.date(2026, 10, 15)
QUARTER = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
# The days on which months are read, and their quarters.
READINGS = [
    (NOW, TODAY, QUARTER),
    (dt.date(2026, 7, 31), dt.date(2026, 7, 31), (dt.date(2026, 7, 1), dt.date(2026, 9, 30))),
]
WORSE = ("at_risk", "critical", "emergency")


@cache
def page(sample, segment="all", month=MONTH, compared="quarter_ago", window=12):
    at = executive.months(sample).standing(month)
    return executive.build(sample, segment, window, month, "USD", compared, at)


def card(built, metric_id):
    return next(
        one for one in (*built.cards, *built.standing.cards, *built.standing.risk) if one.metric_id == metric_id
    )


def kept(sample, segment, month, column):
    """What is left of the accounts that paid twelve months earlier, over what they paid: read account by account."""
    rows = sample.rows(
        """
        select opening_mrr, retained_mrr, segment
        from retention_base
        where month_end = $month and window_months = 12 and opening_mrr > 0
        """,
        {"month": month},
    )
    chosen = [row for row in rows if segment in ("all", row["segment"])]
    if column == "logos":
        return Decimal(sum(row["retained_mrr"] > 0 for row in chosen)) / len(chosen)
    capped = {"nrr": lambda row: row["retained_mrr"], "grr": lambda row: min(row["retained_mrr"], row["opening_mrr"])}
    return sum(capped[column](row) for row in chosen) / sum(row["opening_mrr"] for row in chosen)


def promoter_score(sample, segment, month, until):
    """Per cent of promoters less per cent of detractors of twelve months, by the scores themselves."""
    first = dt.date(month.year - 1, month.month, 1) if month.month < 12 else dt.date(month.year, 1, 1)
    first = (first + dt.timedelta(days=31)).replace(day=1)
    scores = [
        row["score"]
        for row in sample.rows("select score, segment, responded_on from survey_responses where survey_type = 'nps'")
        if row["responded_on"] and first <= row["responded_on"] <= until and segment in ("all", row["segment"])
    ]
    return Decimal(100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores))) / len(scores)


def banded(sample, segment, month, day):
    """(band, ARR) of every account that pays at the month's end, by its newest score until the day."""
    newest = {}
    for row in sample.rows("from account_health where profile = 'composite_five' order by as_of_date"):
        if row["as_of_date"] <= day:
            newest[row["account_id"]] = row["band"] or "no_score"
    paying = sample.rows("from account_mrr where month_end = $month and closing_mrr > 0", {"month": month})
    return [
        (newest.get(row["account_id"], "no_score"), 12 * row["closing_mrr"])
        for row in paying
        if segment in ("all", row["segment_at_close"])
    ]


def due(sample, segment, day, quarter):
    """Renewals of the quarter in the newest forecast until the day."""
    rows = [row for row in sample.rows("from renewal_forecast") if row["forecast_date"] <= day]
    newest = max(row["forecast_date"] for row in rows)
    return [
        row
        for row in rows
        if row["forecast_date"] == newest
        and quarter[0] <= row["due_date"] <= quarter[1]
        and segment in ("all", row["segment"])
    ]


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e1_grr_of_twelve_months_with_its_direction(sample, segment):
    now, before = kept(sample, segment, MONTH, "grr"), kept(sample, segment, QUARTER_AGO, "grr")
    shown = card(page(sample, segment), "grr")
    assert shown.value == fmt.rate(now)
    step = fmt.half_up(100 * (now - before), 1)
    assert shown.direction == (step > 0) - (step < 0)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e2_nrr_of_twelve_months_with_its_direction(sample, segment):
    now, before = kept(sample, segment, MONTH, "nrr"), kept(sample, segment, QUARTER_AGO, "nrr")
    shown = card(page(sample, segment), "nrr")
    assert shown.value == fmt.rate(now)
    step = fmt.half_up(100 * (now - before), 1)
    assert shown.direction == (step > 0) - (step < 0)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e3_nps_of_twelve_months_with_its_direction(sample, segment):
    now = promoter_score(sample, segment, MONTH, MONTH)
    step = fmt.half_up(now - promoter_score(sample, segment, QUARTER_AGO, QUARTER_AGO), 0)
    shown = card(page(sample, segment), "nps")
    assert shown.value == fmt.count(now)
    assert shown.direction == (step > 0) - (step < 0)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e4_the_portfolio_in_three_bands(sample, segment):
    accounts = banded(sample, segment, NOW, TODAY)
    shown = {row["band"]: row for row in page(sample, segment).standing.bands if row["band_set"] == "3 bands"}
    for band, made_of in {"healthy": ("healthy",), "stable": ("stable",), "at_risk": WORSE}.items():
        count = sum(one in made_of for one, _ in accounts)
        assert shown[band]["accounts"] == count
        assert float(shown[band]["health_share"]) == pytest.approx(count / len(accounts), abs=2e-6)
    assert sum(row["accounts"] for row in shown.values()) == len(accounts)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e5_renewals_due_this_quarter(sample, segment):
    expected = sum(row["amount_due"] for row in due(sample, segment, TODAY, QUARTER))
    assert card(page(sample, segment), "renewals_due_amount").value == fmt.money(expected)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e6_forecast_of_the_quarter_in_money_and_of_what_is_due(sample, segment):
    rows = due(sample, segment, TODAY, QUARTER)
    forecast = sum(row["expected_amount"] for row in rows)
    shown = card(page(sample, segment), "renewals_forecast_amount")
    assert shown.value == fmt.money(forecast)
    told = [note for note in shown.footnote if note.endswith(" of what is due")]
    due_amount = sum(row["amount_due"] for row in rows)
    assert told == ([f"{fmt.rate(forecast / due_amount)} of what is due"] if due_amount else [])


@pytest.mark.parametrize("segment", SEGMENTS)
def test_e7_at_risk_renewals_of_the_quarter_in_money_and_accounts(sample, segment):
    rows = [row for row in due(sample, segment, TODAY, QUARTER) if row["risk_level"]]
    shown = card(page(sample, segment), "renewals_at_risk_amount")
    assert shown.value == fmt.money(sum(row["amount_due"] for row in rows))
    assert shown.footnote[0] == f"{len({row['account_id'] for row in rows})} accounts"


def test_m1_nrr_changes_in_points_since_the_quarter_before(sample):
    now, before = kept(sample, "all", MONTH, "nrr"), kept(sample, "all", QUARTER_AGO, "nrr")
    shown = card(page(sample), "nrr")
    assert (shown.change, shown.against) == (fmt.points(now - before), "vs Jun")


def test_m2_grr_changes_in_points_since_the_quarter_before(sample):
    now, before = kept(sample, "all", MONTH, "grr"), kept(sample, "all", QUARTER_AGO, "grr")
    shown = card(page(sample), "grr")
    assert (shown.change, shown.against) == (fmt.points(now - before), "vs Jun")


def test_m3_logo_retention_changes_in_points_or_is_said_to_be_flat(sample):
    """In high touch nobody left in either of the two years, which is flat."""
    now, before = kept(sample, "all", MONTH, "logos"), kept(sample, "all", QUARTER_AGO, "logos")
    shown = card(page(sample), "logo_retention")
    assert (shown.value, shown.change) == (fmt.rate(now), fmt.points(now - before))
    assert kept(sample, "high_touch", MONTH, "logos") == kept(sample, "high_touch", QUARTER_AGO, "logos") == 1
    still = card(page(sample, "high_touch"), "logo_retention")
    assert (still.value, still.change, still.direction) == ("100.0%", "Flat", 0)


def test_m4_nps_changes_in_points_of_its_own(sample):
    step = promoter_score(sample, "all", MONTH, MONTH) - promoter_score(sample, "all", QUARTER_AGO, QUARTER_AGO)
    assert card(page(sample), "nps").change == f"{fmt.count(step, plus=True)} pts"


@pytest.mark.parametrize("segment", SEGMENTS)
def test_m5_health_in_four_bands_agrees_with_the_three(sample, segment):
    accounts = banded(sample, segment, NOW, TODAY)
    rows = page(sample, segment).standing.bands
    four = {row["band"]: row["accounts"] for row in rows if row["band_set"] == "4 bands"}
    three = {row["band"]: row["accounts"] for row in rows if row["band_set"] == "3 bands"}
    assert four["critical"] == sum(band in ("critical", "emergency") for band, _ in accounts)
    assert four["at_risk"] == sum(band == "at_risk" for band, _ in accounts)
    assert three["at_risk"] == four["at_risk"] + four["critical"]
    assert sum(three.values()) == sum(four.values()) == len(accounts)
    for band_set in standing.BAND_SETS:
        shares = [row["health_share"] for row in rows if row["band_set"] == band_set]
        assert float(sum(shares)) == pytest.approx(1, abs=5e-6)


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize(("month", "day", "_quarter"), READINGS)
def test_m6_at_risk_accounts_and_arr_since_the_month_before(sample, segment, month, day, _quarter):
    def at_risk(end, until):
        return [arr for band, arr in banded(sample, segment, end, until) if band in WORSE]

    before = month.replace(day=1) - dt.timedelta(days=1)
    now, then = at_risk(month, day), at_risk(before, before)
    built = page(sample, segment, MONTH if month == NOW else month)
    accounts, arr = card(built, "at_risk_accounts"), card(built, "at_risk_arr")
    assert (accounts.value, arr.value) == (fmt.count(len(now)), fmt.money(sum(now)))
    step = len(now) - len(then)
    assert accounts.change == ("Flat" if step == 0 else fmt.count(step, plus=True))
    assert accounts.against == arr.against == f"vs {fmt.month_name(before)}"
    assert accounts.tone == (step < 0) - (step > 0)


@pytest.mark.parametrize(("month", "day", "quarter"), READINGS)
def test_m7_renewals_due_and_forecast_of_the_quarter_that_holds_the_month(sample, month, day, quarter):
    rows = due(sample, "all", day, quarter)
    built = page(sample, month=MONTH if month == NOW else month)
    assert built.standing.day == day
    assert card(built, "renewals_due_amount").value == fmt.money(sum(row["amount_due"] for row in rows))
    forecast = card(built, "renewals_forecast_amount")
    assert forecast.value == fmt.money(sum(row["expected_amount"] for row in rows))
    assert forecast.footnote[0].endswith(" of what is due")


@pytest.mark.parametrize("segment", SEGMENTS)
def test_m8_expansion_pipeline_and_what_is_expected_of_it(sample, segment):
    rows = [
        row
        for row in sample.rows("from expansion_opportunities where is_in_pipeline")
        if segment in ("all", row["segment"])
    ]
    built = page(sample, segment)
    assert card(built, "expansion_pipeline_amount").value == fmt.money(sum(row["amount"] for row in rows))
    expected = sum(row["amount"] * row["probability"] for row in rows)
    assert card(built, "expansion_expected_amount").value == fmt.money(expected)


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize(("month", "day", "_quarter"), READINGS)
def test_tiles_are_the_sums_of_the_rows_that_they_open(sample, segment, month, day, _quarter):
    built = page(sample, segment, MONTH if month == NOW else month)
    for at_risk, metric, column in (
        (False, "renewals_due_amount", "amount_due"),
        (False, "renewals_forecast_amount", "expected_amount"),
        (True, "renewals_at_risk_amount", "amount_due"),
    ):
        rows = behind_repo.quarter_rows(sample, segment, at_risk, month, day, None)
        total = behind_repo.quarter_total(sample, segment, at_risk, month, day)
        told = sum(amount or 0 for amount in rows[column].to_pylist())
        assert card(built, metric).value == fmt.money(told) == fmt.money(total[column])
        assert rows.num_rows == total["row_count"]
        days = {row["forecast_date"] for row in sample.rows("select distinct forecast_date from renewal_forecast")}
        assert total["forecast_date"] == max(one for one in days if one <= day)
    rows = behind_repo.scored_rows(sample, segment, WORSE, month, None)
    assert card(built, "at_risk_accounts").value == fmt.count(rows.num_rows)
    assert card(built, "at_risk_arr").value == fmt.money(sum(rows["arr"].to_pylist()))
    for row in built.standing.bands:
        made_of = standing.BAND_SETS[row["band_set"]][row["band"]]
        assert behind_repo.scored_total(sample, segment, made_of, month)["row_count"] == row["accounts"]
    if month == NOW:
        total = expansion_repo.opportunity_total(sample, segment, "all", "all", "pipeline")
        assert card(built, "expansion_pipeline_amount").value == fmt.money(total["amount"])
        assert card(built, "expansion_expected_amount").value == fmt.money(total["expected_amount"])


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize("window", executive.WINDOWS)
def test_nps_is_what_its_rows_count_to(sample, segment, window):
    over = max(window, 3)
    rows = behind_repo.answer_rows(sample, segment, over, MONTH, None)["answer_value"].to_pylist()
    total = behind_repo.answer_total(sample, segment, over, MONTH)
    assert (total["row_count"], total["net"]) == (len(rows), sum(rows))
    assert card(page(sample, segment, window=window), "nps").value == fmt.count(Decimal(100 * sum(rows)) / len(rows))


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize("compared", ["previous", "year_ago"])
def test_other_comparisons_look_back_by_calendar(sample, segment, compared):
    before = {"previous": dt.date(2026, 8, 31), "year_ago": dt.date(2025, 9, 30)}[compared]
    step = kept(sample, segment, MONTH, "nrr") - kept(sample, segment, before, "nrr")
    shown = card(page(sample, segment, compared=compared), "nrr")
    assert shown.change == fmt.points(step) or (shown.change == "Flat" and fmt.half_up(100 * step, 1) == 0)
    assert shown.against == {"previous": "vs Aug", "year_ago": "vs Sep 25"}[compared]


def test_mrr_beside_the_elements_is_that_of_the_accounts(sample):
    total = repo.paying_total(sample, "all", MONTH)
    shown = card(page(sample), "mrr")
    assert shown.value == fmt.money(total["closing_mrr"])
    assert f"ARR {fmt.money(12 * total['closing_mrr'])}" in shown.footnote
