"""Runs the project's own revenue models on a small invented ledger, without files and without a dbt run per ledger.

The models are compiled once; each ledger is a DuckDB in memory whose input tables (subscription periods, months, rates,
accounts, tree) are written by hand and whose other tables come from the compiled SQL, in the order of the graph.
"""

import calendar
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
INPUTS = """
create table build.raw._as_of (as_of timestamptz);
create table build.marts.subscription_periods (
    subscription_period_id varchar, account_id varchar, subscription_id varchar, subscription_item_id varchar,
    plan varchar, product_id varchar, price_id varchar, quantity decimal(18,6), currency varchar,
    valid_from date, valid_to date, mrr_list decimal(18,6), mrr decimal(18,6), mrr_net_all decimal(18,6),
    status varchar, source varchar
);
create table build.marts.account_invoiced_mrr (
    account_id varchar, currency varchar, month_end date,
    mrr_list decimal(18,6), mrr decimal(18,6), mrr_net_all decimal(18,6)
);
create table build.marts.reporting_months (month_end date, state_date date, is_provisional boolean);
create table build.marts.reporting_rates (month_end date, currency varchar, rate decimal(28,12), rate_date date);
create table build.marts.known_accounts (account_id varchar, region varchar, owner_name varchar);
create table build.marts.account_parents (
    account_id varchar, ultimate_parent_account_id varchar, valid_from date, valid_to date
);
create table build.marts.crm_account_periods (
    crm_account_id varchar, account_id varchar, valid_from date, valid_to date
);
create table build.staging.stg_stripe__products (product_id varchar, product_name varchar);
create table build.staging.stg_salesforce__accounts (account_id varchar, account_source varchar);
"""
TARGETS = ["retention_base", "retention_bridge", "retention_by_dimension", "mrr_movements", "cohorts"]
INVARIANTS = [
    "bridges_close",
    "cohort_cells_add_up_to_account_mrr",
    "cohort_curves_are_bounded",
    "cohort_movements_end_at_two_dates",
    "cohorts_say_what_retention_says",
    "gross_retention_is_bounded",
    "items_add_up_to_accounts",
    "items_add_up_to_figures",
    "months_foot_in_total",
    "opening_plus_movements_is_closing",
    "segments_add_up_to_all",
]
# What test_frozen_books asks of the same models, on books that are closed month by month.
CLOSE_TARGETS = ["account_mrr_views"]
# What tests/health asks of the models of health, on books of signals.
HEALTH_TARGETS = ["signal_changes", "account_health", "health_changes"]
# What tests/playbooks asks, on two accounts at risk.
PLAYBOOK_TARGETS = ["alerts", "alert_rule_results", "playbook_tasks", "playbook_compliance"]
# What tests/expansion asks, on three customers that grow.
EXPANSION_TARGETS = ["expansion_opportunities", "expansion_pipeline", "expansion_sources", "expansion_mix"]
# What tests/renewals asks, on a book of contracts and subscriptions.
RENEWAL_TARGETS = ["renewals", "renewal_rates", "renewal_sources"]
# What tests/support asks, on the exports of a support desk.
SUPPORT_TARGETS = ["ticket_sla", "sla_compliance", "support_scorecard"]
BOOKS = [TARGETS, CLOSE_TARGETS, HEALTH_TARGETS, PLAYBOOK_TARGETS, EXPANSION_TARGETS, RENEWAL_TARGETS, SUPPORT_TARGETS]
# And there of forecasts, on renewals that are written by hand.
FORECAST_FOLDER = "path:models/marts/renewals/forecast"
CLOSE_INVARIANTS = [
    "closed_months_stand_as_signed",
    "frozen_books_end_at_what_is_known",
    "opening_plus_movements_is_closing",
    "restatements_explain_every_change",
]
GIVEN = {line.split(".")[2].split(" ")[0] for line in INPUTS.splitlines() if line.startswith("create table")}
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, repr=False)
class Models:
    """Compiled SQL by model, and the models that each one reads, seeds included."""

    sql: dict[str, str]
    reads: dict[str, list[str]]
    relations: dict[str, str]
    seeds: dict[str, dict]
    invariants: dict[str, str]
    close_invariants: dict[str, str]

    def make(self, con: duckdb.DuckDBPyConnection, targets: Iterable[str], given: Iterable[str]) -> None:
        """Make the targets and all that they read in the database `build` of `con`, which has the given tables."""
        for name in self._order(targets, set(given)):
            if name in self.seeds:
                seed = self.seeds[name]
                query = f"from read_csv('{seed['path']}', types = {seed['types']})"
            else:
                query = self.sql[name]
            con.execute(f"create table {self.relations[name]} as {query}")

    def _order(self, targets: Iterable[str], given: set[str]) -> list[str]:
        order: list[str] = []

        def visit(name: str) -> None:
            if name in order or name in given:
                return
            for other in self.reads[name]:
                visit(other)
            order.append(name)

        for target in targets:
            visit(target)
        return order


def compile_models(folder: Path) -> None:
    """Compile the project into `folder`, with an empty warehouse of its own (one dbt run)."""
    environment = os.environ | {
        "WAREHOUSE_DIR": str(folder),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_PROJECT_DIR": str(ROOT),
    }
    selected = [
        *(f"+{target}" for targets in BOOKS for target in targets),
        *INVARIANTS,
        *CLOSE_INVARIANTS,
        FORECAST_FOLDER,
    ]
    run = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "compile", "--select", *selected],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]


def read_models(folder: Path) -> Models:
    """What compile_models left in `folder`."""
    nodes = json.loads((folder / "target" / "manifest.json").read_bytes())["nodes"]
    kept = {name: node for name, node in nodes.items() if node["resource_type"] in ("model", "seed")}
    return Models(
        sql={node["name"]: node["compiled_code"] for node in kept.values() if node.get("compiled_code")},
        reads={
            node["name"]: [kept[other]["name"] for other in node["depends_on"].get("nodes", []) if other in kept]
            for node in kept.values()
        },
        relations={node["name"]: node["relation_name"] for node in kept.values()},
        seeds={
            node["name"]: {"path": ROOT / node["original_file_path"], "types": node["config"]["column_types"]}
            for node in kept.values()
            if node["resource_type"] == "seed"
        },
        invariants=_compiled(nodes, INVARIANTS),
        close_invariants=_compiled(nodes, CLOSE_INVARIANTS),
    )


def _compiled(nodes: dict[str, dict], names: list[str]) -> dict[str, str]:
    return {node["name"]: node["compiled_code"] for node in nodes.values() if node["name"] in names}


@dataclass
class Ledger:
    """Month-end MRR of some accounts. `paths` holds one amount per month (0: nothing) by account and item.

    A key is an account, or (account, item[, currency[, product]]); `first` is month 0. `rates` gives units of reporting
    currency by currency and month; `parents` gives (account, parent, valid_from, valid_to); `merges` gives by account
    the one that it became and the day.
    """

    paths: dict[tuple, list]
    first: date = date(2025, 1, 31)
    rates: dict[str, list] = field(default_factory=dict)
    parents: list[tuple] = field(default_factory=list)
    regions: dict[str, str] = field(default_factory=dict)
    merges: dict[str, tuple[str, date]] = field(default_factory=dict)

    def month(self, number: int) -> date:
        """The last day of the month `number` months after the first."""
        index = self.first.year * 12 + self.first.month - 1 + number
        year, month = divmod(index, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    @property
    def months(self) -> int:
        return max(len(path) for path in self.paths.values())

    def items(self) -> list[tuple[str, str, str, str, list]]:
        """(account, item, currency, product, path) of every path, with what a short key leaves out."""
        keys = [(key,) if isinstance(key, str) else key for key in self.paths]
        defaults = ("item", "usd", "plan")
        return [(*key, *defaults[len(key) - 1 :], path) for key, path in zip(keys, self.paths.values(), strict=True)]

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """Fill the input tables of the models."""
        con.execute(f"insert into build.raw._as_of values ('{self.month(self.months - 1)} 23:59:59.999999Z')")
        for number in range(self.months):
            con.execute("insert into build.marts.reporting_months values ($1, $1, false)", [self.month(number)])
        con.executemany(
            "insert into build.marts.reporting_rates values (?, ?, ?, null)",
            [
                [self.month(number), currency, rate]
                for currency, rates in ({"usd": [1] * self.months} | self.rates).items()
                for number, rate in enumerate(rates)
            ],
        )
        accounts = sorted({account for account, *_ in self.items()} | {parent for _, parent, *_ in self.parents})
        con.executemany(
            "insert into build.marts.known_accounts values (?, ?, ?)",
            [[account, self.regions.get(account, "unassigned"), None] for account in accounts],
        )
        placed = {account for account, *_ in self.parents}
        tree = self.parents + [(account, account, LONG_AGO, None) for account in accounts if account not in placed]
        con.executemany("insert into build.marts.account_parents values (?, ?, ?, ?)", [list(row) for row in tree])
        own = [(account, account, LONG_AGO, self.merges.get(account, (None, None))[1]) for account in accounts]
        merged = [(account, into, day, None) for account, (into, day) in self.merges.items()]
        con.executemany("insert into build.marts.crm_account_periods values (?, ?, ?, ?)", own + merged)
        con.executemany("insert into build.marts.subscription_periods by name select " + ", ".join(
            f"? as {name}" for name in ("subscription_period_id", "account_id", "subscription_id",
            "subscription_item_id", "product_id", "quantity", "currency", "valid_from", "valid_to",
            "mrr_list", "mrr", "mrr_net_all", "status", "source")
        ), list(self._periods()))  # fmt: skip

    def _periods(self) -> Iterable[list]:
        for account, item, currency, product, path in self.items():
            item_id = f"{account}.{item}"
            changes = [n for n, amount in enumerate(path) if n == 0 or amount != path[n - 1]]
            for start, end in zip(changes, [*changes[1:], None], strict=True):
                if not path[start]:
                    continue
                # A balance of a month is in force on its last day and until the last day of the month that changes it.
                opened, closed = self.month(start), end and self.month(end)
                amounts = [Decimal(str(path[start]))] * 3
                yield [f"{item_id}@{opened}", account, item_id, item_id, product, 1, currency, opened, closed,
                       *amounts, "active", "change_ledger"]  # fmt: skip


def make_marts(models: Models, ledger: Ledger) -> duckdb.DuckDBPyConnection:
    """A connection in whose database every mart of retention, and all that it reads, is made from the ledger."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build")
    for schema in ("raw", "marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    con.execute(INPUTS)
    ledger.write(con)
    models.make(con, TARGETS, GIVEN)
    con.execute("use build.marts")
    return con
