"""The folder of releases: what readers follow (`current`), what is kept, and what a killed run left lying.

published/
    current -> releases/<publication_id>       a symbolic link, swapped by rename: readers resolve it first
    releases/<publication_id>/                 cs_warehouse.duckdb, manifest.json, parquet/<table>.parquet
    releases/.staging-<publication_id>/        being written
    releases/.trash-<publication_id>/          being deleted
"""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

DATABASE_FILE = "cs_warehouse.duckdb"
KEEP = 3
STAMP = "%Y%m%dT%H%M%S.%f"
ID = re.compile(r"(\d{8}T\d{6}\.\d{3})Z-[0-9a-f]{8}")


def published_dir(warehouse_dir: Path) -> Path:
    """Where the releases of a warehouse live."""
    return warehouse_dir / "published"


def current(warehouse_dir: Path) -> Path | None:
    """The real path of the release that readers get now, or None before the first one."""
    link = published_dir(warehouse_dir) / "current"
    return link.resolve() if link.is_symlink() and link.resolve().is_dir() else None


def releases(warehouse_dir: Path) -> list[Path]:
    """Complete releases, oldest first: the ids sort by time."""
    folder = published_dir(warehouse_dir) / "releases"
    if not folder.is_dir():
        return []
    return sorted(path.resolve() for path in folder.iterdir() if path.is_dir() and ID.fullmatch(path.name))


def new_stamp(warehouse_dir: Path) -> tuple[str, datetime]:
    """The time part of the next publication id, and that moment: later than every release, whatever the clock says."""
    now = datetime.now(UTC)
    kept = releases(warehouse_dir)
    if kept:
        newest = datetime.strptime(ID.fullmatch(kept[-1].name)[1], STAMP).replace(tzinfo=UTC)
        now = max(now, newest + timedelta(milliseconds=1))
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now.strftime(STAMP)[:-3] + "Z", now


def sweep(warehouse_dir: Path) -> list[str]:
    """Delete what killed runs left in the releases folder; returns the names. Only the writer may call it."""
    published = published_dir(warehouse_dir)
    left = [*published.glob("releases/.staging-*"), *published.glob("releases/.trash-*")]
    for path in left:
        shutil.rmtree(path)
    links = list(published.glob(".current-*"))
    for path in links:
        path.unlink()
    return [path.name for path in (*left, *links)]


def stage(warehouse_dir: Path, publication_id: str) -> Path:
    """A fresh folder to write a release into."""
    staging = published_dir(warehouse_dir) / "releases" / f".staging-{publication_id}"
    (staging / "parquet").mkdir(parents=True)
    return staging


def seal(staging: Path) -> None:
    """Make the staged files read-only and force them to disk, so that not even a power cut can tear the release."""
    for path in sorted(staging.rglob("*")):
        if path.is_file():
            path.chmod(0o444)
            _fsync(path)
    for folder in (staging / "parquet", staging):
        _fsync(folder)


def install(staging: Path) -> Path:
    """Give a sealed staging folder its final name and return that path; of a release readers do not know yet."""
    release = staging.with_name(staging.name.removeprefix(".staging-"))
    staging.rename(release)
    _fsync(release.parent)
    return release.resolve()


def swap(warehouse_dir: Path, release: Path) -> None:
    """Point `current` at the release, in one step: a reader gets the old one or the new one, never nothing."""
    published = published_dir(warehouse_dir)
    link = published / f".current-{release.name}"
    link.symlink_to(Path("releases") / release.name)
    link.replace(published / "current")
    _fsync(published)


def prune(warehouse_dir: Path) -> None:
    """Delete all but the newest releases. Who has a deleted one open keeps reading it: the file lives on for them."""
    served = current(warehouse_dir)
    for release in releases(warehouse_dir)[:-KEEP]:
        if release != served:
            # Renamed first: a release that is half deleted must not look like one.
            trash = release.with_name(f".trash-{release.name}")
            release.rename(trash)
            shutil.rmtree(trash)


def roll_back(warehouse_dir: Path) -> Path:
    """Point `current` at the release before the one served now; raises LookupError when there is none."""
    served = current(warehouse_dir)
    older = [release for release in releases(warehouse_dir) if served and release.name < served.name]
    if not older:
        raise LookupError(f"{published_dir(warehouse_dir)} holds no release before the one served now")
    swap(warehouse_dir, older[-1])
    return older[-1]


def require_free_space(warehouse_dir: Path, factor: float = 2.5) -> None:
    """Raise OSError unless the disk has room for another release and for the spill of making it.

    The last release is the measure; before the first, the build file, which is larger than what is published of it.
    """
    served = current(warehouse_dir)
    build = warehouse_dir / "build.duckdb"
    if served:
        size = sum(path.stat().st_size for path in served.rglob("*") if path.is_file())
    else:
        size = build.stat().st_size if build.exists() else 0
    free = shutil.disk_usage(warehouse_dir).free
    if free < factor * size:
        raise OSError(
            f"{warehouse_dir} has {free / 1e9:.2f} GB free, and publishing needs {factor * size / 1e9:.2f} GB "
            f"({factor} times {size / 1e9:.2f} GB): free some space and refresh again"
        )


def _fsync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
