"""Two invented accounts at risk, told to the project's own models of alerts and playbooks by hand-made input tables.

The models and seeds are the project's; what they read of health, billing, the CRM and the log is written here. Acme is
won back, Bolt is lost. All days are of 2025; 2 March is a Sunday.
"""

from datetime import date

import duckdb

from tests.retention.ledger import PLAYBOOK_TARGETS, Models

INPUTS = """
create table build.raw._as_of (as_of timestamptz);
create table build.marts.health_dates (as_of_date date, is_weekly boolean);
create table build.marts.health_accounts (
    account_id varchar, as_of_date date, segment varchar, mrr decimal(18,6), is_weekly boolean
);
create table build.marts.account_health (
    account_id varchar, as_of_date date, profile varchar, lifecycle_stage varchar, score decimal(18,8),
    previous_score decimal(18,8), change_30d decimal(18,8), coverage decimal(9,6)
);
create table build.marts.signal_changes (account_id varchar, signal varchar, changed_on date, change decimal(18,6));
create table build.marts.signal_facts (account_id varchar, fact varchar, known_on date);
create table build.marts.engagement_facts (account_id varchar, fact varchar, known_on date);
create table build.marts.account_paying_periods (account_id varchar, life integer, valid_from date, valid_to date);
create table build.marts.subscription_periods (
    account_id varchar, subscription_id varchar, currency varchar, valid_from date, valid_to date,
    mrr_list decimal(18,6), mrr decimal(18,6), mrr_net_all decimal(18,6), cancellation_requested_on date
);
create table build.marts.policies_in_force (discounts varchar);
create table build.marts.renewals (
    renewal_id varchar, account_id varchar, started_on date, due_date date, booked_on date, outcome varchar
);
create table build.marts.account_mrr (account_id varchar, month_end date, segment varchar);
create table build.marts.accounts (account_id varchar, owner_id varchar, owner_name varchar);
create table build.marts.crm_accounts (crm_account_id varchar, account_id varchar);
create table build.staging.stg_salesforce__users (
    user_id varchar, user_name varchar, email varchar, manager_id varchar
);
create table build.staging.stg_manual__success_plans (account_id varchar, started_on date);
create table build.staging.stg_manual__playbook_log (
    account_id varchar, playbook varchar, step varchar, owner_id varchar, started_at timestamptz, due_on date,
    completed_at timestamptz, outcome varchar, source_file varchar, source_row bigint
);
insert into build.marts.policies_in_force values ('permanent');
insert into build.marts.accounts values ('acme', 'u1', 'Ada'), ('bolt', 'u1', 'Ada');
insert into build.marts.crm_accounts values ('acme', 'acme'), ('bolt', 'bolt');
insert into build.staging.stg_salesforce__users values
    ('u1', 'Ada', 'ada@vendor.example', 'u2'), ('u2', 'Bo', 'bo@vendor.example', null);
insert into build.marts.account_mrr
select account_id, unnest([date '2025-03-31', date '2025-04-30']), 'high_touch' from build.marts.accounts;
"""
GIVEN = {line.split(".")[2].split(" ")[0] for line in INPUTS.splitlines() if line.startswith("create table")}
# Sunday: the score of Acme and of Bolt.
SCORES = {
    "2025-02-02": (62, 58),
    "2025-03-02": (38, 35),
    "2025-03-09": (30, 34),
    "2025-03-16": (19, 33),
    "2025-03-23": (35, 31),
    "2025-03-30": (41, 30),
    "2025-04-06": (65, None),
}
# Step as written, day of completion, outcome.
LOG = {
    "acme": [
        ("Review account", "2025-03-02", "done"),
        ("Outreach to champion", "2025-03-03", "no reply"),
        ("Internal escalation", "2025-03-05", "done"),
        ("Exec outreach (manager)", "2025-03-06", "done"),
        ("Discovery call", "2025-03-10", "done"),
        ("Root cause", None, "skipped"),
        ("Recovery plan", "2025-03-13", "done"),
        ("First recovery checkpoint", "2025-03-23", "done"),
        ("Recovery assessment", "2025-04-01", "done"),
    ],
    "bolt": [("Outreach to champion", "2025-03-04", "replied")],
}


def told(models: Models, today: str) -> duckdb.DuckDBPyConnection:
    """A connection whose marts tell both accounts as of the end of `today`, from what was known by then."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute(INPUTS)
    con.execute(f"insert into build.raw._as_of values ('{today} 23:59:59.999999Z')")
    left = "2025-04-01" if today >= "2025-04-01" else None
    con.execute("insert into build.marts.account_paying_periods values ('acme', 1, '2024-01-01', null)")
    con.execute("insert into build.marts.account_paying_periods values ('bolt', 1, '2024-01-01', $1)", [left])
    asked = ["2025-04-01", "2025-03-10"] if today >= "2025-03-10" else [None, None]
    con.execute(
        "insert into build.marts.subscription_periods values"
        " ('acme', 's1', 'usd', '2024-01-01', null, 9000, 9000, 9000, null),"
        " ('bolt', 's2', 'usd', '2024-01-01', $1, 9000, 9000, 9000, $2)",
        asked,
    )
    _write_scores(con, today)
    _write_log(con, today)
    if today >= "2025-03-08":
        con.execute("insert into build.marts.engagement_facts values ('acme', 'call_connected', '2025-03-08')")
    models.make(con, PLAYBOOK_TARGETS, GIVEN)
    con.execute("use build.marts")
    return con


def _write_scores(con: duckdb.DuckDBPyConnection, today: str) -> None:
    months_back = {"2025-03-02": "2025-02-02", "2025-04-06": "2025-03-09"}
    for sunday, scores in SCORES.items():
        if sunday > today:
            continue
        con.execute("insert into build.marts.health_dates values ($1, true)", [sunday])
        for place, (account, score) in enumerate(zip(("acme", "bolt"), scores, strict=True)):
            if score is None:
                continue
            before = SCORES[months_back[sunday]][place] if sunday in months_back else None
            change = None if before is None else score - before
            con.execute("insert into build.marts.health_accounts values ($1, $2, 'high_touch', 9000, true)",
                        [account, sunday])  # fmt: skip
            con.execute(
                "insert into build.marts.account_health values ($1, $2, 'composite_five', 'adoption', $3, $4, $5, 1)",
                [account, sunday, score, before, change],
            )


def _write_log(con: duckdb.DuckDBPyConnection, today: str) -> None:
    """Entries appear on the day on which they are completed or left out (9 March)."""
    for account, entries in LOG.items():
        for number, (step, done, outcome) in enumerate(entries):
            if (done or "2025-03-09") <= today:
                con.execute(
                    "insert into build.staging.stg_manual__playbook_log values"
                    " ($1, 'Save play', $2, 'ada@vendor.example', '2025-03-02', null, $3, $4, 'log.csv', $5)",
                    [account, step, done, outcome, number],
                )


def day(text: str | None) -> date | None:
    """The date that `text` says in ISO form; None for None."""
    return date.fromisoformat(text) if text else None
