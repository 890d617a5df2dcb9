"""Three invented customers that grow, told to the project's own models of expansion by hand-made input tables.

The models and seeds are the project's; what they read of use, health, billing and the CRM is written here. Acme shows
every signal once, Bolt leaves, Cedar has nothing but an opportunity of the CRM. All days are of 2024 and 2025.
"""

from datetime import date

import duckdb

from tests.retention.ledger import EXPANSION_TARGETS, Models

INPUTS = """
create table build.raw._as_of (as_of timestamptz);
create table build.marts.signal_changes (account_id varchar, signal varchar, changed_on date, change decimal(18,6));
create table build.marts.health_dates (as_of_date date, is_weekly boolean);
create table build.marts.account_health (account_id varchar, as_of_date date, profile varchar, score decimal(18,8));
create table build.marts.account_paying_periods (account_id varchar, life integer, valid_from date, valid_to date);
create table build.marts.contact_titles (
    contact_id varchar, account_id varchar, valid_from date, title varchar, title_level varchar, department varchar
);
create table build.marts.stakeholder_standings (contact_id varchar, standing varchar, since_on date, until_on date);
create table build.marts.opportunity_states (
    opportunity_id varchar, account_id varchar, valid_from date, valid_to date, opportunity_type varchar,
    stage_name varchar, amount decimal(18,6), currency varchar, owner_id varchar, is_closed boolean, is_won boolean,
    lead_source varchar, created_on date
);
create table build.marts.mrr_movements (
    account_id varchar, month_end date, movement varchar, amount decimal(18,6), segment varchar, is_provisional boolean
);
create table build.marts.mrr_change_effects (
    account_id varchar, month_end date, subscription_item_id varchar, effect varchar, amount decimal(18,6)
);
create table build.marts.account_turns (account_id varchar, turn varchar, turned_on date);
create table build.marts.subscription_periods (
    account_id varchar, subscription_item_id varchar, product_id varchar, price_id varchar, mrr decimal(18,6),
    valid_from date, valid_to date
);
create table build.marts.account_mrr (account_id varchar, month_end date, segment varchar, opening_mrr decimal(18,6));
create table build.marts.reporting_months (month_end date, is_provisional boolean);
create table build.marts.reporting_rates (month_end date, currency varchar, rate decimal(28,12));
create table build.staging.stg_stripe__prices (price_id varchar, usage_type varchar);
insert into build.marts.contact_titles values
    ('c1', 'acme', '2024-06-15', 'IT Manager', 'manager', 'IT'),
    ('c1', 'acme', '2025-02-01', 'Operations Manager', 'manager', 'IT'),
    ('c1', 'acme', '2025-07-01', 'Director of Operations', 'director', 'IT'),
    ('c2', 'acme', '2024-06-15', 'Analyst', 'other', 'IT'),
    ('c2', 'acme', '2025-07-02', 'Team Lead', 'manager', 'IT'),
    ('c3', 'acme', '2025-09-20', 'Brand Manager', 'manager', 'Marketing');
insert into build.marts.stakeholder_standings values
    ('c1', 'champion', '2024-07-01', null), ('c2', 'contact', '2024-06-15', null);
"""
GIVEN = {line.split(".")[2].split(" ")[0] for line in INPUTS.splitlines() if line.startswith("create table")}
# Account, signal, day, change.
CHANGES = [
    ("acme", "seats_sold", "2024-06-15", 50),
    ("acme", "seats_sold", "2025-02-20", 20),
    ("acme", "active_users_28d", "2024-07-10", 30),
    ("acme", "active_users_28d", "2025-01-10", 9),
    ("acme", "active_users_28d", "2025-01-15", 1),
    ("acme", "active_users_28d", "2025-02-03", 5),
    ("acme", "active_users_28d", "2025-02-10", -1),
    ("acme", "active_users_28d", "2025-02-14", 1),
    ("acme", "active_users_28d_before", "2024-10-01", 30),
    ("acme", "active_users_28d_before", "2025-04-09", 15),
    # In its first weeks everything is new.
    ("acme", "features_first_used_28d", "2024-07-01", 8),
    ("acme", "features_first_used_28d", "2024-07-29", -8),
    ("acme", "features_first_used_28d", "2025-03-10", 2),
    ("acme", "features_first_used_28d", "2025-04-07", -2),
    ("acme", "nps", "2025-04-10", 9),
    ("bolt", "active_users_28d_before", "2025-08-01", 10),
    ("bolt", "active_users_28d", "2025-08-01", 10),
    ("bolt", "active_users_28d", "2025-09-01", 3),
]
# Sundays.
SCORES = {"2025-04-06": 79, "2025-04-13": 80, "2025-04-20": 85, "2025-04-27": 78}
# Opportunity, account, type, amount, currency, source, then stages by day.
DEALS = [
    ("o1", "acme", "Cross-Sell", 12000, "eur", "Customer Success", {
        "2025-03-20": "Prospecting", "2025-04-01": "Qualification", "2025-04-20": "Proposal/Price Quote",
        "2025-06-05": "Closed Won",
    }),
    ("o2", "acme", "Upsell", 5000, "usd", "Web", {
        "2025-09-05": "Qualification", "2025-09-20": "Proposal/Price Quote", "2025-10-02": "Closed Lost",
    }),
    ("o3", "cedar", "Upsell", 20000, None, "Outbound", {"2025-11-01": "Discovery", "2025-11-20": "Negotiation/Review"}),
]  # fmt: skip
# Account, day, item, effect, MRR.
GROWTH = [
    ("acme", "2025-02-20", "i1", "seat", 2000),
    ("acme", "2025-05-12", "i1", "plan_change", 1500),
    ("acme", "2025-06-10", "i2", "product", 1000),
    ("cedar", "2025-06-20", "i3", "seat", 50),
    ("acme", "2025-10-05", "i1", "seat", 500),
    ("acme", "2025-11-03", "i1", "price", 300),
]


def told(models: Models, today: str) -> duckdb.DuckDBPyConnection:
    """A connection whose marts tell the three customers as of the end of `today`, from what was known by then."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute(INPUTS)
    con.execute("use build.marts")
    con.execute(f"insert into build.raw._as_of values ('{today} 23:59:59.999999Z')")
    con.execute("delete from contact_titles where valid_from > $1", [today])
    left = "2025-10-15" if today >= "2025-10-15" else None
    con.execute(
        "insert into account_paying_periods values"
        " ('acme', 1, '2024-06-15', null), ('bolt', 1, '2024-06-20', $1), ('cedar', 1, '2025-03-01', null)",
        [left],
    )
    for account, signal, day, change in CHANGES:
        if day <= today:
            con.execute("insert into signal_changes values ($1, $2, $3, $4)", [account, signal, day, change])
    for sunday, score in SCORES.items():
        if sunday <= today:
            con.execute("insert into health_dates values ($1, true)", [sunday])
            con.execute("insert into account_health values ('acme', $1, 'composite_five', $2)", [sunday, score])
    _write_deals(con, today)
    _write_growth(con, today)
    models.make(con, EXPANSION_TARGETS, GIVEN)
    return con


def _write_deals(con: duckdb.DuckDBPyConnection, today: str) -> None:
    for deal, account, kind, amount, currency, source, stages in DEALS:
        days = [*stages, None]
        for number, (day, stage) in enumerate(stages.items()):
            if day <= today:
                con.execute(
                    "insert into opportunity_states values ($1, $2, $3, $4, $5, $6, $7, $8, 'u1', $9, $10, $11, $12)",
                    [
                        deal, account, day, days[number + 1], kind, stage, amount, currency,
                        stage.startswith("Closed"), stage == "Closed Won", source, days[0],
                    ],
                )  # fmt: skip


def _write_growth(con: duckdb.DuckDBPyConnection, today: str) -> None:
    con.execute(
        "insert into reporting_months select last_day(make_date(2024 + m // 12, m % 12 + 1, 1)) as month_end,"
        " month_end > $1 from range(11, 24) as months(m) where make_date(2024 + m // 12, m % 12 + 1, 1) <= $1",
        [date.fromisoformat(today)],
    )
    con.execute("insert into reporting_rates select month_end, 'eur', 1.1 from reporting_months")
    con.execute("insert into build.staging.stg_stripe__prices values ('p1', 'licensed')")
    con.execute("""
        insert into subscription_periods values
        ('acme', 'i1', 'plan', 'p1', 10000, '2024-06-15', null),
        ('acme', 'i2', 'add-on', 'p1', 1000, '2025-06-10', null),
        ('bolt', 'i4', 'plan', 'p1', 1000, '2024-06-20', null), ('cedar', 'i3', 'plan', 'p1', 100, '2025-03-01', null)
    """)
    for account, day, item, effect, amount in GROWTH:
        if day <= today:
            con.execute("insert into account_turns values ($1, 'expansion', $2)", [account, day])
            con.execute(
                "insert into mrr_change_effects values ($1, last_day($2::date), $3, $4, $5)",
                [account, day, item, effect, amount],
            )
            con.execute(
                "insert into mrr_movements values ($1, last_day($2::date), 'expansion', $3, 'high_touch', false)",
                [account, day, amount],
            )
    con.execute("""
        insert into account_mrr
        select opened.account_id, months.month_end, 'high_touch',
            opened.mrr + coalesce(sum(movements.amount) filter (movements.month_end < months.month_end), 0)
        from (values ('acme', 10000), ('bolt', 1000), ('cedar', 100)) as opened(account_id, mrr)
        cross join reporting_months as months
        left join mrr_movements as movements on movements.account_id = opened.account_id
        group by opened.account_id, opened.mrr, months.month_end
    """)


def day(text: str | None) -> date | None:
    """The date that `text` says in ISO form; None for None."""
    return date.fromisoformat(text) if text else None
