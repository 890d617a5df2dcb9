"""Renewals and their rates on a book of contracts and subscriptions, against figures worked by hand.

Due in January: 100 of early, 100 of more. In February: 200 of late, 200 of part, 60 of one-end's first contract, 50 of
years. In March: 40 of one-end's second contract, 80 of gone, 70 of billed, 15 and 15 of monthly's two contracts. 930 in
all, of which part gives up 80 and gone 80. Beside them left, who paid 30 until January, would have been due in March.
"""

from datetime import date
from decimal import Decimal

import pytest

from tests.renewals import book


@pytest.fixture(scope="module")
def con(models):
    with book.told(models) as connection:
        yield connection


def rows(con, query: str) -> list[tuple]:
    plain = {Decimal: float, date: str}
    return [
        tuple(plain.get(type(value), lambda same: same)(value) for value in row) for row in con.sql(query).fetchall()
    ]


def test_what_was_due_and_what_became_of_it(con):
    found = rows(
        con,
        "select replace(renewal_id, 'contract:', ''), due_date, mrr_due, decided_by, decided_on, timing,"
        " replace(renewed_into, 'contract:', ''), renewed_mrr, uplift_mrr, price_uplift_mrr, co_termed_with"
        " from renewals where due_date < '2025-06-01' order by due_date, renewal_id",
    )
    billed = "subscription:s-billed@"
    assert found == [
        ("early-1", "2025-01-31", 100, "term", "2024-12-10", "early", "early-2", 100, 0, 0, 0),
        # 10 seats at 10 become 12 at 11: of 32 more 20 are seats and 12 price.
        ("more-1", "2025-01-31", 100, "term", "2025-01-31", "on_time", "more-2", 100, 32, 12, 0),
        # Signed late, billed on time.
        ("late-1", "2025-02-28", 200, "term", "2025-03-01", "late", "late-2", 200, 0, 0, 0),
        # 100 become 110 at the new price, 66 for 60 and 44 for 40.
        ("one-end-a", "2025-02-28", 60, "term", "2025-02-20", "early", "one-end-2", 60, 6, 6, 1),
        ("part-1", "2025-02-28", 200, "term", "2025-02-28", "on_time", "part-2", 120, 0, 0, 0),
        ("years-1", "2025-02-28", 50, "term", "2025-02-27", "early", "years-2", 50, 0, 0, 0),
        ("gone-1", "2025-03-31", 80, "lost_opportunity", "2025-03-15", None, None, 0, 0, 0, 0),
        ("left-1", "2025-03-31", 0, "ended_service", "2025-01-15", None, None, 0, 0, 0, 0),
        ("monthly-a", "2025-03-31", 15, "term", "2025-03-31", "on_time", "monthly-2", 15, 0, 0, 1),
        ("monthly-b", "2025-03-31", 15, "term", "2025-03-31", "on_time", "monthly-2", 15, 0, 0, 1),
        ("one-end-b", "2025-03-31", 40, "term", "2025-02-20", "early", "one-end-2", 40, 4, 4, 1),
        (f"{billed}2025-03-31", "2025-03-31", 70, "term", "2025-04-01", "on_time", f"{billed}2026-03-31", 70, 0, 0, 0),
        ("waits-1", "2025-05-31", 90, "not_due", None, None, None, 0, 0, 0, 0),
    ]


def test_a_contract_of_years_is_due_once_though_billed_by_the_year(con):
    assert rows(
        con,
        "select started_on, due_date, term_months, is_multi_year from renewals where account_id = 'years' order by 1",
    ) == [("2023-03-01", "2025-02-28", 24, True), ("2025-03-01", "2028-02-29", 36, True)]


def test_by_due_month_and_quarter(con):
    assert rates(con, "due_month", "2025-01-01", "2025-03-31") == [
        ("2025-01-31", 200, 200, 1, 32, 12, 2, 2),
        ("2025-02-28", 510, 430, 0.843137, 6, 6, 4, 4),
        ("2025-03-31", 220, 140, 0.636364, 4, 4, 5, 4),
    ]
    assert rates(con, "due_quarter", "2025-01-01", "2025-03-31") == [("2025-03-31", 930, 770, 0.827957, 42, 22, 11, 10)]


def test_who_left_before_the_term_was_over_is_told_beside_the_rates(con):
    """30 a month until January: 770 of 960 in the quarter, 140 of 250 in March; signed in the quarter, 600 of 960."""
    assert rows(
        con,
        "select renewal_id, ended_early_on, ended_early_mrr, ended_early_amount from renewals"
        " where ended_early_on is not null or ended_early_mrr <> 0",
    ) == [("contract:left-1", "2025-01-15", 30, 360)]
    assert rows(
        con,
        "select basis, period_end, due_mrr, renewals_ended_early, ended_early_mrr, due_or_ended_mrr,"
        " rate_with_early_ends, renewals_due_or_ended, count_rate_with_early_ends from renewal_rates"
        " where segment = 'all' and renewals_ended_early > 0 order by basis",
    ) == [
        ("booking_month", "2025-03-31", 220, 1, 30, 250, 0.92, 6, 0.5),
        ("booking_quarter", "2025-03-31", 930, 1, 30, 960, 0.625, 12, 0.666667),
        ("due_month", "2025-03-31", 220, 1, 30, 250, 0.56, 6, 0.666667),
        ("due_quarter", "2025-03-31", 930, 1, 30, 960, 0.802083, 12, 0.833333),
    ]


def test_by_booking_month_and_quarter(con):
    """Early signatures count before anything is due, late ones beside what falls due after."""
    assert rates(con, "booking_month", "2024-12-01", "2025-04-30") == [
        ("2024-12-31", 0, 100, None, 0, 0, 0, 1),
        ("2025-01-31", 200, 100, 0.5, 32, 12, 2, 1),
        ("2025-02-28", 510, 270, 0.529412, 10, 10, 4, 4),
        ("2025-03-31", 220, 230, 1.045455, 0, 0, 5, 3),
        ("2025-04-30", 0, 70, None, 0, 0, 0, 1),
    ]
    assert rates(con, "booking_quarter", "2024-12-01", "2025-06-30") == [
        ("2024-12-31", 0, 100, None, 0, 0, 0, 1),
        ("2025-03-31", 930, 600, 0.645161, 42, 22, 11, 8),
        ("2025-06-30", 90, 70, 0.777778, 0, 0, 1, 1),
    ]


def rates(con, basis: str, first: str, last: str) -> list[tuple]:
    return rows(
        con,
        "select period_end, due_mrr, renewed_mrr, rate, uplift_mrr, price_uplift_mrr, renewals_due, renewals_renewed"
        f" from renewal_rates where basis = '{basis}' and segment = 'all' and period_end between '{first}' and '{last}'"
        " order by period_end",
    )


def test_early_and_on_time(con):
    """Of the ten, early, years and both of one-end were signed before the end, and only late after it."""
    assert rows(
        con,
        "select period_end, renewals_early, renewals_on_time, renewals_late, early_rate, on_time_rate, count_rate"
        " from renewal_rates where basis like 'due_%' and segment = 'all' and period_end < '2025-05-01'"
        " order by basis, period_end",
    ) == [
        ("2025-01-31", 1, 1, 0, 0.5, 1, 1),
        ("2025-02-28", 2, 1, 1, 0.5, 0.75, 1),
        ("2025-03-31", 1, 3, 0, 0.25, 1, 0.8),
        ("2025-03-31", 4, 5, 1, 0.4, 0.9, 0.909091),
    ]


def test_eligible_and_whole_base_are_apart(con):
    """Of 930 due 160 are lost: 82.8 % are renewed, and of the whole base of 1,000 84 % are left."""
    assert rows(
        con,
        "select segment, due_mrr, lost_at_renewal_mrr, open_mrr, rate, base_opening_mrr, all_arr_rate,"
        " base_retention_rate from renewal_rates where basis = 'due_quarter' and period_end = '2025-03-31'"
        " order by segment",
    ) == [
        ("all", 930, 160, 0, 0.827957, 1000, 0.84, 0.92),
        ("high_touch", 100, 0, 0, 1, 100, 1, 1),
        ("low_touch", 830, 160, 0, 0.807229, 900, 0.822222, 0.911111),
    ]
    # part gives up its 80 when it signs in February, gone is lost in March.
    assert rows(
        con,
        "select period_end, lost_at_renewal_mrr from renewal_rates"
        " where basis = 'booking_month' and segment = 'all' and lost_at_renewal_mrr > 0 order by period_end",
    ) == [("2025-02-28", 80), ("2025-03-31", 80)]


def test_which_source_won(con):
    assert rows(
        con,
        "select reason, is_chosen, count(*) from renewal_sources where started_on < '2025-01-01'"
        " group by all order by 1",
    ) == [
        ("billing_alone", True, 1),
        ("contract_alone", True, 3),
        ("contract_and_billing", True, 9),
        ("cut_short", False, 1),
        ("inside_contract", False, 10),
    ]


def test_an_open_renewal_31_days_ahead(con):
    assert rows(
        con,
        "select days_to_due, phase, next_step, next_step_on, auto_renews, notice_date from renewals"
        " where account_id = 'waits'",
    ) == [(31, "T-45", "contract", "2025-05-01", True, "2025-05-01")]


def test_talks_begin_with_the_opportunity(con):
    assert rows(
        con,
        "select account_id, talk_started_on, talk_lead_days, is_talk_in_time from renewals"
        " where talk_started_on is not null order by account_id",
    ) == [
        ("gone", "2024-12-20", 101, True),
        ("late", "2024-11-25", 95, True),
        ("more", "2024-12-20", 42, False),
    ]
