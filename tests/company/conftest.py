"""The demo company, made and refreshed once for all tests of this folder, as `make demo` does it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from tests.project import Project

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "dashboards"))


@dataclass(frozen=True)
class Company:
    """Where the demo company lies; `connection` reads its build file and has the truth in schema truth."""

    folder: Path
    connection: duckdb.DuckDBPyConnection


def make(folder: Path, project: Project) -> None:
    """Write the exports and the truth, and refresh the warehouse, below `folder`."""
    project.remember(folder / "warehouse/dbt", folder / "warehouse")
    environment = os.environ | {
        "EXTRACTS_DIR": str(folder / "extracts"),
        "WAREHOUSE_DIR": str(folder / "warehouse"),
    }
    for command in (
        ["demo", "--out", str(folder / "extracts"), "--truth", str(folder / "truth")],
        ["orchestration.refresh"],
    ):
        run = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]


@pytest.fixture(scope="session")
def company(shared, project):
    # One company, only read, serves all workers.
    folder = shared / "company"
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            with project.unit_tests_once():
                make(folder, project)
            (folder / "made").touch()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'warehouse/build.duckdb'}' as build (read_only)")
        connection.execute("create schema truth")
        for path in sorted((folder / "truth").glob("*.csv")):
            connection.execute(f"create table truth.{path.stem} as from read_csv('{path}', all_varchar = true)")
        connection.execute("use build")
        yield Company(folder, connection)
