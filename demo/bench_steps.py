"""What demo.bench measures, a process each: python -m demo.bench_steps STEP EXTRACTS WAREHOUSE RESULT.

A step takes the drop folder and the warehouse folder and returns the rows that it handled, which go to file RESULT.
Imports stand in the steps, so that a floor does not pay for what it does not use.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

PROJECT = Path(__file__).parents[1]
FLOOR = "floor.duckdb"
PROGRESS_SECONDS = 5.0
# What the files hold, typed as in the warehouse.
TRACKS_JSONL = """
    create table tracks as
    select * from read_json(
        ?, format = 'newline_delimited',
        columns = {
            messageId: 'varchar', type: 'varchar', event: 'varchar', userId: 'varchar', anonymousId: 'varchar',
            timestamp: 'timestamptz', originalTimestamp: 'timestamptz', sentAt: 'timestamptz',
            receivedAt: 'timestamptz', properties: 'json', context: 'json'
        }
    )
"""
TRACKS_PARQUET = """
    create table tracks as
    select
        id, event, event_text, user_id, anonymous_id, context_group_id, context_library_name,
        timestamp, original_timestamp, sent_at, received_at, uuid_ts,
    from read_parquet(?)
"""


def read_jsonl(extracts: Path, warehouse: Path) -> int:
    return bare_read(TRACKS_JSONL, extracts, warehouse)


def read_parquet(extracts: Path, warehouse: Path) -> int:
    return bare_read(TRACKS_PARQUET, extracts, warehouse)


def bare_read(query: str, extracts: Path, warehouse: Path) -> int:
    """DuckDB alone: the same files, the same threads, typed columns, no checks, into a new table."""
    files = sorted(str(path) for path in (extracts / "segment" / "tracks").iterdir())
    with duckdb.connect(str(warehouse / FLOOR)) as con:
        con.execute("set TimeZone = 'UTC'")
        return con.execute(query, [files]).fetchone()[0]


def land_tracks(extracts: Path, warehouse: Path) -> int:
    """The events alone, with every check on."""
    from orchestration import landing
    from orchestration.build_file import open_build
    from orchestration.contract import load_contracts

    contracts = load_contracts(PROJECT)
    with open_build(warehouse) as con:
        landing.prepare(con, contracts)
        report = landing.land_table(con, contracts["segment", "tracks"], extracts, warehouse, now_and_then())
    return report.rows


def land_all(extracts: Path, warehouse: Path) -> int:
    """Every table, the ledgers, the closes and the clock, one connection per table as in the refresh."""
    from orchestration import closes, landing
    from orchestration.build_file import open_build
    from orchestration.contract import load_contracts
    from orchestration.session import places

    contracts, tell = load_contracts(PROJECT), now_and_then()
    for contract in contracts.values():
        with open_build(warehouse) as con:
            landing.prepare(con, contracts)
            landing.land_table(con, contract, extracts, warehouse, tell)
    with open_build(warehouse) as con:
        landing.reject_unrecognised(con, contracts, extracts)
        landing.set_as_of(con, None, places().reporting_time_zone)
        closes.load(con, warehouse)
        return con.execute("select coalesce(sum(rows_landed), 0)::bigint from raw._loads").fetchone()[0]


def parse(extracts: Path, warehouse: Path) -> int:
    """The dbt project's parse, which every later build starts from; returns its nodes."""
    from orchestration import dbt_run

    return len(dbt_run.load_manifest(PROJECT, warehouse.parent / "parsed")["nodes"])


def build(extracts: Path, warehouse: Path) -> int:
    """dbt build of all models, seeds and tests."""
    from orchestration import dbt_run, gate

    tell, target = now_and_then(), warehouse / "dbt"
    try:
        dbt_run.build(PROJECT, target, warehouse.parent / "parsed", [], lambda event: tell(event["info"]["msg"]))
    except dbt_run.DbtFailed as failed:
        told = [f"{failure.name}: {failure.message}" for failure in gate.failures(target)]
        sys.exit("\n".join([str(failed), *told]))
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as con:
        return con.execute("select coalesce(sum(rows_landed), 0)::bigint from raw._loads").fetchone()[0]


def copy_raw(extracts: Path, warehouse: Path) -> int:
    """DuckDB alone: every raw table into a table of a new file."""
    with duckdb.connect(str(warehouse / FLOOR)) as con:
        con.execute(f"attach '{warehouse / 'build.duckdb'}' as build (read_only)")
        found = con.execute(
            "select table_name from duckdb_tables() where database_name = 'build' and schema_name = 'raw'"
        ).fetchall()
        return copy(con, [("raw", name) for (name,) in found])


def publish(extracts: Path, warehouse: Path) -> int:
    """The checked copy, its Parquet, the swap; returns the rows published."""
    from orchestration import releases
    from orchestration.lock import writer_lock
    from orchestration.publish import publish

    with writer_lock(warehouse, "bench"):
        release = publish(warehouse, PROJECT, warehouse / "dbt")
    with duckdb.connect(str(release / releases.DATABASE_FILE), read_only=True) as con:
        return con.execute("select sum(row_count)::bigint from publication_tables").fetchone()[0]


def copy_published(extracts: Path, warehouse: Path) -> int:
    """DuckDB alone: the tables that are published into a new file."""
    from orchestration import gate

    tables = gate.passed_build(warehouse / "dbt").tables
    with duckdb.connect(str(warehouse / FLOOR)) as con:
        con.execute(f"attach '{warehouse / 'build.duckdb'}' as build (read_only)")
        return copy(con, [(table.schema, table.name) for table in tables])


def copy(con: duckdb.DuckDBPyConnection, tables: list[tuple[str, str]]) -> int:
    """Copies tables of the attached build, given as (schema, name); returns the number of their rows."""
    return sum(
        con.execute(f'create table "{name}" as from build."{schema}"."{name}"').fetchone()[0] for schema, name in tables
    )


def now_and_then() -> Callable[[str], None]:
    """Prints a line of progress, unless it has just printed another."""
    told = time.monotonic()

    def tell(text: str) -> None:
        nonlocal told
        if time.monotonic() - told > PROGRESS_SECONDS:
            print(f"             {text}", flush=True)
            told = time.monotonic()

    return tell


def main() -> None:
    name, extracts, warehouse, result = sys.argv[1], *map(Path, sys.argv[2:])
    # dbt's profile finds the build file by this.
    os.environ["WAREHOUSE_DIR"] = str(warehouse)
    (warehouse / FLOOR).unlink(missing_ok=True)
    result.write_text(str(STEPS[name](extracts, warehouse)))


STEPS = {
    step.__name__: step
    for step in (read_jsonl, read_parquet, land_tracks, land_all, parse, build, copy_raw, publish, copy_published)
}

if __name__ == "__main__":
    main()
