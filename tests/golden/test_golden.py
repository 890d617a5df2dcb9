"""The golden cases of retention, from raw exports to published marts, each with the figure worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.golden.cases import SIGNED_ACCOUNT
from tests.golden.figures import closing, money, movements, rates


def test_g01_one_account_through_every_movement(published):
    assert movements(published, "G01") == [
        ("2025-01", "new", 100),
        ("2025-02", "expansion", 50),
        ("2025-04", "contraction", -30),
        ("2025-05", "churn", -120),
        ("2025-08", "reactivation", 80),
    ]
    assert closing(published, "G01", date(2025, 8, 31)) == 80


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("G02-year", "100"),
        ("G02-quarter", "100"),
        ("G02-two-years", "200"),
        ("G02-week", "43.3333"),
        ("G02-day", "152.0833"),
    ],
)
def test_g02_prices_of_every_length(published, case, expected):
    assert closing(published, case, date(2025, 1, 31)) == money(expected)


def test_g02_four_weeks_and_thirty_days(other_positions):
    assert closing(other_positions, "G02-week", date(2025, 1, 31)) == 40
    assert closing(other_positions, "G02-day", date(2025, 1, 31)) == 150


def test_g03_the_upgrade_counts_in_the_month_it_starts(published):
    expected = [("2025-05", "new", 100), ("2025-06", "expansion", 50)]
    assert movements(published, "G03") == expected
    assert movements(published, "G03-at-once") == expected
    billed = published.execute(
        "select closing_mrr_invoiced from account_mrr where account_id = 'stripe:cus_G03-at-once'"
        " order by month_end limit 3"
    ).fetchall()
    assert [amount for (amount,) in billed] == [100, 125, 150]
    prorations = published.execute(
        "select amount from invoice_lines where account_id = 'stripe:cus_G03-at-once' and is_proration order by 1"
    ).fetchall()
    assert prorations == [(-50,), (75,)]


def test_g03_the_invoiced_basis_moves_twice(invoiced_at_list):
    assert movements(invoiced_at_list, "G03-at-once", date(2025, 7, 31)) == [
        ("2025-05", "new", 100),
        ("2025-06", "expansion", 25),
        ("2025-07", "expansion", 25),
    ]


def test_g04_in_and_out_within_a_month_moves_nothing(published):
    assert movements(published, "G04") == []


def test_g04_by_events_it_is_new_and_churn(other_positions):
    assert movements(other_positions, "G04") == [("2025-03", "churn", -100), ("2025-03", "new", 100)]


def test_g06_a_trial_pays_nothing_and_a_free_plan_never_does(published):
    assert movements(published, "G06") == [("2025-02", "new", 50)]
    assert movements(published, "G06-free") == []
    paying = "select count(*) from account_mrr where account_id like ? and month_end = '2025-02-28' and closing_mrr > 0"
    assert published.execute(paying, ["stripe:cus_G06%"]).fetchone() == (1,)


def test_g06_a_trial_that_counts(other_positions):
    assert movements(other_positions, "G06") == [("2025-01", "new", 50)]
    assert movements(other_positions, "G06-free") == []


def test_g07_discounts_net_of_all(other_positions):
    assert movements(other_positions, "G07-three") == [("2025-01", "new", 50), ("2025-04", "expansion", 50)]
    assert movements(other_positions, "G07-half-year") == [("2025-01", "new", 50), ("2026-01", "expansion", 50)]
    assert closing(other_positions, "G07-forever", date(2025, 1, 31)) == 80
    assert closing(other_positions, "G07-once", date(2025, 1, 31)) == 77
    assert closing(other_positions, "G07-floor", date(2025, 1, 31)) is None


def test_g07_discounts_at_list(invoiced_at_list):
    assert movements(invoiced_at_list, "G07-three") == [("2025-01", "new", 100)]
    assert movements(invoiced_at_list, "G07-half-year") == [("2025-01", "new", 100)]
    assert closing(invoiced_at_list, "G07-forever", date(2025, 1, 31)) == 100
    assert closing(invoiced_at_list, "G07-once", date(2025, 1, 31)) == 1155
    assert closing(invoiced_at_list, "G07-floor", date(2025, 1, 31)) == 49


def test_g07_discounts_list_permanent_all(published):
    assert closing(published, "G07-once", date(2025, 1, 31)) == 1155
    row = published.execute(
        "select closing_mrr_list, closing_mrr from account_mrr"
        " where account_id = 'stripe:cus_G07-forever' and month_end = '2025-01-31'"
    ).fetchone()
    assert row == (100, 80)
    series = published.execute(
        "select closing_mrr_net_all from account_mrr"
        " where account_id = 'stripe:cus_G07-three' order by month_end limit 5"
    ).fetchall()
    assert [value for (value,) in series] == [50, 50, 50, 100, 100]
    assert movements(published, "G07-three") == [("2025-01", "new", 100)]
    years = published.execute(
        "select month_end, closing_mrr, closing_mrr_net_all from account_mrr"
        " where account_id = 'stripe:cus_G07-half-year' and month_end in ('2025-12-31', '2026-01-31') order by 1"
    ).fetchall()
    assert years == [(date(2025, 12, 31), 100, 50), (date(2026, 1, 31), 100, 100)]
    assert closing(published, "G07-floor", date(2025, 1, 31)) is None


def test_g08_three_customers(published):
    found = rates(published, "low_touch", date(2025, 1, 31))
    assert found["N1"] == [4200, 6000, money("0.7")]
    assert found["R1"] == [3200, 6000, money("0.533333")]
    assert found["logo"] == [2, 3, money("0.666667")]


def test_g12_the_dispute_book(published):
    found = rates(published, "high_touch", date(2026, 1, 31))
    assert found["N1"] == [380000, 400000, money("0.95")]
    assert found["N2"] == [310000, 400000, money("0.775")]
    assert found["R1"] == [340000, 400000, money("0.85")]
    assert found["R2"] == [160000, 400000, money("0.4")]
    assert found["logo"] == [4, 4, 1]


def test_g14_fx_is_a_movement_of_its_own(published):
    assert movements(published, "G14") == [("2025-01", "new", 110), ("2025-02", "expansion", 22), ("2025-02", "fx", -6)]
    assert movements(published, "G14-still") == [("2025-01", "new", 110), ("2025-02", "fx", -5)]
    retained, reported = published.execute(
        "select retained_mrr / opening_mrr, retained_mrr_as_reported / opening_mrr from retention_base"
        " where account_id = 'stripe:cus_G14' and month_end = '2025-02-28' and window_months = 1"
    ).fetchone()
    assert (round(retained, 6), round(reported, 6)) == (1.2, 1.145455)


def test_g14_fx_at_the_closing_rate_and_as_reported(other_positions, invoiced_at_list):
    assert movements(other_positions, "G14") == [
        ("2025-01", "new", 110),
        ("2025-02", "expansion", 21),
        ("2025-02", "fx", -5),
    ]
    assert movements(invoiced_at_list, "G14") == [("2025-01", "new", 110), ("2025-02", "expansion", 16)]


def test_g15_churn_counts_when_service_ends(published):
    assert movements(published, "G15") == [("2025-01", "new", 100), ("2025-05", "churn", -100)]


def test_g15_at_request_it_counts_in_march(other_positions):
    assert movements(other_positions, "G15") == [("2025-01", "new", 100), ("2025-03", "churn", -100)]


def test_g15_on_its_last_day_it_is_gone_by_the_end_of_april(invoiced_at_list):
    periods = invoiced_at_list.execute(
        "select valid_to, cancellation_requested_on from subscription_periods where account_id = 'stripe:cus_G15'"
    ).fetchall()
    assert periods == [(date(2025, 4, 30), date(2025, 3, 10))]


def test_g17_past_due_is_kept_until_cancelled(published):
    assert movements(published, "G17") == [("2025-01", "new", 100)]


def test_g17_past_due_for_thirty_days_is_cut_off_until_it_is_paid(other_positions):
    assert movements(other_positions, "G17") == [
        ("2025-01", "new", 100),
        ("2025-03", "churn", -100),
        ("2025-04", "reactivation", 100),
    ]


def test_a_pause_pays_nothing_or_keeps_its_rate(published, other_positions):
    assert movements(published, "paused") == [
        ("2025-01", "new", 100),
        ("2025-04", "churn", -100),
        ("2025-06", "reactivation", 100),
    ]
    assert movements(other_positions, "paused") == [("2025-01", "new", 100)]
    for connection in (published, other_positions):
        paused = connection.execute(
            "select valid_from, valid_to from subscription_periods"
            " where account_id = 'stripe:cus_paused' and status = 'paused'"
        ).fetchall()
        assert paused == [(date(2025, 4, 1), date(2025, 6, 1))]


def test_a_late_renewal_within_grace_is_no_loss(published, other_positions):
    lost = [("2024-07", "new", 100), ("2025-07", "churn", -100), ("2025-08", "reactivation", 200)]
    assert movements(published, "late") == lost
    assert movements(other_positions, "late") == [("2024-07", "new", 100), ("2025-08", "expansion", 100)]
    assert movements(other_positions, "too_late") == lost


def test_a_merge_is_no_movement_in_either_tree(published, other_positions):
    # Builds at other positions make anew what revenue rests on, which are the accounts before their health joins them.
    readings = ((published, "accounts"), (other_positions, "known_accounts"))
    closings, moved = [], []
    for connection, accounts in readings:
        closings.append(
            connection.execute(
                f"select account_name, closing_mrr from account_mrr inner join {accounts} using (account_id)"
                " where month_end in ('2025-02-28', '2025-03-31') and account_name in ('L', 'S') order by month_end, 1"
            ).fetchall()
        )
        moved += connection.execute(
            f"select month_end, movement, sum(amount) from mrr_movements inner join {accounts} using (account_id)"
            " where account_name in ('L', 'S') group by all"
        ).fetchall()
    assert closings == [[("S", 150), ("S", 150)], [("L", 50), ("S", 100), ("L", 0), ("S", 150)]]
    assert moved == [(date(2025, 1, 31), "new", 150)] * 2


def test_g20_a_goodwill_credit_is_not_mrr(published):
    assert [closing(published, "G20", day) for day in (date(2025, 2, 28), date(2025, 4, 30))] == [100, 100]


def test_g20_nor_is_it_on_the_invoiced_basis(invoiced_at_list):
    assert [closing(invoiced_at_list, "G20", day) for day in (date(2025, 2, 28), date(2025, 4, 30))] == [100, 100]


def test_g21_a_ramp_counts_the_price_in_force(published):
    assert movements(published, "G21") == [
        ("2023-01", "new", money("833.3333")),
        ("2024-01", "expansion", money("166.6667")),
        ("2025-01", "expansion", 250),
    ]
    opening, retained = published.execute(
        "select opening_mrr, retained_mrr from retention_base"
        " where account_id = 'stripe:cus_G21' and month_end = '2024-01-31' and window_months = 12"
    ).fetchone()
    assert round(retained / opening, 6) == money("1.2")


def test_g21_a_flat_ramp_never_moves(other_positions):
    query = (
        "select distinct round(closing_mrr, 4) from account_mrr where account_id like ? and month_end < '2026-01-01'"
    )
    assert other_positions.execute(query, [f"{SIGNED_ACCOUNT}%"]).fetchall() == [(money("1027.7778"),)]
    opening, retained = other_positions.execute(
        "select opening_mrr, retained_mrr from retention_base"
        " where account_id like ? and month_end = '2024-01-31' and window_months = 12",
        [f"{SIGNED_ACCOUNT}%"],
    ).fetchone()
    assert retained / opening == 1
    assert closing(other_positions, "G21", date(2024, 1, 31)) == 1000, "without a contract the price in force counts"


def test_g24_seats_and_price_together(published):
    assert movements(published, "G24") == [("2025-01", "new", 100), ("2025-02", "expansion", 32)]


def test_g25_co_termed_seats_and_metered_usage(published):
    assert closing(published, "G25", date(2025, 6, 30)) == 100
    assert closing(published, "G25", date(2025, 7, 31)) == 200
    assert closing(published, "G25-usage", date(2025, 1, 31)) == 20


def test_g25_usage_committed_and_billed(other_positions, invoiced_at_list):
    assert closing(other_positions, "G25-usage", date(2025, 1, 31)) == 45
    assert closing(invoiced_at_list, "G25-usage", date(2025, 1, 31)) == 50


def test_g25_six_months_of_an_annual_term_on_the_invoiced_basis(invoiced_at_list):
    assert closing(invoiced_at_list, "G25", date(2025, 6, 30)) == 100
    assert closing(invoiced_at_list, "G25", date(2025, 7, 31)) == 200


def test_g28_rounding_comes_last(published):
    first, last = published.execute(
        "select sum(round(mrr, 2)), round(sum(mrr), 2) from subscription_periods"
        " where account_id = 'stripe:cus_G28' and valid_to is null"
    ).fetchone()
    assert (first, last) == (money("249.99"), 250)
    assert round(closing(published, "G28", date(2025, 1, 31)), 2) == 250


def effects(connection, case: str, month_end: date) -> list[tuple[str, str, str, Decimal]]:
    """(effect, item before, item after, amount) of one month, largest first."""
    return connection.execute(
        "select effect, from_subscription_item_id, to_subscription_item_id, amount from mrr_change_effects"
        " where account_id = ? and month_end = ? order by amount desc",
        [f"stripe:cus_{case}", month_end],
    ).fetchall()


def test_g24_of_32_seats_explain_20_and_price_12(published):
    item = "si_G24_1"
    assert effects(published, "G24", date(2025, 2, 28)) == [("seat", item, item, 20), ("price", item, item, 12)]


def test_a_plan_move_over_a_month_end_is_one_change(published):
    """Five days without service over the end of January: 100 stands until 130 of another product starts."""
    assert movements(published, "plan-move") == [("2024-11", "new", 100), ("2025-02", "expansion", 30)]
    pair = ("si_plan-move_1", "si_plan-move_2")
    assert effects(published, "plan-move", date(2025, 2, 28)) == [("plan_change", *pair, 30)]


def test_a_late_renewal_of_the_same_product_is_a_loss_and_a_return(published):
    assert movements(published, "late-renewal") == [
        ("2024-11", "new", 100),
        ("2025-01", "churn", -100),
        ("2025-02", "reactivation", 130),
    ]
