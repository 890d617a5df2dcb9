"""What archived files were called in the drop folder: archive/index.jsonl, one line per landed file, oldest first."""

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

INDEX_FILE = "index.jsonl"


@dataclass(frozen=True)
class Entry:
    """A landed file: its name in the archive (its SHA-256 with the suffix), and its path in the drop folder."""

    name: str
    path: str


def append(archive_dir: Path, entries: Iterable[Entry]) -> None:
    """Add lines to the index and force them to disk; call it before the rows are committed.

    A kill in between leaves a line too many, which costs a rebuild nothing. The other way round a file would be lost.
    """
    with (archive_dir / INDEX_FILE).open("a", encoding="utf-8") as index:
        # Every line begins with its line feed, so that it never runs on from one that a kill cut short.
        index.writelines("\n" + json.dumps(asdict(entry)) for entry in entries)
        index.flush()
        os.fsync(index.fileno())


def read(archive_dir: Path) -> list[Entry]:
    """All entries, oldest first; lines that a kill cut short are left out, as their rows were never committed."""
    index = archive_dir / INDEX_FILE
    if not index.exists():
        return []
    entries = []
    for line in index.read_text(encoding="utf-8").split("\n"):
        with contextlib.suppress(json.JSONDecodeError):
            entries.append(Entry(**json.loads(line)))
    return entries
