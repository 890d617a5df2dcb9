"""Scores of three accounts in each lifecycle stage, worked by hand from the bands and weights of the seeds."""

from decimal import Decimal

import pytest

from tests.health.book import TODAY, Reading, bands_of, score

DAY_NUMBER = (TODAY - TODAY.replace(1970, 1, 1)).days
TENURES = {"onboarding": 30, "adoption": 120, "value_realization": 400, "renewal": 400}
# The comments give value → score, in the order in which the metrics use them.
THRIVING = {
    "user_days_28d": 120, "active_users_28d": 10,  # login_frequency 12 → 80
    "active_users_7d": 9,  # weekly_active_share 0.9 → 100
    "features_28d": 7,  # → 100
    "feature_uses_28d": 150,  # feature_depth 15 → 80
    "minutes_28d": 100,  # 10 a user, twice the median of 5 → 100
    "sessions_28d": 100,  # 10 a user → 80
    "users_known": 12, "seats_sold": 12,  # 0.83 → 100, both
    "active_users_28d_before": 10,  # user_growth 1 → 80
    "events_28d": 180, "events_28d_before": 150,  # usage_growth 1.2 → 100
    "last_qbr_day": DAY_NUMBER - 40,  # → 100
    "calls_90d": 4, "calls_connected_90d": 3,  # 0.75 → 100
    "contacts_touched_90d": 3,  # → 100
    "tickets_30d": 1, "tickets_90d_before": 3,  # 1 × 3 / 3 = 1 → 70
    "tickets_90d": 4,  # none of 4 severe → 100, none open → 100
    "csat_responses_180d": 10, "csat_satisfied_180d": 10,  # → 100
    "invoices_due_365d": 12, "invoices_on_time_365d": 12,  # → 100
    "last_sponsor_touch_day": DAY_NUMBER - 10,  # → 100; no key contact lost → 100
    "nps": 9, "csm_sentiment": 5,  # → 100, 100
}  # fmt: skip
MIDDLING = {
    "user_days_28d": 24, "active_users_28d": 4,  # 6 → 60
    "active_users_7d": 2,  # 0.5 → 60
    "features_28d": 4,  # → 60
    "feature_uses_28d": 24,  # 6 → 60
    "minutes_28d": 20,  # 5 a user, the median → 80
    "sessions_28d": 20,  # 5 → 60
    "users_known": 10, "seats_sold": 10,  # 0.4 → 60; of seats, 60 up to half a year and 30 from then on
    "active_users_28d_before": 5,  # 0.8 → 60
    "events_28d": 90, "events_28d_before": 100,  # 0.9 → 60
    "last_qbr_day": DAY_NUMBER - 150,  # → 60
    "calls_90d": 4, "calls_connected_90d": 1,  # 0.25 → 50
    "contacts_touched_90d": 1,  # → 50
    "tickets_30d": 1, "tickets_90d_before": 2,  # 1.5 → 40
    "tickets_90d": 4, "severe_tickets_90d": 1,  # 0.25 → 60
    "open_severe_tickets": 1,  # → 40
    "csat_responses_180d": 4, "csat_satisfied_180d": 3,  # 0.75 → 50
    "invoices_due_365d": 12, "invoices_on_time_365d": 10,  # 0.83 → 50
    "last_sponsor_touch_day": DAY_NUMBER - 45,  # → 70; no key contact lost → 100
    "nps": 7, "csm_sentiment": 3,  # → 60, 50
}  # fmt: skip
FAILING = {
    "user_days_28d": 6, "active_users_28d": 2,  # 3 → 40; nobody this week → 20
    "features_28d": 2,  # → 40
    "feature_uses_28d": 2,  # 1 → 20
    "minutes_28d": 1,  # 0.5 a user, a tenth of the median → 20
    "sessions_28d": 2,  # 1 → 20
    "users_known": 20, "seats_sold": 20,  # 0.1 → 20; of seats, 60 and 30
    "active_users_28d_before": 8,  # 0.25 → 10
    "events_28d": 10, "events_28d_before": 100,  # 0.1 → 10
    "calls_90d": 2,  # nobody reached → 20; no business review ever: dropped; no contact in touch → 20
    "tickets_30d": 5, "tickets_90d_before": 3,  # 5 → 10
    "tickets_90d": 5, "severe_tickets_90d": 3,  # 0.6 → 10
    "open_severe_tickets": 2,  # → 0
    "csat_responses_180d": 2,  # none satisfied → 20
    "invoices_due_365d": 6, "invoices_on_time_365d": 3,  # 0.5 → 25
    "key_contacts_left_90d": 1,  # → 0; no touch with a sponsor ever: penalised, 25
    "nps": 3, "csm_sentiment": 1,  # → 20, 0
}  # fmt: skip
EXPECTED = {
    # All metrics of the profile are at 100 but feature_depth at 80, whose weight is 0.10, 0.12, 0.09 and 0.06.
    ("thriving", "lifecycle_four"): ("98", "97.6", "98.2", "98.8"),
    # 26 + 18.7 + 5.5 + 11.5; 32.4 + 13.4 + 5.5 + 11.5; 22.6 + 10.7 + 8 + 19.1; 16.2 + 10.7 + 12 + 19.1
    ("middling", "lifecycle_four"): ("61.7", "62.8", "60.4", "58"),
    # Without the business review the rest weighs 0.88, 0.91, 0.93 and 0.93: 21.1, 22.3, 20.75 and 20.9 over that.
    ("failing", "lifecycle_four"): ("23.977273", "24.505495", "22.311828", "22.473118"),
    # 8 + 10 + 8 | 8 + 10 + 5 | 10 + 5 + 5 | 3.5 + 5 + 5 | 4 + 5
    ("thriving", "composite_five"): ("91.5",) * 4,
    # 6 + 6 + 6 | 6 + 8 + 3 | 6 + 2.5 + 3.5 | 2 + 3 + 2.5 | 3 + 3
    ("middling", "composite_five"): ("60.5",) * 4,
    # 4 + 4 + 2 | 2 + 2 + 1 | 2 + 0 + 1.25 | 0.5 + 0.5 + 1 | 0.5 + 0.5
    ("failing", "composite_five"): ("21.25",) * 4,
    # 30.4 | 15 | 4.9 + 7 + 6 | 6.4 + 7 | 8 + 7
    ("thriving", "segment_five"): ("91.7",) * 4,
    # 21 | 9 | 8.7 | 9 | 4 + 4.2, and 4 + 2.1 from half a year on
    ("middling", "segment_five"): ("55.9", "55.9", "53.8", "53.8"),
    # 11.8 | 2.25 | 2.1 | 1.5 | 2 + 4.2, and 2 + 2.1
    ("failing", "segment_five"): ("23.85", "23.85", "21.75", "21.75"),
    # 0.4 × 80 + 30 + 30; 0.4 × 60 + 30 + 0.3 × 40; 0.4 × 40
    ("thriving", "red_yellow_green"): ("92",) * 4,
    ("middling", "red_yellow_green"): ("66",) * 4,
    ("failing", "red_yellow_green"): ("16",) * 4,
}


@pytest.fixture(scope="module")
def scored(models):
    readings = [
        Reading(f"{name} in {stage}", signals, stage, tenure=tenure)
        for name, signals in (("thriving", THRIVING), ("middling", MIDDLING), ("failing", FAILING))
        for stage, tenure in TENURES.items()
    ]
    return score(models, readings)


@pytest.mark.parametrize(("account", "profile"), EXPECTED)
def test_profile_by_hand(scored, account, profile):
    query = "select score from account_health where account_id = ? and profile = ?"
    found = [scored.execute(query, [f"{account} in {stage}", profile]).fetchone()[0] for stage in TENURES]
    # Shares of weight are kept to the sixth place, so a renormalised score may be off by a few millionths of 100.
    assert found == [pytest.approx(Decimal(value), abs=Decimal("0.0002")) for value in EXPECTED[account, profile]]


def test_low_usage_a_lost_sponsor_and_an_open_severe_ticket_is_28_of_100_and_red(models):
    signals = {"user_days_28d": 3, "active_users_28d": 1, "key_contacts_left_90d": 1, "open_severe_tickets": 1}
    con = score(models, [Reading("example", signals)])
    # Dimensions from 0 to 10: usage 4, relationship 0, support 4 at 40 %, 30 % and 30 %.
    assert con.execute(
        "select score, rag, risk_level, main_driver from account_health where profile = 'red_yellow_green'"
    ).fetchone() == (28, "red", "high", "key_contact_loss")
    dimensions = con.execute(
        "select component, scaled_score, weight from health_contributions where profile = 'red_yellow_green' order by 1"
    ).fetchall()
    assert dimensions == [
        ("relationship", 0, Decimal("0.3")), ("support", 4, Decimal("0.3")), ("usage", 4, Decimal("0.4")),
    ]  # fmt: skip


def test_the_table_of_logins(models):
    table = {0: 20, 1: 20, 2: 40, 4: 40, 5: 60, 10: 60, 11: 80, 20: 80, 21: 100, 28: 100}
    readings = [Reading(f"{days:02}", {"user_days_28d": days, "active_users_28d": 1}) for days in table]
    con = score(models, readings)
    found = con.execute(
        "select account_id::int, metric_score from health_metric_scores where metric = 'login_frequency'"
    ).fetchall()
    assert dict(found) == table


EDGES = {
    0: ("emergency", "red", "high"), "19.99999999": ("emergency", "red", "high"), 20: ("critical", "red", "high"),
    "39.99999999": ("critical", "red", "high"), 40: ("at_risk", "red", "high"), "49.9": ("at_risk", "red", "high"),
    50: ("at_risk", "yellow", "medium"), "59.5": ("at_risk", "yellow", "medium"), 60: ("stable", "yellow", "medium"),
    "69.5": ("stable", "yellow", "medium"), 70: ("stable", "yellow", "low"), 75: ("stable", "yellow", "low"),
    "75.00000001": ("stable", "green", "low"), "79.5": ("stable", "green", "low"), 80: ("healthy", "green", "low"),
    85: ("healthy", "green", "low"), "85.00000001": ("healthy", "green", "none"), 100: ("healthy", "green", "none"),
}  # fmt: skip


def test_bands_at_their_edges(models):
    con = bands_of(models, [Decimal(str(value)) for value in EDGES])
    found = con.execute("select score, band, rag, risk_level from account_health order by score").fetchall()
    assert found == [(Decimal(str(value)), *bands) for value, bands in EDGES.items()]


def test_nothing_known_is_no_score(models):
    """Tickets and sponsor would score what their policies say of missing values; one answer of 9 is a score."""
    facts = frozenset({"product_event", "product_minutes", "ticket_opened", "touch", "csat_response"})
    con = score(models, [Reading("unknown", {}, never=facts), Reading("one answer", {"nps": 9}, never=facts)])
    found = con.execute(
        "select account_id, score, band, coverage, main_driver from account_health where profile = 'composite_five'"
        " order by account_id"
    ).fetchall()
    # 0.10 × 100 for the answer, 0.05 × 50 for both of tickets, 0.05 × 25 for the sponsor, over 0.25.
    assert found == [
        ("one answer", 65, "stable", Decimal("0.1"), "sponsor_recency"), ("unknown", None, None, 0, None),
    ]  # fmt: skip


def test_a_tie_with_an_edge_stays_a_tie(models):
    """Payments and contacts are at 100, the sponsor is penalised with 25: 20.25 over 0.27 is 75, which is Yellow.

    The shares 0.10, 0.08 and 0.09 of 0.27 are none that six places hold, and 75.00001 would be Green.
    """
    paid = {"invoices_due_365d": 12, "invoices_on_time_365d": 12}
    con = score(models, [Reading("tie", paid, never=frozenset({"product_event", "product_minutes", "touch"}))])
    assert con.execute("select score, rag, band from account_health where profile = 'lifecycle_four'").fetchone() == (
        75,
        "yellow",
        "stable",
    )
