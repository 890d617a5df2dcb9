"""One writer at a time: a lock file that the kernel frees the moment its holder dies.

DuckDB's own lock is not enough. It is taken late, it is dropped when the same process opens the file with plain file
I/O, and its error message tells nobody what is going on.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LOCK_FILE = ".writer.lock"


class WarehouseBusy(RuntimeError):
    """Another process is writing this warehouse; the message names it."""


class LastRunUnfinished(RuntimeError):
    """The last holder died or failed, and its mark was left for the next one; the message tells what it was doing."""


@dataclass(frozen=True)
class Lock:
    """A held lock. `unfinished` tells what the last holder was doing if it died or failed, else None."""

    unfinished: str | None


@contextmanager
def writer_lock(
    warehouse_dir: Path, what: str = "refresh", wait_seconds: float = 0.0, only_after_success: bool = False
) -> Iterator[Lock]:
    """Hold the warehouse's writer lock for the length of the block; take it before anything else is opened.

    Raises WarehouseBusy when another holder is still there after `wait_seconds`, and with `only_after_success`
    LastRunUnfinished when the last one did not end well.
    """
    warehouse_dir.mkdir(parents=True, exist_ok=True)
    fd = os.open(warehouse_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        # Even without waiting a moment is granted: the sensor's look (see `holder`) takes the lock for an instant.
        deadline = time.monotonic() + max(wait_seconds, 0.3)
        while not _try_lock(fd):
            if time.monotonic() >= deadline:
                who = _describe(_read(fd))
                raise WarehouseBusy(f"{warehouse_dir} is being written by {who}; try again when it ends")
            time.sleep(0.1)
        left_over = _read(fd)
        if left_over and only_after_success:
            raise LastRunUnfinished(f"the last run did not end well: {_describe(left_over)}")
        _write(fd, {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")})
        yield Lock(unfinished=_describe(left_over) if left_over else None)
        # Emptied only after a good end: what a killed or failed holder wrote stays, and warns the next one.
        _write(fd, None)
    finally:
        os.close(fd)


def holder(warehouse_dir: Path) -> str | None:
    """Who holds the writer lock now, in words, or None when nobody does."""
    path = warehouse_dir / LOCK_FILE
    if not path.exists():
        return None
    fd = os.open(path, os.O_RDONLY)
    try:
        # A shared probe: two processes that only look do not take each other for a writer.
        return None if _try_lock(fd, fcntl.LOCK_SH) else _describe(_read(fd))
    finally:
        os.close(fd)


def _try_lock(fd: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(fd: int) -> dict:
    try:
        return json.loads(os.pread(fd, 4096, 0) or b"{}")
    except json.JSONDecodeError:
        return {}


def _write(fd: int, content: dict | None) -> None:
    os.ftruncate(fd, 0)
    if content is not None:
        os.pwrite(fd, json.dumps(content).encode() + b"\n", 0)


def _describe(content: dict) -> str:
    if "pid" not in content:
        return "another process"
    return f"process {content['pid']} ({content.get('what', 'writing')} since {content.get('since', 'unknown')})"
