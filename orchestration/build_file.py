"""build.duckdb is disposable: when it is gone or cannot be read, it is made again from the archive of landed files."""

import os
import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import archive_index, landing
from orchestration.lock import WarehouseBusy
from orchestration.verify import fingerprint, quoted

BUILD_FILE = "build.duckdb"
SET_ASIDE = "build.unreadable"
LOCKED = re.compile(r"Conflicting lock is held in (.+?)\. ", re.DOTALL)
WAIT_SECONDS = 10

Say = Callable[[str], None]


def open_build(warehouse_dir: Path) -> duckdb.DuckDBPyConnection:
    """Open build.duckdb for writing, its clock in UTC; raises WarehouseBusy when another program keeps it open."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            con = duckdb.connect(
                str(warehouse_dir / BUILD_FILE), config={"temp_directory": str(warehouse_dir / "spill")}
            )
        except duckdb.IOException as error:
            other = LOCKED.search(str(error))
            if not other:
                raise
            if time.monotonic() >= deadline:
                raise WarehouseBusy(f"{warehouse_dir / BUILD_FILE} is open in {other[1]}; close it there") from error
            time.sleep(0.2)
        else:
            con.execute("set TimeZone = 'UTC'")
            return con


def make_usable(warehouse_dir: Path, contracts: dict, thorough: bool, say: Say, mention: Say) -> None:
    """Leave a build file that opens and can be read, made again from the archive if need be.

    `thorough` reads every landed row, as is due after a run that was killed or failed. Raises WarehouseBusy, or the
    error of a full disk or memory, which says nothing about the file.
    """
    try:
        if (warehouse_dir / BUILD_FILE).exists():
            _check(warehouse_dir, thorough)
    except (duckdb.OutOfMemoryException, WarehouseBusy):
        raise
    except duckdb.Error as error:
        if "No space left" in str(error):
            raise
        reason = str(error).splitlines()[0]
        say(f"{BUILD_FILE} cannot be read ({reason}); it is set aside as {_set_aside(warehouse_dir)}")
    if not (warehouse_dir / BUILD_FILE).exists():
        _land_archive(warehouse_dir, contracts, say, mention)


def _check(warehouse_dir: Path, thorough: bool) -> None:
    with open_build(warehouse_dir) as con:
        con.execute("checkpoint")
        if thorough:
            tables = con.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
            for (table,) in tables:
                fingerprint(con, f"raw.{quoted(table)}")


def _set_aside(warehouse_dir: Path) -> str:
    """Rename the file and its log, so that somebody can still look at them; only the last such pair is kept."""
    for old in warehouse_dir.glob(f"{SET_ASIDE}*"):
        old.unlink()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for name in (BUILD_FILE, f"{BUILD_FILE}.wal"):
        if (warehouse_dir / name).exists():
            (warehouse_dir / name).rename(warehouse_dir / name.replace("build", f"{SET_ASIDE}-{stamp}", 1))
    return f"{SET_ASIDE}-{stamp}.duckdb"


def _land_archive(warehouse_dir: Path, contracts: dict, say: Say, mention: Say) -> None:
    archive = warehouse_dir / "archive"
    passes = _passes(archive_index.read(archive))
    if not passes:
        return
    say(f"landing {sum(map(len, passes))} archived files again")
    drop = warehouse_dir / ".rebuild"
    shutil.rmtree(drop, ignore_errors=True)
    with open_build(warehouse_dir) as con:
        landing.prepare(con, contracts)
        for files in passes:
            for path, name in files.items():
                (drop / path).parent.mkdir(parents=True, exist_ok=True)
                os.link(archive / name, drop / path)
            for contract in contracts.values():
                landing.land_table(con, contract, drop, warehouse_dir, mention)
            shutil.rmtree(drop)


def _passes(entries: list[archive_index.Entry]) -> list[dict[str, str]]:
    """Names in the archive by path, as drop folders to land in turn: a path used again belongs to the next one."""
    passes: list[dict[str, str]] = []
    for entry in entries:
        if not passes or passes[-1].get(entry.path, entry.name) != entry.name:
            passes.append({})
        passes[-1][entry.path] = entry.name
    return passes
