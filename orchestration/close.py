"""`make close MONTH=2026-09`: freeze what a finished month said, from the publication that people have read."""

import getpass
import json
import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration import closes, gate, releases
from orchestration.close_contents import CONTENTS
from orchestration.closes import Close, CloseDamaged
from orchestration.lock import LastRunUnfinished, WarehouseBusy, writer_lock
from orchestration.session import Places, places
from orchestration.verify import PATTERNS, fingerprint, literal, quoted

CLOSED, REFUSED, BUSY = 0, 1, 3
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# The tables of the publication that a close is made of.
READ = (
    "account_mrr",
    "account_mrr_views",
    "account_currency_mrr",
    "adjustments_in_force",
    "frozen_mrr_movements",
    "mrr_movements",
    "policies",
    "retention",
    "subscription_periods",
)


class CloseRefused(RuntimeError):
    """The month is not closed, and nothing was written; the message says why."""


def main() -> int:
    """Close the month MONTH (yyyy-mm); REASON closes the newest one again, CLOSED_BY names who signs.

    Returns 0 when it is closed, 1 when it was refused, 3 when the warehouse is busy.
    """
    where = places()
    try:
        month = _month(os.environ.get("MONTH") or "")
        who, reason = _signature()
        if releases.current(where.warehouse_dir) is None:
            raise CloseRefused(f"{where.warehouse_dir} has no publication to close: refresh first")
        close, refusal = None, None
        with writer_lock(where.warehouse_dir, "close", only_after_success=True):
            # A refusal is no failure of the run that holds the lock: it is raised when the lock is free again.
            try:
                close = close_month(where, month, who, reason)
            except (CloseRefused, CloseDamaged) as error:
                refusal = error
        if refusal:
            raise refusal
    except WarehouseBusy as busy:
        print(busy, file=sys.stderr)
        return BUSY
    except LastRunUnfinished as error:
        print(f"not closed: {error}; refresh first", file=sys.stderr)
        return REFUSED
    except (CloseRefused, CloseDamaged, OSError, duckdb.Error) as error:
        print(f"not closed: {error}", file=sys.stderr)
        return REFUSED
    print(f"closed {close.month} as {close.folder.name}, signed by {close.facts['closed_by']}: {close.folder}")
    print("month_closes, closed_retention and restatements tell of it from the next refresh on")
    return CLOSED


def _month(text: str) -> str:
    if not MONTH.fullmatch(text):
        raise CloseRefused(f"MONTH is {text!r} and has to be a month such as 2026-09")
    return text


def _signature() -> tuple[str, str | None]:
    """Who closes, and why if that was said; both are published, so neither may hold personal data."""
    try:
        who = os.environ.get("CLOSED_BY") or getpass.getuser()
    except (KeyError, OSError) as error:
        raise CloseRefused("nobody knows who is closing: set CLOSED_BY") from error
    reason = (os.environ.get("REASON") or "").strip() or None
    for name, text in (("CLOSED_BY", who), ("REASON", reason or "")):
        for kind, pattern in PATTERNS.items():
            if re.search(pattern, text):
                raise CloseRefused(f"{name} holds an {kind}, and closes are published")
    return who, reason


def close_month(where: Places, month: str, who: str, reason: str | None) -> Close:
    """Write the close of a month and return it; the caller holds the writer lock.

    Raises CloseRefused or CloseDamaged, and then has written nothing.
    """
    closes.sweep(where.warehouse_dir)
    made = closes.read(where.warehouse_dir)
    number = _number(made, month, reason)
    release = releases.current(where.warehouse_dir)
    _require_last_build_published(where, release)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach {literal(str(release / releases.DATABASE_FILE))} as pub (read_only)")
        con.execute(f"attach {literal(str(where.warehouse_dir / 'build.duckdb'))} as build (read_only)")
        _require_whole(con, release)
        publication = _publication(con)
        _require_known(made, publication)
        month_end = _require_finished(con, month)
        facts = {
            "close_id": f"{month}-{number}",
            "sequence": len(made) + 1,
            "month_end": month_end.isoformat(),
            "close_number": number,
            "closed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "closed_by": who,
            "reason": reason,
            **publication,
            "previous_sha256": made[-1].digest if made else None,
        }
        flags = {"is_first": {close.month for close in made} <= {month}, "is_again": number > 1}
        _set_variables(con, where, month_end, flags)
        return _write(con, closes.closes_dir(where.warehouse_dir), facts)


def _number(made: list[Close], month: str, reason: str | None) -> int:
    """The number of this close of the month; raises CloseRefused unless it is its turn."""
    closed = sorted({close.month for close in made})
    if not closed:
        return 1
    if month < closed[0]:
        raise CloseRefused(f"{month} lies before {closed[0]}, the first closed month: what was open then stays open")
    following = _month_end(closed[-1]) + timedelta(days=1)
    if month > f"{following:%Y-%m}":
        raise CloseRefused(f"months are closed in order, and {following:%Y-%m} is still open: close it first")
    if month not in closed:
        return 1
    if not reason:
        raise CloseRefused(f"{month} is closed already: close it again with REASON='why', and the old close stays")
    if month != closed[-1]:
        raise CloseRefused(
            f"only {closed[-1]}, the newest closed month, can be closed again: what changed of {month} is in "
            "restatements and in the months after it"
        )
    return 1 + max(close.facts["close_number"] for close in made if close.month == month)


def _month_end(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _require_last_build_published(where: Places, release: Path) -> None:
    try:
        gate.passed_build(where.target_dir)
    except gate.PublishRefused as error:
        raise CloseRefused(f"the last build did not pass: {error}") from error
    results = json.loads((where.target_dir / "run_results.json").read_bytes())
    built_at = datetime.fromisoformat(results["metadata"]["generated_at"])
    published_at = datetime.fromisoformat(json.loads((release / "manifest.json").read_bytes())["published_at"])
    if built_at > published_at:
        raise CloseRefused(f"the last build is newer than {release.name}, which readers have: refresh first")


def _require_whole(con: duckdb.DuckDBPyConnection, release: Path) -> None:
    """Raise CloseRefused unless the publication has the tables of a close, as they were published."""
    told = {
        name: (rows, checksum)
        for name, rows, checksum in con.execute(
            "select table_name, row_count, checksum from pub.publication_tables"
        ).fetchall()
    }
    for table in READ:
        if table not in told:
            raise CloseRefused(f"{release.name} has no table {table}: refresh first")
        found = fingerprint(con, f"pub.{quoted(table)}")
        if (found.rows, found.checksum) != told[table]:
            raise CloseRefused(f"{table} of {release.name} is not what was published: refresh first")
    same = con.execute(
        "select date_trunc('second', (select as_of from build.raw._as_of)) = (select as_of from pub.publication)"
    ).fetchone()[0]
    if not same:
        raise CloseRefused(f"build.duckdb knows another day than {release.name}: refresh first")


def _require_known(made: list[Close], publication: dict) -> None:
    """Raise CloseRefused unless the publication stands on all closes: each goes on from the frozen books before it."""
    for close in made:
        told = {name: datetime.fromisoformat(close.facts[name]) for name in ("as_of", "closed_at")}
        if told["as_of"] > datetime.fromisoformat(publication["as_of"]):
            raise CloseRefused(
                f"the publication knows less than the close {close.folder.name}: refresh up to today first"
            )
        # Months may be closed one after the other from one publication, whose frozen books then hold for all of them.
        again = close.facts["close_number"] > 1 or close.facts["publication_id"] != publication["publication_id"]
        if again and told["closed_at"] > datetime.fromisoformat(publication["published_at"]):
            raise CloseRefused(f"the publication does not know the close {close.folder.name} yet: refresh first")


def _require_finished(con: duckdb.DuckDBPyConnection, month: str) -> date:
    """The month's last day; raises CloseRefused unless the publication tells the month and knows its end."""
    month_end = _month_end(month)
    is_open = con.execute(
        "select bool_or(is_provisional) from pub.account_mrr where month_end = ?", [month_end]
    ).fetchone()[0]
    if is_open is None:
        raise CloseRefused(f"the publication has no MRR of {month}")
    if is_open:
        as_of = con.execute("select strftime(as_of, '%Y-%m-%d %H:%M') from pub.publication").fetchone()[0]
        raise CloseRefused(f"{month} is still open: the publication knows things up to {as_of} UTC")
    return month_end


def _publication(con: duckdb.DuckDBPyConnection) -> dict:
    names = ("as_of", "publication_id", "published_at", "git_commit", "tests_passed")
    row = con.execute(f"select {', '.join(f'{name}::varchar' for name in names)} from pub.publication").fetchone()
    return {**dict(zip(names, row, strict=True)), "tests_passed": int(row[-1])}


def _set_variables(con: duckdb.DuckDBPyConnection, where: Places, month_end: date, flags: dict[str, bool]) -> None:
    con.execute(f"set variable month_end = date '{month_end}'")
    for name, flag in flags.items():
        con.execute(f"set variable {name} = {flag}")
    con.execute("set variable as_of = (select as_of from build.raw._as_of)")
    zone = literal(where.reporting_time_zone)
    con.execute(f"set variable as_of_day = timezone({zone}, getvariable('as_of') - interval 1 microsecond)::date")


def _write(con: duckdb.DuckDBPyConnection, folder: Path, facts: dict) -> Close:
    """Write beside, then give it its name: a kill leaves the close whole or not at all."""
    staging = folder / f".staging-{facts['close_id']}"
    (staging / "parquet").mkdir(parents=True)
    for table, query in CONTENTS.items():
        columns = ", ".join(f"{name}::{kind} as {name}" for name, kind in closes.TABLES[table].items())
        con.execute(
            f"copy (select {literal(facts['close_id'])} as close_id, {columns} from ({query}) order by all)"
            f" to {literal(str(staging / 'parquet' / f'{table}.parquet'))} (format parquet, compression zstd)"
        )
    names = [f"parquet/{table}.parquet" for table in CONTENTS]
    files = {name: closes.file_digest(staging / name) for name in names}
    manifest = {**facts, "files": files}
    digest = closes.digest_of(manifest)
    text = json.dumps({**manifest, "sha256": digest}, indent=2, ensure_ascii=False)
    (staging / closes.MANIFEST).write_text(text + "\n", encoding="utf-8")
    releases.seal(staging)
    return Close(releases.install(staging), facts, digest)


if __name__ == "__main__":
    sys.exit(main())
