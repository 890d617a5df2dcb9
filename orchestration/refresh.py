"""`python -m orchestration.refresh`: the Dagster job in this process, told so that a person can follow it."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from orchestration import gate, releases
from orchestration.build_file import open_build
from orchestration.contract import ContractError
from orchestration.lock import WarehouseBusy
from orchestration.session import Places, Session, places, read_contracts, writing

PUBLISHED, FAILED, BUSY = 0, 1, 3
REASONS_SHOWN = 15


class RefreshFailed(RuntimeError):
    """A step of the job failed; what failed has been printed."""


def main() -> int:
    """Refresh EXTRACTS_DIR into WAREHOUSE_DIR; returns 0 when published, 1 when not, 3 when the warehouse is busy."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")
    console = Console(highlight=False, soft_wrap=True)
    started = time.monotonic()
    where = places()
    tell(console, f"refreshing {where.warehouse_dir} from {where.extracts_dir}", started)
    try:
        contracts = read_contracts(where.project_dir)
        with (
            spinner(console) as mention,
            writing(where, contracts, "refresh", lambda text: tell(console, text, started), mention) as run,
        ):
            since = datetime.now(UTC)
            try:
                run_job(run, console)
            finally:
                show_landed(where, since, console)
    except WarehouseBusy as busy:
        console.print(f"The warehouse is busy: {busy}.", markup=False, style="yellow")
        return BUSY
    except (RefreshFailed, ContractError, OSError, duckdb.Error) as error:
        console.print(f"Not published: {error}", markup=False, style="red")
        kept = releases.current(where.warehouse_dir)
        console.print(f"Readers keep {kept.name}." if kept else "There is no publication yet.", markup=False)
        return FAILED
    show_publication(where, time.monotonic() - started, console)
    return PUBLISHED


def tell(console: Console, text: str, started: float) -> None:
    """One line, after the seconds since the start."""
    console.print(f"{time.monotonic() - started:7.1f} s  {text}", markup=False)


@contextmanager
def spinner(console: Console) -> Iterator:
    """A line at the foot of a terminal that shows what is being done this moment."""
    with console.status("") as status:
        yield lambda text: status.update(text.replace("[", r"\["))


def run_job(run: Session, console: Console) -> None:
    """Run the job under the lock that `run` holds; raises RefreshFailed when a step failed."""
    # Imported under the lock and not before it: a busy warehouse is told at once, and only the holder parses.
    import dagster as dg

    from orchestration.dbt_run import DbtFailed

    run.mention("reading the project")
    try:
        from orchestration.definitions import defs, refresh
    except DbtFailed as error:
        raise RefreshFailed(f"dbt cannot read the project: {error}") from error
    done = defs.resolve_job_def(refresh.name).execute_in_process(
        instance=dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}),
        resources={"session": run},
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=False,
    )
    if done.success:
        return
    failed = [event for event in done.all_events if event.is_step_failure]
    for event in failed:
        error = event.step_failure_data.error
        while error.cause:
            error = error.cause
        told = error.message.strip()
        console.print(f"{event.step_key} failed: {told}", markup=False, style="red")
        if "DbtFailed" in told:
            show_failures(run.places, console)
    raise RefreshFailed(f"{', '.join(event.step_key for event in failed) or 'the run'} failed")


def show_failures(where: Places, console: Console) -> None:
    """The dbt nodes that failed, tests with the number of rows that they found."""
    for failure in gate.failures(where.target_dir):
        rows = f" ({failure.rows:,} rows)" if failure.rows else ""
        console.print(f"  {failure.name}{rows}: {failure.message}", markup=False)


def show_landed(where: Places, since: datetime, console: Console) -> None:
    """What this run landed, kept out and refused, from the ledgers."""
    with open_build(where.warehouse_dir) as con:
        files, landed, rejected = con.execute(
            "select count(distinct sha256), coalesce(sum(rows_landed), 0)::bigint,"
            " coalesce(sum(rows_rejected), 0)::bigint from raw._loads where ended_at >= ?",
            [since],
        ).fetchone()
        rows = con.execute(
            "select rejected.system || '/' || rejected.object || '  ' || rejected.reason, count(*)"
            " from raw._rejected_rows as rejected join raw._loads as loads on rejected.load_id = loads.load_id"
            " where loads.ended_at >= ? group by all order by count(*) desc, 1 limit ?",
            [since, REASONS_SHOWN],
        ).fetchall()
        refused = con.execute(
            "select distinct path || '  ' || split_part(reason, chr(10), 1) from raw._rejected_files"
            " where seen_at >= ? order by all",
            [since],
        ).fetchall()
    if files:
        console.print(f"\nLanded {landed:,} rows from {files:,} files.")
    else:
        console.print("\nNothing new to land: every file has been landed before.")
    if rejected:
        console.print(f"{rejected:,} rows kept out; raw._rejected_rows has each:")
        for reason, count in rows:
            console.print(f"  {reason} ({count:,} rows)", markup=False)
    if refused:
        console.print(f"{len(refused):,} files refused:")
        for (file,) in refused:
            console.print(f"  {file}", markup=False)


def show_publication(where: Places, seconds: float, console: Console) -> None:
    """Where the publication is, and what to open."""
    release = releases.current(where.warehouse_dir)
    with duckdb.connect(str(release / releases.DATABASE_FILE), read_only=True) as con:
        as_of, passed, tables, rows = con.execute(
            "select strftime(as_of, '%Y-%m-%d %H:%M'), tests_passed, models, (select sum(row_count) from"
            " publication_tables)::bigint from publication"
        ).fetchone()
    path: Path = where.warehouse_dir / "published" / "current"
    console.print(
        f"\nPublished {release.name} in {seconds:.0f} s: as of {as_of} UTC, {tables} tables, {rows:,} rows, "
        f"{passed} tests passed.\n  {path / releases.DATABASE_FILE}   (open it read-only)\n"
        f"  {path / 'parquet'}\nSee it: make dashboards",
        markup=False,
    )


if __name__ == "__main__":
    sys.exit(main())
