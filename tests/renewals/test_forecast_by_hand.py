"""A book of renewals, forecast by the real models and seeds; every figure worked by hand.

A renews 100,000 at health 85, B 50,000 at 45 and C 75,000 at 25, all in the first quarter of 2025.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pytest

TODAY = date(2024, 12, 31)
# A Sunday 61 days before the due date of the renewals that are history.
EARLIER = date(2024, 8, 4)
PAST_DUE = date(2024, 10, 4)
GIVEN = {
    "health_dates": "as_of_date date, is_weekly boolean, is_current boolean",
    "fx_quotes": "currency varchar, rate_date date, rate decimal(28,12)",
    "renewals": "renewal_id varchar, account_id varchar, due_date date, renewed_on date, mrr_due decimal(18,6),"
    " renewed_mrr decimal(18,6)",
    "known_terms": "term_id varchar, started_on date, known_on date",
    "term_shares": "term_id varchar, valid_from date, valid_to date, contracts_sharing integer",
    "renewal_standings": "renewal_id varchar, standing varchar, valid_from date, valid_to date",
    "policies_in_force": "discounts varchar",
    "term_subscriptions": "term_id varchar, subscription_id varchar, contracts_sharing integer",
    "subscription_periods": "subscription_id varchar, currency varchar, valid_from date, valid_to date,"
    " mrr_list decimal(18,6), mrr decimal(18,6), mrr_net_all decimal(18,6)",
    "subscription_terms": "subscription_id varchar, started_on date, cancellation_requested_on date,"
    " service_ended_on date",
    "account_health": "account_id varchar, as_of_date date, profile varchar, score decimal(18,8)",
    "account_mrr": "account_id varchar, month_end date, segment varchar",
    "known_accounts": "account_id varchar, owner_id varchar, owner_name varchar",
    "stg_salesforce__accounts": "account_id varchar, health_score decimal(18,6), health_band varchar,"
    " modified_at timestamptz",
    "churn_predictions": "account_id varchar, as_of_date date, horizon_days integer, fit_id varchar,"
    " probability decimal(9,6)",
    "churn_model_fits": "fit_id varchar, cases integer",
    "renewal_opportunity_terms": "opportunity_id varchar, term_id varchar",
    "opportunity_states": "opportunity_id varchar, valid_from date, valid_to date, created_on date,"
    " is_closed boolean, forecast_category varchar, probability_percent decimal(18,6)",
}


@dataclass(frozen=True)
class Renewal:
    """A renewal of an account of its own: yearly amount, health by day, and on which day it was decided how."""

    name: str
    amount: int
    due_date: date
    health: dict[date, float]
    decided: tuple[str, date] | None = None


BOOK = (
    Renewal("A", 100_000, date(2025, 1, 31), {TODAY: 85}),
    Renewal("B", 50_000, date(2025, 2, 28), {TODAY: 45}),
    Renewal("C", 75_000, date(2025, 3, 31), {TODAY: 25}),
)


def forecast(models, renewals, asked=(), calls=()):
    """A connection to a database with the forecasts of the renewals, as of TODAY.

    `asked` gives (renewal, day on which its end was asked for), `calls` (renewal, category, percentage) in the CRM.
    """
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute("create table build.raw._as_of as select timestamptz '2024-12-31 23:59:59Z' as as_of")
    for table, columns in GIVEN.items():
        con.execute(f"create table {models.relations[table]} ({columns})")

    def write(table, rows):
        for row in rows:
            marks = ", ".join("?" * len(row))
            con.execute(f"insert into {models.relations[table]} values ({marks})", list(row))

    write("health_dates", [(EARLIER, True, False), (TODAY, False, True)])
    write("policies_in_force", [("permanent",)])
    for one in renewals:
        mrr = (Decimal(one.amount) / 12).quantize(Decimal("0.000001"))
        standing, decided_on = one.decided or ("open", None)
        kept = mrr if standing == "renewed" else 0
        write("renewals", [(one.name, one.name, one.due_date, decided_on if kept else None, mrr, kept)])
        write("known_terms", [(one.name, date(2024, 2, 1), date(2024, 2, 1))])
        write("term_subscriptions", [(one.name, one.name, 1)])
        write("subscription_periods", [(one.name, "usd", date(2024, 1, 1), None, mrr, mrr, mrr)])
        write("account_health", [(one.name, day, "composite_five", score) for day, score in one.health.items()])
        if one.decided:
            write("renewal_standings", [(one.name, standing, decided_on, None)])
    write("subscription_terms", [(name, date(2024, 1, 1), day, date(2025, 4, 1)) for name, day in asked])
    for name, category, percentage in calls:
        write("renewal_opportunity_terms", [(name, name)])
        write("opportunity_states", [(name, EARLIER, None, EARLIER, False, category, percentage)])
    models.make(con, ["renewal_forecast_totals", "forecast_disagreements"], set(GIVEN))
    con.execute("use build.marts")
    return con


def quarter(con, method):
    return con.execute(
        """
        select round(amount_due, 2), round(rated_amount_due, 2), round(expected_amount, 2), forecast_rate
        from renewal_forecast_totals
        where forecast_date = $1 and basis = 'due_quarter' and period_end = '2025-03-31'
            and segment = 'all' and method = $2
        """,
        [TODAY, method],
    ).fetchall()


@pytest.mark.parametrize("method", ["rule", "calibrated"])
def test_the_forecast_of_a_quarter(models, method):
    """95,000 + 30,000 + 22,500; without a history that is also what the method of record says."""
    con = forecast(models, BOOK)
    assert quarter(con, method) == [(225_000, 225_000, 147_500, Decimal("0.655556"))]
    told = con.execute(
        "select round(sum(expected_amount), 2), count(*) from renewal_forecast where is_current"
    ).fetchall()
    assert told == [(147_500, 3)]


def test_own_history_moves_the_probability(models):
    """Of ten renewals at 50 and 61 days, 9 renewed: (9 + 0.60 x 5) / 15 = 0.80 for B, 59 days before its due date."""
    history = [
        Renewal(f"h{n}", 1200, PAST_DUE, {EARLIER: 50}, ("churned" if n == 0 else "renewed", date(2024, 10, 5)))
        for n in range(10)
    ]
    con = forecast(models, [*BOOK, *history])
    told = con.execute(
        "select probability, probability_rule from renewal_forecast where renewal_id = 'B' and is_current"
    ).fetchall()
    assert told == [(Decimal("0.800000"), Decimal("0.600000"))]
    cases = "select cases from renewal_method_forecasts where renewal_id = 'B' and method = 'calibrated'"
    assert con.execute(f"{cases} and forecast_date = '{TODAY}'").fetchall() == [(10,)]


def test_calls_requests_and_decisions(models):
    """The CSM commits to C, 0.90 against 0.30: 0.60 of 75,000 is at stake. A was asked to end, B is signed."""
    signed = Renewal("B", 50_000, date(2025, 2, 28), {TODAY: 45}, ("renewed", date(2024, 12, 20)))
    con = forecast(models, [BOOK[0], signed, BOOK[2]], [("A", date(2024, 12, 1))], [("C", "Commit", None)])
    told = con.execute(
        "select renewal_id, standing, probability, round(expected_amount, 2), risk_level, risk_reason"
        " from renewal_forecast where is_current order by renewal_id"
    ).fetchall()
    assert told == [
        ("A", "open", Decimal("0.1"), Decimal("10000"), "emergency", "Asked on 1 Dec 2024 to cancel"),
        ("B", "renewed", Decimal("1"), Decimal("50000"), None, None),
        ("C", "open", Decimal("0.3"), Decimal("22500"), "high", "Health 25, 90 days left"),
    ]
    disputed = con.execute(
        "select renewal_id, lowest_method, highest_method, difference, round(amount_at_stake, 2)"
        " from forecast_disagreements where is_current order by renewal_id"
    ).fetchall()
    assert disputed == [
        ("A", "calibrated", "rule", Decimal("0.85"), Decimal("85000")),
        ("C", "rule", "csm", Decimal("0.60"), Decimal("45000")),
    ]
