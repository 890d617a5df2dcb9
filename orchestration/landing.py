"""Landing: the files of a drop folder become rows of schema raw, each file wholly or not at all.

What is checked where: `claim` takes a private copy, `content` proves its bytes, `intake` recognises it, `reading` and
`nested` cast it in one scan, `batch` puts rows and ledger into one transaction. This module decides what comes in which
order, and what happens to a file that does not fit.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from orchestration import batch, claim, ledger
from orchestration.batch import Mismatch
from orchestration.claim import FileRefused
from orchestration.contract import TableContract, fold_folder
from orchestration.intake import Intake, Passed, Refusal, first_line, repaired
from orchestration.reading import LandingFile

# A batch is one transaction: large enough that DuckDB writes whole row groups, small enough for disk and memory.
BATCH_BYTES = 256 << 20
BATCH_FILES = 400
PROGRESS_SECONDS = 2.0
# These say that the machine or the database is in trouble, not that the file is bad.
_FATAL = (duckdb.OutOfMemoryException, duckdb.FatalException, duckdb.InternalException, duckdb.InterruptException)


@dataclass
class TableReport:
    """What one call of land_table did. Rows are those of the table itself; `nested_rows` went to tables it feeds."""

    system: str
    object: str
    files: int = 0
    rows: int = 0
    rejected: int = 0
    nested_rows: int = 0
    refused: int = 0
    duplicates: int = 0
    waiting: int = 0

    def line(self) -> str:
        """One line for a person, such as 'stripe/invoices  12 files  48,211 rows  3 rejected'."""
        parts = [f"{self.system}/{self.object}", f"{self.files:,} files", f"{self.rows:,} rows"]
        parts += [
            f"{count:,} {what}"
            for count, what in (
                (self.rejected, "rejected"),
                (self.nested_rows, "nested rows"),
                (self.refused, "files refused"),
                (self.duplicates, "known already"),
                (self.waiting, "still being written"),
            )
            if count
        ]
        return "  ".join(parts)


def prepare(con: duckdb.DuckDBPyConnection, contracts: dict[tuple[str, str], TableContract]) -> None:
    """Creates schema raw with every contract's table and the ledgers, empty where they are new."""
    con.execute("set TimeZone = 'UTC'")
    ledger.create_tables(con, contracts.values())


def land_table(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    extracts_dir: Path,
    warehouse_dir: Path,
    progress: Callable[[str], None] = lambda line: None,
) -> TableReport:
    """Lands every new file of one table, in the order of their paths.

    Bad rows and bad files are written to the quarantine ledgers and never stop the other files. Raises duckdb.Error
    only for trouble that no file is to blame for, such as a full disk.
    """
    con.execute("set TimeZone = 'UTC'")
    return _Landing(con, contract, Path(extracts_dir), Path(warehouse_dir), progress).run()


class _Landing:
    """One call of land_table: the state that its steps share."""

    def __init__(self, con, contract, extracts_dir, warehouse_dir, progress) -> None:
        self._con, self._contract = con, contract
        self._extracts_dir, self._warehouse_dir = extracts_dir, warehouse_dir
        self._scratch = warehouse_dir / "incoming" / contract.identifier
        self._progress, self._told = progress, time.monotonic()
        self._report = TableReport(contract.system, contract.object)
        self._landed = ledger.landed_content(con, contract)

    def run(self) -> TableReport:
        mine = [path for path in claim.walk(self._extracts_dir) if claim.belongs_to(self._contract, path)]
        paths, moving = claim.settled(self._extracts_dir, mine)
        for path in moving:
            self._wait(path)
        # What a killed run left behind is of no use to anyone.
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        try:
            for files in _one_ahead(self._batches(paths)):
                self._land(files)
                for item in files:
                    if isinstance(item, LandingFile):
                        item.remove()
                if time.monotonic() - self._told > PROGRESS_SECONDS:
                    self._tell(self._report.line())
        finally:
            shutil.rmtree(self._scratch)
        self._tell(self._report.line())
        return self._report

    def _batches(self, paths: list[str]) -> Iterator[list[LandingFile | Refusal | Passed]]:
        """Consecutive files that one statement can read; runs in a thread of its own, so it leaves `con` alone."""
        intake = Intake(self._contract, self._extracts_dir, self._scratch, dict(self._landed))
        waiting, form, size = [], None, 0
        for path in paths:
            taken = intake.take(path)
            if isinstance(taken, LandingFile):
                if waiting and (taken.form != form or size > BATCH_BYTES or len(waiting) >= BATCH_FILES):
                    yield waiting
                    waiting, size = [], 0
                form = taken.form
                size += taken.plain.stat().st_size
            waiting.append(taken)
        if waiting:
            yield waiting

    def _land(self, taken: list[LandingFile | Refusal | Passed]) -> None:
        files = []
        for item in taken:
            if isinstance(item, Refusal):
                self._refuse(item.path, item.sha256, item.reason)
            elif isinstance(item, Passed):
                self._repeat(item.path, item.same_as) if item.same_as else self._wait(item.path)
            else:
                files.append(item)
        # Snapshots are judged by the one before, and a repaired file is numbered by itself.
        alone = self._contract.mode == "snapshot" or any(file.bad for file in files)
        for group in [[file] for file in files] if alone else [files]:
            if group:
                self._land_group(group)

    def _land_group(self, files: list[LandingFile]) -> None:
        fresh, seen = [], dict(self._landed)
        for file in files:
            if file.copy.sha256 in seen:
                self._repeat(file.path, seen[file.copy.sha256][1])
            else:
                seen[file.copy.sha256] = (file.copy.size_bytes, file.path)
                fresh.append(file)
        try:
            landed, refused = batch.land(self._con, self._contract, fresh, self._warehouse_dir)
        except (duckdb.Error, Mismatch, FileRefused) as error:
            if _is_fatal(error):
                raise
            if len(fresh) > 1:
                for file in fresh:
                    self._land_group([file])
            else:
                self._retry(fresh[0], error)
            return
        for file, reason in refused:
            self._refuse(file.path, file.copy.sha256, reason)
        for result in landed:
            self._report.files += 1
            self._report.rows += result.landed
            self._report.rejected += result.rejected
            self._report.nested_rows += result.nested
            self._landed[result.sha256] = (result.size_bytes, result.path)

    def _retry(self, file: LandingFile, error: Exception) -> None:
        """A second try with the bad records blanked out; whatever still does not fit is refused."""
        if file.kind == "parquet" or file.original or isinstance(error, FileRefused):
            # The engine names the private copy, which tells nobody anything.
            reason = first_line(error).replace(str(file.plain), file.path)
            self._refuse(file.path, file.copy.sha256, reason)
            return
        self._land_group([repaired(file)])

    def _refuse(self, path: str, sha256: str | None, reason: str) -> None:
        ledger.refuse(self._con, self._contract.system, self._contract.object, path, sha256, reason)
        self._report.refused += 1
        self._tell(f"{self._contract.label}  {path} refused: {reason}")

    def _wait(self, path: str) -> None:
        self._report.waiting += 1
        self._tell(f"{self._contract.label}  {path} is still being written: left for the next run")

    def _repeat(self, path: str, same_as: str) -> None:
        self._report.duplicates += 1
        if path != same_as:
            self._tell(f"{self._contract.label}  {path} repeats {same_as}: not landed again")

    def _tell(self, line: str) -> None:
        self._progress(line)
        self._told = time.monotonic()


def _is_fatal(error: Exception) -> bool:
    """Whether the machine or the database is in trouble, so that no file is to blame."""
    if isinstance(error, duckdb.IOException):
        return "No space" in str(error) or "ould not write" in str(error)
    return isinstance(error, _FATAL)


def _one_ahead(items: Iterator[list]) -> Iterator[list]:
    """The same items, each made while the one before is worked on (copying and hashing release Python's lock)."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def reject_unrecognised(
    con: duckdb.DuckDBPyConnection, contracts: dict[tuple[str, str], TableContract], extracts_dir: Path
) -> int:
    """Writes down every file of the drop folder that no contract reads, and why; returns their number."""
    count = 0
    systems = {fold_folder(contract.system): contract.system for contract in contracts.values()}
    for path in claim.walk(Path(extracts_dir)):
        if any(claim.belongs_to(contract, path) for contract in contracts.values()):
            continue
        parts = path.split("/")
        system = systems.get(fold_folder(parts[0])) if len(parts) > 1 else None
        folders = {
            name: contract.object
            for contract in contracts.values()
            if contract.system == system
            for name in contract.folder_names
        }
        object_ = folders.get(fold_folder(parts[1])) if len(parts) > 2 else None
        if (Path(extracts_dir) / path).is_symlink():
            reason = "is a symbolic link; links are not followed"
        elif object_:
            reason = f"is no {', '.join(sorted(claim.FORMATS))} file (.gz and .zst are read, too)"
        else:
            reason = "lies in no folder that a contract reads: <system>/<object>/<file> is expected"
        ledger.refuse(con, system, object_, path, None, reason)
        count += 1
    return count


def set_as_of(con: duckdb.DuckDBPyConnection, explicit: str | None, reporting_time_zone: str) -> datetime:
    """Writes and returns the moment up to which this build knows things, in UTC.

    `explicit` is a date (its last microsecond in the reporting time zone) or an ISO moment. Without it: the newest
    cursor value landed in any table or date of a landed file, where moments more than a day after the clock are typing
    errors of a source.
    Raises ValueError when `explicit` is neither.
    """
    now = datetime.now(UTC)
    as_of = _explicit(explicit, ZoneInfo(reporting_time_zone)) if explicit else _newest(con, now + timedelta(days=1))
    as_of = (as_of or now).astimezone(UTC)
    con.execute("begin")
    con.execute("delete from raw._as_of")
    con.execute("insert into raw._as_of values (?)", [as_of])
    con.execute("commit")
    return as_of


def _explicit(text: str, zone: ZoneInfo) -> datetime:
    if len(text) == len("2026-10-15"):
        following = date.fromisoformat(text) + timedelta(days=1)
        return datetime(following.year, following.month, following.day, tzinfo=zone) - timedelta(microseconds=1)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _newest(con: duckdb.DuckDBPyConnection, latest: datetime) -> datetime | None:
    con.execute("set TimeZone = 'UTC'")
    cursors = con.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'raw' and comment = ?",
        [ledger.CURSOR_COMMENT],
    ).fetchall()
    # A file's date is knowledge, too: what an export of that day shows, such as a deletion, is known by then.
    found = con.execute("select max(observed_at) from raw._loads where observed_at <= ?", [latest]).fetchone()[0]
    for table, column in cursors:
        moment = f"cast({ledger.quoted(column)} as timestamptz)"
        newest = con.execute(
            f"select max({moment}) from raw.{ledger.quoted(table)} where {moment} <= ?", [latest]
        ).fetchone()[0]
        found = max(filter(None, (found, newest)), default=None)
    return found
