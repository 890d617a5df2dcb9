"""Runs the demo company's SQL: one in-memory DuckDB (spilling to a scratch folder), numbered files in order."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

SQL_FOLDER = Path(__file__).parent / "sql"
EVENTS_PER_ACCOUNT_MONTH = 48
ERA = re.compile(r"-- (before|now)$")


@dataclass(frozen=True)
class Settings:
    """What the caller asked for. `as_of` is the last day that the exports know of, in UTC, whole."""

    accounts: int
    months: int
    as_of: date
    seed: int
    events: int

    @property
    def window_start(self) -> date:
        """First day of the first of `months` whole months before the running one."""
        months = self.as_of.year * 12 + self.as_of.month - 1 - self.months
        return date(months // 12, months % 12 + 1, 1)

    @property
    def end_of_knowledge(self) -> date:
        """The midnight after `as_of`: nothing in the exports is at or after it."""
        return self.as_of + timedelta(days=1)


def connect(settings: Settings, scratch: Path) -> duckdb.DuckDBPyConnection:
    """Opens the database and sets the variables that the SQL reads by getvariable()."""
    con = duckdb.connect(str(scratch / "company.duckdb"))
    con.execute("set TimeZone = 'UTC'")
    con.execute("set preserve_insertion_order = true")
    con.execute(f"set temp_directory = '{scratch / 'spill'}'")
    variables = {
        "accounts": settings.accounts,
        "months": settings.months,
        "seed": settings.seed,
        "events": settings.events,
        "as_of": settings.as_of,
        "window_start": settings.window_start,
    }
    for name, value in variables.items():
        con.execute(f"set variable {name} = ?", [value])
    con.execute("set variable now = (getvariable('as_of') + 1)::timestamp")
    con.execute("set variable month_end = last_day(getvariable('as_of'))")
    con.execute("set variable scenarios = ?", [str(SQL_FOLDER.parent / "scenarios.csv")])
    return con


def run_file(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Runs every statement of sql/<name>.sql."""
    con.execute((SQL_FOLDER / f"{name}.sql").read_text())


def select_file(name: str, era: str = "") -> str:
    """Text of sql/<name>.sql, a single query, without the lines marked for another era of the vendor's API."""
    lines = (SQL_FOLDER / f"{name}.sql").read_text().strip().rstrip(";").splitlines()
    return "\n".join(line for line in lines if not (marked := ERA.search(line)) or marked[1] == era)
