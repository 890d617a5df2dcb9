"""python -m tests.company.past FOLDER DAY …: scores of the demo company as computed then, and as computed now.

One warehouse lives through it all: the exports cut at each day land, and it scores that day as of its end; then all
exports land, and it scores as of the demo's last day. What TABLES say of each day, and FORECASTS and SIGNALS of
FORECAST_DAY, lies in FOLDER/<day>/then and FOLDER/<day>/now afterwards, as Parquet.
"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from orchestration import closes, dbt_run, landing
from orchestration.build_file import open_build
from orchestration.session import Places, places, read_contracts
from tests.company import cut

AS_OF = date(2026, 10, 15)
ACCOUNTS, MONTHS = 150, 18
TABLES = ("account_health", "health_metric_scores", "account_signals")
# Renewals are forecast by the week, so that only a Sunday is told of again; by this one some have come due.
FORECASTS = ("renewal_forecast", "renewal_method_forecasts", "renewal_calibration")
FORECAST_DAY = date(2026, 5, 31)
# Of signals of growth, all that had opened by that day.
SIGNALS = ("expansion_openings",)


def main(folder: Path, days: list[date]) -> None:
    cut.write_whole(folder, cut.settings_of(ACCOUNTS, MONTHS, AS_OF), days)
    where = places()
    project = parsed(where)
    for day in days:
        cut.cut(folder, day, folder / day.isoformat() / "extracts")
        land(where, folder / day.isoformat() / "extracts", day)
        build(where, project, TABLES + FORECASTS + SIGNALS if day == FORECAST_DAY else TABLES)
        keep(where, {day: folder / day.isoformat() / "then"})
    land(where, folder / "all", AS_OF)
    build(where, project, TABLES + FORECASTS + SIGNALS)
    keep(where, {day: folder / day.isoformat() / "now" for day in days})


def land(where: Places, extracts: Path, as_of: date) -> None:
    """Lands what is new in `extracts`, and sets the clock to the end of a day."""
    contracts = read_contracts(where.project_dir)
    with open_build(where.warehouse_dir) as con:
        landing.prepare(con, contracts)
        closes.create_tables(con)
        for contract in contracts.values():
            landing.land_table(con, contract, extracts, where.warehouse_dir)
        landing.set_as_of(con, as_of.isoformat(), where.reporting_time_zone)


def parsed(where: Places) -> Manifest:
    """The project as dbt reads it."""
    return dbt(where, dbtRunner(), "parse").result


def build(where: Places, project: Manifest, tables: Iterable[str]) -> None:
    """Builds the tables and what they rest on, without tests."""
    selected = [f"+{table}" for table in tables]
    kinds = ("--resource-type", "model", "--resource-type", "seed")
    try:
        dbt(where, dbtRunner(manifest=project), "build", "--select", *selected, *kinds)
    finally:
        # dbt keeps the file open until its process ends, and the next landing opens it.
        DuckDBConnectionManager.close_all_connections()


def dbt(where: Places, runner: dbtRunner, *command: str) -> dbtRunnerResult:
    """Runs dbt on the project; its errors go to standard output. Raises DbtFailed."""
    project, target = str(where.project_dir), str(where.target_dir)
    places_of = ("--project-dir", project, "--profiles-dir", project, "--target-path", target, "--log-path", target)
    done = runner.invoke([*command, "--quiet", *places_of])
    if not done.success:
        raise dbt_run.DbtFailed(f"dbt {command[0]} did not pass: {done.exception}")
    return done


def keep(where: Places, targets: dict[date, Path]) -> None:
    """Writes what the tables say of each day into its folder."""
    with duckdb.connect(str(where.warehouse_dir / "build.duckdb"), read_only=True) as con:
        for day, target in targets.items():
            target.mkdir(parents=True)
            for table, rows in rows_of(day).items():
                path = target / f"{table}.parquet"
                con.execute(f"copy (from marts.{table} where {rows} '{day}') to '{path}' (format parquet)")


def rows_of(day: date) -> dict[str, str]:
    """The tables that tell of a day, each with the column that holds it and how it is compared."""
    rows = dict.fromkeys(TABLES, "as_of_date =")
    if day == FORECAST_DAY:
        rows |= dict.fromkeys(FORECASTS, "forecast_date =") | dict.fromkeys(SIGNALS, "opened_on <=")
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]), [date.fromisoformat(text) for text in sys.argv[2:]])
