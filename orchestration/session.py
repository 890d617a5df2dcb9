"""What every run that writes the warehouse goes through first: the lock, leftovers of killed runs, a usable build."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from orchestration import archive_index, build_file, closes, landing, releases
from orchestration.contract import load_contracts
from orchestration.lock import writer_lock

# YAML is slow to read, and a refresh needs the contracts before and after it imports the Dagster definitions.
read_contracts = cache(load_contracts)


@dataclass(frozen=True)
class Places:
    """Where a refresh reads and writes; all absolute."""

    project_dir: Path
    extracts_dir: Path
    warehouse_dir: Path
    parsed_dir: Path
    reporting_time_zone: str

    @property
    def target_dir(self) -> Path:
        """The dbt artefacts of the build file: beside it, since they tell whether that file may be published."""
        return self.warehouse_dir / "dbt"


@dataclass(frozen=True)
class Session:
    """A run that holds the writer lock. It says what is worth keeping, and mentions what is only news for a moment."""

    places: Places
    say: build_file.Say
    mention: build_file.Say
    as_of: str | None


def places() -> Places:
    """The places that the environment names, or the project's own folders."""
    project_dir = Path(os.environ.get("DBT_PROJECT_DIR") or Path(__file__).parents[1]).resolve()

    def named(variable: str, default: str) -> Path:
        return Path(os.environ.get(variable) or project_dir / default).resolve()

    project = yaml.safe_load((project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    found = Places(
        project_dir=project_dir,
        extracts_dir=named("EXTRACTS_DIR", "extracts"),
        warehouse_dir=named("WAREHOUSE_DIR", "warehouse"),
        parsed_dir=named("DBT_TARGET_PATH", "target"),
        reporting_time_zone=project["vars"]["reporting_time_zone"],
    )
    # dbt's profile finds the build file by this variable, from wherever dbt is run.
    os.environ["WAREHOUSE_DIR"] = str(found.warehouse_dir)
    return found


@contextmanager
def writing(
    where: Places, contracts: dict, what: str, say: build_file.Say, mention: build_file.Say
) -> Iterator[Session]:
    """Hold the writer lock for the block, on a warehouse made ready. Raises WarehouseBusy, or OSError."""
    if not where.extracts_dir.is_dir() and not archive_index.read(where.warehouse_dir / "archive"):
        raise FileNotFoundError(f"there is no drop folder {where.extracts_dir}; EXTRACTS_DIR names it")
    with writer_lock(where.warehouse_dir, what) as lock:
        swept = releases.sweep(where.warehouse_dir)
        if lock.unfinished:
            say(f"the last run did not end well: {lock.unfinished}" + (f"; swept {', '.join(swept)}" if swept else ""))
        releases.require_free_space(where.warehouse_dir)
        build_file.make_usable(where.warehouse_dir, contracts, bool(lock.unfinished), say, mention)
        with build_file.open_build(where.warehouse_dir) as con:
            landing.prepare(con, contracts)
            closes.create_tables(con)
        yield Session(where, say, mention, os.environ.get("AS_OF") or None)
