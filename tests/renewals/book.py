"""A book of contracts and subscriptions written by hand, told to the project's own models of renewals.

The models and seeds are the project's; what they read of the CRM, of billing and of retention is written here. Amounts
are MRR in US dollars. The book is read at the end of 30 April 2025; what matters fell due in the quarter before.
"""

from dataclasses import dataclass

import duckdb

from tests.retention.ledger import RENEWAL_TARGETS, Models

TODAY = "2025-04-30"
INPUTS = """
create table build.raw._as_of (as_of timestamptz);
create table build.staging.stg_salesforce__contracts (
    contract_id varchar, account_id varchar, started_on date, ended_on date, activated_at timestamptz,
    auto_renews boolean, notice_days integer, term_months integer, status varchar, is_deleted boolean
);
create table build.staging.stg_salesforce__opportunities (
    opportunity_id varchar, account_id varchar, created_at timestamptz, closes_on date, is_won boolean,
    contract_id varchar, opportunity_type varchar, is_closed boolean, is_deleted boolean
);
create table build.staging.stg_stripe__subscriptions (
    subscription_id varchar, current_period_start_at timestamptz, current_period_end_at timestamptz
);
create table build.marts.crm_accounts (crm_account_id varchar, account_id varchar);
create table build.marts.subscription_terms (
    subscription_id varchar, account_id varchar, past_counts boolean, started_on date, ended_on date,
    service_ended_on date
);
create table build.marts.recurring_invoice_lines (
    subscription_id varchar, valid_from date, valid_to date, invoiced_at timestamptz, is_proration boolean
);
create table build.marts.subscription_periods (
    subscription_id varchar, subscription_item_id varchar, product_id varchar, plan varchar, quantity decimal(18,6),
    currency varchar, valid_from date, valid_to date, mrr_list decimal(18,6), mrr decimal(18,6),
    mrr_net_all decimal(18,6)
);
create table build.marts.policies_in_force (discounts varchar);
create table build.marts.reporting_rates (month_end date, currency varchar, rate decimal(28,12));
create table build.marts.playbook_log_steps (account_id varchar, playbook varchar, step_id varchar, done_on date);
create table build.marts.account_mrr (account_id varchar, month_end date, segment varchar);
create table build.marts.retention_base (
    month_end date, window_months integer, segment varchar, opening_mrr decimal(18,6),
    retained_mrr_capped decimal(18,6), is_provisional boolean
);
insert into build.marts.policies_in_force values ('permanent');
insert into build.marts.reporting_rates
select last_day(month), 'usd', 1 from range(date '2024-01-01', date '2026-01-01', interval 1 month) as months(month);
"""
GIVEN = {line.split(".")[2].split(" ")[0] for line in INPUTS.splitlines() if line.startswith("create table")}
# contract_id, account, first day, last day, signed on, goes on by itself, days of notice
CONTRACTS = [
    ("early-1", "early", "2024-02-01", "2025-01-31", "2024-02-01", None, None),
    ("early-2", "early", "2025-02-01", "2026-01-31", "2024-12-10", None, None),
    ("more-1", "more", "2024-02-01", "2025-01-31", "2024-02-01", None, None),
    ("more-2", "more", "2025-02-01", "2026-01-31", "2025-02-03", None, None),
    ("late-1", "late", "2024-03-01", "2025-02-28", "2024-03-01", None, None),
    ("late-2", "late", "2025-03-01", "2026-02-28", "2025-03-20", None, None),
    ("part-1", "part", "2024-03-01", "2025-02-28", "2024-03-01", None, None),
    ("part-2", "part", "2025-03-01", "2026-02-28", "2025-02-28", None, None),
    ("one-end-a", "one-end", "2024-03-01", "2025-02-28", "2024-03-01", None, None),
    ("one-end-b", "one-end", "2024-04-01", "2025-03-31", "2024-04-01", None, None),
    ("one-end-2", "one-end", "2025-03-01", "2026-02-28", "2025-02-20", None, None),
    ("years-1", "years", "2023-03-01", "2025-02-28", "2023-03-01", None, None),
    ("years-2", "years", "2025-03-01", "2028-02-29", "2025-02-27", None, None),
    ("gone-1", "gone", "2024-04-01", "2025-03-31", "2024-04-01", None, None),
    ("left-1", "left", "2024-04-01", "2025-03-31", "2024-04-01", None, None),
    ("monthly-a", "monthly", "2024-04-01", "2025-03-31", "2024-04-01", None, None),
    ("monthly-b", "monthly", "2024-08-01", "2025-03-31", "2024-08-01", None, None),
    ("monthly-2", "monthly", "2025-04-01", "2026-03-31", "2025-03-31", None, None),
    ("waits-1", "waits", "2024-06-01", "2025-05-31", "2024-06-01", True, 30),
]
# account, created on, close date, won
OPPORTUNITIES = [
    ("more", "2024-12-20", "2025-01-31", True),
    ("late", "2024-11-25", "2025-03-20", True),
    ("gone", "2024-12-20", "2025-03-15", False),
]


@dataclass(frozen=True)
class Subscription:
    """What billing knows: `billed` has the first days of billed years, `paid` (from, seats, monthly price per seat)."""

    account: str
    billed: list[str]
    paid: list[tuple[str, int, int]]
    ended: str | None = None


SUBSCRIPTIONS = {
    "s-early": Subscription("early", ["2024-02-01", "2025-02-01"], [("2024-02-01", 10, 10)]),
    "s-more": Subscription("more", ["2024-02-01", "2025-02-01"], [("2024-02-01", 10, 10), ("2025-02-01", 12, 11)]),
    "s-late": Subscription("late", ["2024-03-01", "2025-03-01"], [("2024-03-01", 20, 10)]),
    "s-part": Subscription("part", ["2024-03-01", "2025-03-01"], [("2024-03-01", 20, 10), ("2025-03-01", 12, 10)]),
    "s-one-a": Subscription("one-end", ["2024-03-01", "2025-03-01"], [("2024-03-01", 6, 10), ("2025-03-01", 6, 11)]),
    # Its second year is cut short, so that it ends with the other.
    "s-one-b": Subscription("one-end", ["2024-04-01", "2025-03-01"], [("2024-04-01", 4, 10), ("2025-03-01", 4, 11)]),
    "s-years": Subscription("years", ["2023-03-01", "2024-03-01", "2025-03-01"], [("2023-03-01", 5, 10)]),
    "s-gone": Subscription("gone", ["2024-04-01"], [("2024-04-01", 8, 10)], ended="2025-04-01"),
    "s-left": Subscription("left", ["2024-04-01"], [("2024-04-01", 3, 10)], ended="2025-01-15"),
    "s-billed": Subscription("billed", ["2024-04-01", "2025-04-01"], [("2024-04-01", 7, 10)]),
    "s-monthly": Subscription("monthly", [], [("2024-04-01", 3, 10)]),
    "s-waits": Subscription("waits", ["2024-06-01"], [("2024-06-01", 9, 10)]),
}
# month end, months, segment, MRR at the opening, what of it was kept
BASE = [
    ("2025-01-31", 1, "high_touch", 100, 100),
    ("2025-01-31", 1, "low_touch", 900, 900),
    ("2025-02-28", 1, "high_touch", 100, 100),
    ("2025-02-28", 1, "low_touch", 900, 820),
    ("2025-03-31", 1, "low_touch", 1000, 1000),
    ("2025-03-31", 3, "high_touch", 100, 100),
    ("2025-03-31", 3, "low_touch", 900, 820),
]


def told(models: Models) -> duckdb.DuckDBPyConnection:
    """A connection whose marts tell the renewals of the book."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute(INPUTS)
    con.execute(f"insert into build.raw._as_of values ('{TODAY} 23:59:59.999999Z')")
    _write_crm(con)
    for name, subscription in SUBSCRIPTIONS.items():
        _write_subscription(con, name, subscription)
    con.executemany("insert into build.marts.retention_base values (?, ?, ?, ?, ?, false)", BASE)
    models.make(con, RENEWAL_TARGETS, GIVEN)
    con.execute("use build.marts")
    return con


def _write_crm(con: duckdb.DuckDBPyConnection) -> None:
    con.executemany(
        "insert into build.staging.stg_salesforce__contracts values (?, ?, ?, ?, ?, ?, ?, null, 'Activated', false)",
        CONTRACTS,
    )
    con.executemany(
        "insert into build.staging.stg_salesforce__opportunities"
        " values ($1, $1, $2, $3, $4, null, 'Renewal', true, false)",
        OPPORTUNITIES,
    )
    accounts = sorted({subscription.account for subscription in SUBSCRIPTIONS.values()})
    con.executemany("insert into build.marts.crm_accounts values ($1, $1)", [[account] for account in accounts])
    con.executemany(
        "insert into build.marts.account_mrr"
        " select $1, last_day(month), $2"
        " from range(date '2024-01-01', date '2025-06-01', interval 1 month) as months(month)",
        [[account, "high_touch" if account == "early" else "low_touch"] for account in accounts],
    )


def _write_subscription(con: duckdb.DuckDBPyConnection, name: str, subscription: Subscription) -> None:
    started = subscription.paid[0][0]
    con.execute("insert into build.marts.subscription_terms values ($1, $2, true, $3, $4, $4)",
                [name, subscription.account, started, subscription.ended])  # fmt: skip
    for first in subscription.billed:
        con.execute(
            "insert into build.marts.recurring_invoice_lines"
            " values ($1, $2, $2::date + interval 1 year, $2::timestamptz, false)",
            [name, first],
        )
    until = [*(first for first, *_ in subscription.paid[1:]), subscription.ended]
    for (first, seats, price), last in zip(subscription.paid, until, strict=True):
        con.execute(
            "insert into build.marts.subscription_periods values ($1, $1, 'seat', null, $2, 'usd', $3, $4, $5, $5, $5)",
            [name, seats, first, last, seats * price],
        )
