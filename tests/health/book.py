"""Runs the models of health on accounts whose signals are written by hand, with the rules of the seeds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import duckdb

from tests.retention.ledger import Models

TODAY = date(2026, 6, 28)  # a Sunday
INPUTS = """
create table build.marts.health_accounts (
    account_id varchar, as_of_date date, segment varchar, mrr decimal(18,6), first_paid_on date, life integer,
    life_started_on date, tenure_days integer, rules_date date, compared_to date, is_weekly boolean, is_current boolean
);
create table build.marts.account_signals (
    account_id varchar, as_of_date date, signal varchar, amount decimal(18,6)
);
create table build.marts.signal_facts (
    account_id varchar, fact varchar, fact_key varchar, happened_on date, known_on date, ended_on date,
    amount decimal(18,6)
);
create table build.marts.fact_freshness (fact varchar, as_of_date date, newest_known_on date);
create table build.marts.lifecycle_stages (
    account_id varchar, strategy varchar, valid_from date, valid_to date, canonical_stage varchar
);
"""
GIVEN = {line.split(".")[2].split(" ")[0] for line in INPUTS.splitlines() if line.startswith("create table")}
STRATEGIES = ("days", "criteria", "criteria_else_days")


@dataclass(frozen=True)
class Reading:
    """An account on a day: its signals by name, where it stands, and the facts that it never had."""

    account: str
    signals: Mapping[str, float | str]
    stage: str = "value_realization"
    segment: str = "low_touch"
    tenure: int = 400
    day: date = TODAY
    compared_to: date | None = None
    never: frozenset[str] = field(default_factory=frozenset)


def score(
    models: Models, readings: list[Reading], change_rules: Callable[[duckdb.DuckDBPyConnection], None] | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection to a database with account_health and health_changes of the readings.

    `change_rules` may alter the seeds, which are loaded as tables of schema build.seeds, before they score.
    """
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute("create table build.raw._as_of as select timestamptz '2026-06-28 23:59:59Z' as as_of")
    con.execute(INPUTS)
    write(con, readings, known_facts(models))
    seeds = [name for name in models.seeds if name.startswith("health_")]
    models.make(con, seeds, set())
    if change_rules is not None:
        change_rules(con)
    models.make(con, ["account_health", "health_changes"], GIVEN | set(seeds))
    con.execute("use build.marts")
    return con


def bands_of(models: Models, scores: list[Decimal]) -> duckdb.DuckDBPyConnection:
    """A connection to a database with account_health of accounts that have the given scores, by one metric each."""
    con = duckdb.connect()
    con.execute("attach ':memory:' as build; create schema build.marts; create schema build.seeds")
    con.execute(
        "create table build.marts.health_contributions (account_id varchar, as_of_date date, profile varchar, metric"
        " varchar, weight_nominal decimal(9,6), weight decimal(9,6), contribution decimal(18,8), is_null boolean)"
    )
    con.execute(
        "create table build.marts.health_assessments (account_id varchar, as_of_date date, profile varchar,"
        " profile_version integer, lifecycle_stage varchar, segment varchar, mrr decimal(18,6), compared_to date,"
        " rules_date date, is_weekly boolean, is_current boolean)"
    )
    con.executemany(
        "insert into build.marts.health_contributions values ($1, $2, 'one', 'only', 1, 1, $3, false)",
        [[str(number), TODAY, value] for number, value in enumerate(scores)],
    )
    con.execute(
        "insert into build.marts.health_assessments"
        " select account_id, as_of_date, profile, 1, 'adoption', 'low_touch', 0, null, as_of_date, true, true"
        " from build.marts.health_contributions"
    )
    models.make(con, ["account_health"], {"health_contributions", "health_assessments"})
    con.execute("use build.marts")
    return con


def known_facts(models: Models) -> list[str]:
    """The facts by which the metrics of the seed judge history."""
    path = models.seeds["health_metrics"]["path"]
    with duckdb.connect() as con:
        query = f"select distinct history_fact from read_csv('{path}') where history_fact is not null"
        return sorted(name for (name,) in con.execute(query).fetchall())


def write(con: duckdb.DuckDBPyConnection, readings: list[Reading], facts: list[str]) -> None:
    """Fill the input tables; facts are long known of every account but those that it never had."""
    for reading in readings:
        started = reading.day - timedelta(reading.tenure)
        con.execute(
            "insert into build.marts.health_accounts values ($1, $2, $3, 100, $4, 1, $4, $5, $2, $6, true, $7)",
            [reading.account, reading.day, reading.segment, started, reading.tenure, reading.compared_to,
             reading.day == TODAY],
        )  # fmt: skip
        for name, value in reading.signals.items():
            con.execute(
                "insert into build.marts.account_signals values (?, ?, ?, ?)",
                [reading.account, reading.day, name, Decimal(str(value))],
            )
        con.executemany(
            "insert into build.marts.lifecycle_stages values (?, ?, ?, ?, ?)",
            [[reading.account, name, reading.day, reading.day + timedelta(1), reading.stage] for name in STRATEGIES],
        )
        for fact in facts:
            if fact not in reading.never:
                con.execute(
                    "insert into build.marts.signal_facts values ($1, $2, null, '2020-01-01', '2020-01-01', null, 1)",
                    [reading.account, fact],
                )
    for day in sorted({reading.day for reading in readings}):
        con.executemany("insert into build.marts.fact_freshness values ($1, $2, $2)", [[fact, day] for fact in facts])
