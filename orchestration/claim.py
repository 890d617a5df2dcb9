"""Finding the files of a drop folder, and taking a private copy of one without trusting it.

Whoever may write to the drop folder may also rename, rewrite and link in it while the loaders run. So a file is
opened once, without following links, copied while it is hashed, and read only from that copy afterwards.
"""

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.contract import TableContract, fold_folder

FORMATS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
    ".parquet": "parquet",
}
COMPRESSIONS = (".gz", ".zst")
CHUNK_BYTES = 1 << 20
# A file touched within this span may still be growing: it is looked at twice, a moment apart.
RECENT_SECONDS = 2.0
SETTLE_SECONDS = 0.2

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d(?!\d{5}(?!\d)))")


class FileRefused(Exception):
    """The file cannot be landed; the message is the reason that goes to raw._rejected_files."""


class StillWriting(Exception):
    """The file's size or time moved while it was looked at; the next run takes it."""


@dataclass(frozen=True)
class Copy:
    """A private copy: where it is, the SHA-256 of its bytes and their number."""

    path: Path
    sha256: str
    size_bytes: int


def file_format(name: str) -> str | None:
    """'csv', 'json', 'json lines' or 'parquet' by a file's name, whatever its compression; None for others."""
    suffixes = [suffix.lower() for suffix in Path(name).suffixes[-2:]]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return FORMATS.get(suffixes[-1]) if suffixes else None


def archive_suffix(name: str) -> str:
    """The part of a file's name that says how to read it, such as '.jsonl.gz'."""
    suffixes = [suffix.lower() for suffix in Path(name).suffixes[-2:]]
    return "".join(suffix for suffix in suffixes if suffix in FORMATS or suffix in COMPRESSIONS)


def walk(extracts_dir: Path) -> Iterator[str]:
    """Paths of all files, relative to the drop folder, sorted; links are named but never followed."""
    yield from sorted(_walk(Path(extracts_dir), ""))


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def belongs_to(contract: TableContract, path: str) -> bool:
    """Whether a relative path lies in one of the table's folders and has a name that loaders read."""
    parts = path.split("/")
    if len(parts) < 2 or fold_folder(parts[0]) != fold_folder(contract.system):
        return False
    if fold_folder(parts[1]) not in contract.folder_names:
        return False
    return file_format(parts[-1]) is not None


def settled(extracts_dir: Path, paths: list[str]) -> tuple[list[str], list[str]]:
    """Splits paths into those at rest and those whose size or time moves; sleeps only when some are recent."""
    recent = {}
    for path in paths:
        state = _state(extracts_dir / path)
        if state and abs(time.time() - state[1] / 1e9) < RECENT_SECONDS:
            recent[path] = state
    if not recent:
        return paths, []
    time.sleep(SETTLE_SECONDS)
    moving = [path for path, state in recent.items() if _state(extracts_dir / path) != state]
    return [path for path in paths if path not in moving], moving


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


def open_claimed(extracts_dir: Path, path: str) -> int:
    """A file descriptor of a regular file that really lies inside the drop folder.

    Raises FileRefused for links, folders, pipes and paths that lead out, StillWriting when the file went away.
    """
    root = Path(extracts_dir).resolve()
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise FileRefused("the path leads out of the drop folder")
    try:
        fd = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise StillWriting("the file went away before it was read") from error
    except OSError as error:
        if (root / path).is_symlink():
            raise FileRefused("is a symbolic link; links are not followed") from error
        raise FileRefused(f"cannot be opened: {error.strerror}") from error
    opened, real = os.fstat(fd), Path(os.path.realpath(root / path))
    try:
        if not stat.S_ISREG(opened.st_mode):
            raise FileRefused("is not a regular file")
        if not real.is_relative_to(root) or not os.path.samestat(opened, real.stat()):
            raise FileRefused("the path leads out of the drop folder")
    except BaseException:
        os.close(fd)
        raise
    return fd


def sha256_of(fd: int) -> str:
    """SHA-256 of an open file, which is then rewound."""
    digest = hashlib.sha256()
    while chunk := os.read(fd, CHUNK_BYTES):
        digest.update(chunk)
    os.lseek(fd, 0, os.SEEK_SET)
    return digest.hexdigest()


def take_copy(fd: int, target: Path, sink: Callable[[bytes], None]) -> Copy:
    """Copies an open file to `target`, hashing it and handing every chunk to `sink` on the way.

    A copy, not a hard link: a link would change together with a drop file that is rewritten in place.
    Raises StillWriting when the file moved meanwhile; whatever `sink` raises passes through.
    """
    before, digest, size = os.fstat(fd), hashlib.sha256(), 0
    with target.open("wb") as copy:
        while chunk := os.read(fd, CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
            size += len(chunk)
            if size > before.st_size:
                # Someone may append as fast as this reads: there is no use in going on.
                break
            sink(chunk)
    after = os.fstat(fd)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
        raise StillWriting("the file was written to while it was copied")
    return Copy(target, digest.hexdigest(), size)


def archive(copy: Copy, archive_dir: Path, suffix: str) -> str:
    """Moves a copy to its place in the archive, read-only, and returns its name there; same content, same place."""
    archive_dir.mkdir(parents=True, exist_ok=True)
    copy.path.chmod(0o444)
    with copy.path.open("rb") as written:
        os.fsync(written.fileno())
    name = f"{copy.sha256}{suffix}"
    copy.path.replace(archive_dir / name)
    return name


def path_date(path: str) -> datetime | None:
    """Noon UTC of the last date in a path (2026-10-15, 20261015, 2026/10/15), None without one."""
    for year, _, month, day in reversed(_DATE.findall(path)):
        try:
            return datetime(int(year), int(month), int(day), 12, tzinfo=UTC)
        except ValueError:
            continue
    return None
