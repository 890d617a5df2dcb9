"""Publish a build: copy its public tables into a release of their own, check the copy, then let readers see it."""

import argparse
import hashlib
import importlib.metadata
import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration import catalogue, releases
from orchestration.gate import Build, PublishRefused, Table, View, passed_build
from orchestration.lock import WarehouseBusy, writer_lock
from orchestration.session import places
from orchestration.verify import Fingerprint, columns_of, find_personal_data, fingerprint, literal, quoted

# DuckDB 2's own file format is closed to the 1.x that BI tools carry; this one opens in 1.4 and everything later.
STORAGE_VERSION = "v1.4.0"


def publish(warehouse_dir: Path, project_dir: Path, target_dir: Path) -> Path:
    """Publish warehouse_dir/build.duckdb and return the release's path; the caller holds the writer lock.

    `target_dir` holds the dbt artefacts of that build. Raises PublishRefused when the build did not pass, when a
    shared table holds personal data, or when the copy differs; OSError when the disk is too full. Whatever happens
    before the last step, readers keep the last release.
    """
    build = passed_build(target_dir)
    releases.sweep(warehouse_dir)
    releases.require_free_space(warehouse_dir)
    with _open_build(warehouse_dir) as con:
        whole = replace(build, tables=sorted([*build.tables, *catalogue.write(con, build)], key=lambda one: one.name))
        _refuse_personal_data(con, whole.tables)
        prints = {table.name: fingerprint(con, _source(table)) for table in whole.tables}
        stamp, moment = releases.new_stamp(warehouse_dir)
        publication_id = f"{stamp}-{_content_hash(con, whole, prints)}"
        staging = releases.stage(warehouse_dir, publication_id)
        facts = _facts(con, publication_id, moment, project_dir, build)
        _write_database(con, staging, whole, facts, prints)
    _verify(staging, whole, prints)
    _write_manifest(staging, facts, whole, prints)
    releases.seal(staging)
    release = releases.install(staging)
    releases.swap(warehouse_dir, release)
    releases.prune(warehouse_dir)
    return release


def _open_build(warehouse_dir: Path) -> duckdb.DuckDBPyConnection:
    path = warehouse_dir / "build.duckdb"
    if not path.exists():
        raise PublishRefused(f"there is no {path}; run the build first")
    con = duckdb.connect(config={"temp_directory": str(warehouse_dir / "spill")})
    con.execute("set TimeZone = 'UTC'")
    con.execute(f"attach {literal(str(path))} as build (read_only)")
    return con


def _source(table: Table) -> str:
    return f"{quoted(table.database)}.{quoted(table.schema)}.{quoted(table.name)}"


def _refuse_personal_data(con: duckdb.DuckDBPyConnection, tables: list[Table]) -> None:
    shared = [table for table in tables if not table.may_hold_personal_data]
    found = [hit for table in shared for hit in find_personal_data(con, _source(table), table.name)]
    if found:
        told = "; ".join(f"{hit.table}.{hit.column}: {hit.rows} rows ({hit.kind})" for hit in found)
        raise PublishRefused(f"personal data in shared tables: {told}. Leave it out, or tag the table personal_data")


def _content_hash(con: duckdb.DuckDBPyConnection, build: Build, prints: dict[str, Fingerprint]) -> str:
    content = [[table.name, asdict(prints[table.name]), columns_of(con, _source(table))] for table in build.tables]
    content += [[view.name, view.query] for view in build.views]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:8]


def _facts(
    con: duckdb.DuckDBPyConnection, publication_id: str, moment: datetime, project_dir: Path, build: Build
) -> dict:
    """The row of table `publication`, moments as ISO text in UTC."""
    as_of = con.execute("select strftime(as_of, '%Y-%m-%dT%H:%M:%S+00:00') from build.raw._as_of").fetchone()
    return {
        "publication_id": publication_id,
        "as_of": as_of[0] if as_of else None,
        "published_at": moment.isoformat(timespec="milliseconds"),
        "git_commit": _git_commit(project_dir),
        "dbt_version": build.dbt_version,
        "dbt_duckdb_version": importlib.metadata.version("dbt-duckdb"),
        "duckdb_version": duckdb.__version__,
        "tests_passed": build.tests_passed,
        "models": len(build.tables) + len(build.views),
    }


def _git_commit(project_dir: Path) -> str | None:
    """The commit of the project, marked when files differ from it; None where there is no repository."""

    def git(*arguments: str) -> str | None:
        done = subprocess.run(["git", "-C", project_dir, *arguments], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else None

    try:
        commit = git("rev-parse", "HEAD")
        return f"{commit}-changed" if commit and git("status", "--porcelain", "--untracked-files=no") else commit
    except FileNotFoundError:  # no git on this machine
        return None


def _write_database(
    con: duckdb.DuckDBPyConnection, staging: Path, build: Build, facts: dict, prints: dict[str, Fingerprint]
) -> None:
    database = literal(str(staging / releases.DATABASE_FILE))
    con.execute(f"attach {database} as release (storage_version '{STORAGE_VERSION}')")
    con.execute("use release")
    for table in build.tables:
        columns = list(columns_of(con, _source(table)))
        listed = ", ".join(quoted(column) for column in columns)
        order = ", ".join(quoted(column) for column in _sort_key(table, columns))
        con.execute(f"create table {quoted(table.name)} as select {listed} from {_source(table)} order by {order}")
        _describe(con, "table", table, columns)
        parquet = literal(str(staging / "parquet" / f"{table.name}.parquet"))
        con.execute(f"copy {quoted(table.name)} to {parquet} (format parquet, compression zstd)")
    for view in build.views:
        con.execute(f"create view {quoted(view.name)} as {view.query}")
        _describe(con, "view", view, list(view.column_types))
    for telling in catalogue.LAST:
        con.execute(f"create table {telling.name} ({catalogue.listed(telling)})")
        _describe(con, "table", catalogue.as_table(telling), list(telling.columns))
    con.execute(f"insert into publication values ({', '.join('?' * len(facts))})", list(facts.values()))
    con.executemany(
        "insert into publication_tables values (?, ?, ?)",
        [[name, found.rows, found.checksum] for name, found in sorted(prints.items())],
    )
    con.execute("checkpoint release")
    con.execute("use memory")
    con.execute("detach release")


def _sort_key(table: Table, columns: list[str]) -> list[str]:
    """The declared key, else the leading columns. The account comes first, since that is what dashboards look up by,
    unless the key says what comes before it: what they read by month, whole."""
    key = table.key or columns[:4]
    if "account_id" not in columns or "account_id" in table.key:
        return key
    return ["account_id", *(name for name in key if name != "account_id")]


def _describe(con: duckdb.DuckDBPyConnection, kind: str, table: Table | View, columns: list[str]) -> None:
    con.execute(f"comment on {kind} {quoted(table.name)} is {literal(table.description)}")
    for column in columns:
        if table.column_descriptions.get(column):
            text = literal(table.column_descriptions[column])
            con.execute(f"comment on column {quoted(table.name)}.{quoted(column)} is {text}")


def _verify(staging: Path, build: Build, prints: dict[str, Fingerprint]) -> None:
    """Open what was written as a reader would: every table and its Parquet equal the build, and every view opens."""
    database = staging / releases.DATABASE_FILE
    left_over = sorted(path.name for path in staging.glob("*.wal"))
    if left_over:
        raise PublishRefused(f"{staging.name} was not closed cleanly: {', '.join(left_over)}")
    with duckdb.connect(str(database), read_only=True) as con:
        for name, expected in prints.items():
            parquet = literal(str(staging / "parquet" / f"{name}.parquet"))
            for place, relation in (("table", quoted(name)), ("Parquet", f"read_parquet({parquet})")):
                found = fingerprint(con, relation)
                if found != expected:
                    raise PublishRefused(
                        f"the {place} {name} differs from the build: {found.rows} rows for {expected.rows}, "
                        f"checksum {found.checksum} for {expected.checksum}"
                    )
        for view in build.views:
            con.execute(f"select * from {quoted(view.name)} limit 0")


def _write_manifest(staging: Path, facts: dict, build: Build, prints: dict[str, Fingerprint]) -> None:
    tables = [
        {
            "name": table.name,
            "description": table.description,
            "row_count": prints[table.name].rows,
            "checksum": prints[table.name].checksum,
            "parquet": f"parquet/{table.name}.parquet",
            "parquet_sha256": _sha256(staging / "parquet" / f"{table.name}.parquet"),
            "columns": table.column_descriptions,
        }
        for table in build.tables
    ]
    views = [
        {"name": view.name, "description": view.description, "columns": view.column_descriptions, "query": view.query}
        for view in build.views
    ]
    content = {
        **facts,
        "tests_warned": build.tests_warned,
        "storage_version": STORAGE_VERSION,
        "tables": tables,
        "views": views,
    }
    (staging / "manifest.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    """Of a file's bytes: what readers without DuckDB can check."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Publish the last build again, or with --rollback go back to the release before the one served now."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.publish", description=main.__doc__)
    parser.add_argument("--rollback", action="store_true", help="serve the previous release again")
    arguments = parser.parse_args()
    where = places()
    try:
        with writer_lock(where.warehouse_dir, "rollback" if arguments.rollback else "publish"):
            if arguments.rollback:
                release = releases.roll_back(where.warehouse_dir)
            else:
                release = publish(where.warehouse_dir, where.project_dir, where.target_dir)
    except WarehouseBusy as busy:
        print(busy, file=sys.stderr)
        return 3
    except (PublishRefused, LookupError, OSError, duckdb.Error) as error:
        print(f"nothing changed for readers: {error}", file=sys.stderr)
        return 1
    print(release / releases.DATABASE_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
