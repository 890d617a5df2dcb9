"""Months that are closed while the books behind them go on changing: random ledgers, revisions, adjustments and closes.

At each month's end more is known, of that month and of earlier ones. The month after the last closed one may be closed,
the last closed one again. Whatever happens, closed months stand, restatements explain what has changed of them, and the
frozen books end at what is known.
"""

import tempfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration import close, closes
from tests.retention import ledger
from tests.retention.ledger import Ledger, Models

# Where a change came from needs landed files, and rates are another subject; these books have neither.
NOT_HERE = """
create table build.raw._loads (load_id bigint, system varchar, path varchar, sha256 varchar, observed_at timestamptz);
create table build.marts.restatement_candidates (
    close_id varchar, month_end date, kind varchar, subscription_id varchar, source_object varchar, statement varchar,
    load_id bigint, source_row bigint
);
create table build.marts.retention (
    month_end date, segment varchar, window_months integer, definition_id varchar, definition_version integer,
    numerator decimal(18,6), denominator decimal(18,6), rate decimal(28,6)
);
"""
MONTHS, FIRST_KNOWN = 6, 2
ACCOUNTS = ("a", "b", ("b", "euros", "eur"))
AMOUNTS = st.sampled_from([0, 0, 40, 100, 130])
WHERE = SimpleNamespace(reporting_time_zone="UTC")


@st.composite
def histories(draw) -> list[dict]:
    """What becomes known at each month's end: balances (account, month) -> amount, an adjustment, an act of closing."""
    steps = []
    for now in range(FIRST_KNOWN, MONTHS):
        new = range(now + 1) if now == FIRST_KNOWN else [now]
        balances = {(account, month): draw(AMOUNTS) for account in ACCOUNTS for month in new}
        for _ in range(draw(st.integers(0, 2))):
            balances[draw(st.sampled_from(ACCOUNTS)), draw(st.integers(0, now))] = draw(AMOUNTS)
        adjustment = draw(st.none() | st.tuples(st.sampled_from("ab"), st.integers(0, now), st.sampled_from([-7, 5])))
        act = draw(st.sampled_from(["close", "close", "again", "wait"]))
        steps.append(
            {"balances": balances, "adjustment": adjustment, "act": act, "rate": draw(st.sampled_from([1.1, 1.2]))}
        )
    return steps


def build(models: Models, book: Ledger, adjustments: list[list], warehouse: Path) -> duckdb.DuckDBPyConnection:
    """The marts of closes, and all that they read, from what is known of the ledger."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build; attach ':memory:' as pub; use build")
    con.execute("create schema raw; create schema marts; create schema staging; create schema seeds")
    con.execute(ledger.INPUTS + NOT_HERE)
    closes.load(con, warehouse)
    book.write(con)
    given = ledger.GIVEN | {"restatement_candidates", "retention"}
    models.make(con, ["mrr_adjustments"], given)
    for row in adjustments:
        con.execute("insert into seeds.mrr_adjustments values (?, ?, ?, ?, 'USD', 'why', 'x', 'y', ?)", row)
    models.make(con, ledger.CLOSE_TARGETS, given | {"mrr_adjustments"})
    for name in close.READ:
        schema = "seeds" if name == "policies" else "marts"
        con.execute(f"create table pub.{name} as from build.{schema}.{name}")
    return con


def sign(con: duckdb.DuckDBPyConnection, warehouse: Path, month_end: date, as_of: date) -> None:
    """Close a month, or close it again."""
    made = closes.read(warehouse)
    month = f"{month_end:%Y-%m}"
    number = close._number(made, month, "why")
    facts = dict.fromkeys((*closes.FACTS, "previous_sha256")) | {
        "close_id": f"{month}-{number}",
        "sequence": len(made) + 1,
        "month_end": month_end.isoformat(),
        "close_number": number,
        "as_of": f"{as_of} 12:00:00+00",
        "previous_sha256": made[-1].digest if made else None,
    }
    flags = {"is_first": {close.month for close in made} <= {month}, "is_again": number > 1}
    con.execute("use memory")
    close._set_variables(con, WHERE, month_end, flags)
    close._write(con, closes.closes_dir(warehouse), facts)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=histories())
def test_closed_months_stand_whatever_becomes_known(models, steps):
    balances, rates, adjustments, closed = {}, [1.1] * FIRST_KNOWN, [], None
    with tempfile.TemporaryDirectory() as folder:
        for now, step in enumerate(steps, start=FIRST_KNOWN):
            balances |= step["balances"]
            rates.append(step["rate"])
            paths = {account: [balances[account, month] for month in range(now + 1)] for account in ACCOUNTS}
            paths["still"] = [10] * (now + 1)
            book = Ledger(paths, rates={"eur": rates})
            if step["adjustment"]:
                account, month, amount = step["adjustment"]
                adjustments.append([f"adj-{now}", account, book.month(month), amount, book.month(now)])
            con = build(models, book, adjustments, Path(folder))
            for name, query in models.close_invariants.items():
                assert con.execute(query).fetchall() == [], name
            if step["act"] == "again" and closed is not None:
                sign(con, Path(folder), book.month(closed), book.month(now))
            elif step["act"] == "close":
                # The first close may be of any month that has ended, so of one that leaves a history before it.
                closed = now - 1 if closed is None else min(closed + 1, now)
                sign(con, Path(folder), book.month(closed), book.month(now))
            con.close()
