"""Figures as people read them."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import fmt


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_272_000_000, "$1.27B"),
        (30_300_000, "$30.3M"),
        (842_000, "$842k"),
        (Decimal("842499.99"), "$842k"),
        (Decimal("842500"), "$843k"),
        (999_499, "$999k"),
        (999_500, "$1.00M"),
        (999_500_000, "$1.00B"),
        (Decimal("999.4"), "$999"),
        (Decimal("999.5"), "$1.00k"),
        (9_995, "$10.0k"),
        (99_950, "$100k"),
        (12, "$12"),
        (0, "$0"),
        (Decimal("-0.3"), "$0"),
        (-1234, "−$1.23k"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_money_has_three_digits(value, text):
    assert fmt.money(value) == text


def test_money_in_other_currencies_and_with_a_sign():
    assert fmt.money(1_500_000, "eur") == "€1.50M"
    assert fmt.money(1_500_000, "CHF") == "CHF 1.50M"
    assert fmt.money(2610, plus=True) == "+$2.61k"
    assert fmt.money_full(Decimal("-1234567.895")) == "−$1,234,567.90"
    assert fmt.money_full(Decimal("0.004"), plus=True) == "$0.00"


def test_halves_go_away_from_zero():
    assert [fmt.half_up(value, 0) for value in (0.5, 1.5, 2.5, -0.5, -2.5)] == [1, 2, 3, -1, -3]
    # The binary number behind 1.005 is below it; the printed figure is what counts.
    assert fmt.half_up(1.005, 2) == Decimal("1.01")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0425, "104.3%"), (Decimal(147500) / Decimal(225000), "65.6%"), (0, "0.0%"), (-0.0149, "−1.5%"), (None, "–")],
)
def test_rates_have_one_decimal(value, text):
    assert fmt.rate(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0061, "+0.6 pts"), (-0.0061, "−0.6 pts"), (0.0004, "0.0 pts"), (-0.0004, "0.0 pts"), (None, "–")],
)
def test_changes_of_rates_are_points(value, text):
    assert fmt.points(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.0123, "+1.2%"), (-0.0123, "−1.2%"), (0.0001, "0.0%"), (None, "–")])
def test_changes_of_money_are_per_cent(value, text):
    assert fmt.change(value) == text


def test_dates_and_counts():
    assert fmt.day(dt.date(2026, 12, 2)) == "2 Dec 2026"
    assert fmt.month(dt.date(2026, 2, 28)) == "Feb 2026"
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert fmt.moment(dt.datetime(2026, 10, 16, 8, 5, tzinfo=tokyo)) == "15 Oct 2026 23:05 UTC"
    assert (fmt.count(12345), fmt.count(2, plus=True), fmt.count(-2, plus=True)) == ("12,345", "+2", "−2")
    assert (fmt.day(None), fmt.month(None), fmt.moment(None), fmt.count(None)) == ("–",) * 4


def test_plain_text_loses_what_reorders_or_hides_it():
    assert fmt.plain("a\u202egnp.exe\u200b b\r\n\tc\ufeff") == "a gnp.exe b c"
    assert fmt.plain(None) == "–"


@pytest.mark.parametrize(
    "payload",
    [
        "![x](http://a.example/b.png)",
        ":material/delete:",
        "www.a.example",
        ":red[x]",
        "a@b.example",
        "<img src=x>",
        "# h",
        "$a$",
    ],
)
def test_inert_text_leaves_nothing_that_markdown_reads(payload):
    shown = fmt.inert(payload)
    assert shown != payload
    for live in ("://", "www.", ":m", ":r", "@b", "](", "!["):
        assert live not in shown
    # What is read is what was typed.
    assert shown.replace("\\", "").replace(fmt.WORD_JOINER, "") == payload


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("71.45"), "71.5"), (Decimal("0"), "0.0"), (100, "100.0"), (None, fmt.MISSING)]
)
def test_a_score_has_one_decimal(value, text):
    assert fmt.score(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("3.45"), "+3.5"), (Decimal("-44"), "−44.0"), (Decimal("-0.04"), "0.0"), (0, "0.0"), (None, fmt.MISSING)],
)
def test_a_change_of_a_score_has_its_sign(value, text):
    assert fmt.gain(value) == text


@pytest.mark.parametrize(
    ("code", "text"), [("csm_sentiment", "CSM sentiment"), ("auc", "AUC"), ("at_risk_health", "At risk health")]
)
def test_a_code_is_told_in_words(code, text):
    assert fmt.spelled(code) == text


@pytest.mark.parametrize(
    ("day", "text"), [("2026-01-01", "Q1 2026"), ("2026-03-31", "Q1 2026"), ("2026-04-01", "Q2 2026"),
                      ("2026-12-31", "Q4 2026")]
)  # fmt: skip
def test_a_quarter_is_that_of_its_months(day, text):
    assert fmt.quarter(dt.date.fromisoformat(day)) == text
    assert fmt.quarter(None) == fmt.MISSING
