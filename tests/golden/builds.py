"""Builds of the golden book: as the policies are, and again with other positions in seeds/policies.csv."""

import csv
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/invariants")
# What a policy can change of movements, retention and reconciliation, and the invariants on no more than that.
REBUILT = [
    "--select",
    "policies",
    *(f"policies_in_force+,+{mart}" for mart in ("mrr_movements", "retention_base", "billing_reconciliation")),
    "--exclude",
    "test_type:unit",
    "test_type:generic",
    "--indirect-selection",
    "buildable",
]


def run(arguments: list[str], **environment: str) -> None:
    """Runs Python with these arguments in the project. Raises AssertionError with what it said."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def refresh(extracts: Path, warehouse: Path, as_of: date) -> Path:
    """The warehouse folder, refreshed from the extracts."""
    run(
        ["-m", "orchestration.refresh"],
        EXTRACTS_DIR=str(extracts),
        WAREHOUSE_DIR=str(warehouse),
        AS_OF=as_of.isoformat(),
    )
    return warehouse


def rebuild_with_positions(warehouse: Path, folder: Path, positions: dict[str, str]) -> Path:
    """A build file in `folder`: `warehouse` rebuilt after rows of seeds/policies.csv, and nothing else, changed.

    Calls that share a folder share a copy of the project, so that dbt reads it but once.
    """
    project, target = folder / "project", folder / "target"
    for name in PROJECT:
        source = ROOT / name
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, project / name, dirs_exist_ok=True)
        else:
            shutil.copy2(source, project / name)
    take_positions(project / "seeds" / "policies.csv", positions)
    rebuilt = folder / "warehouse" / "build.duckdb"
    rebuilt.parent.mkdir(exist_ok=True)
    shutil.copyfile(warehouse / "build.duckdb", rebuilt)
    run(
        ["-c", "from dbt.cli.main import cli; cli()", "build", *REBUILT],
        WAREHOUSE_DIR=str(rebuilt.parent),
        DBT_PROJECT_DIR=str(project),
        DBT_PROFILES_DIR=str(project),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(folder / "logs"),
    )
    return rebuilt.rename(folder / f"{'_'.join(positions)}.duckdb")


def take_positions(seed: Path, positions: dict[str, str]) -> None:
    """Rewrites the seed with the position of each policy named. Raises AssertionError for a policy that has no row."""
    with seed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(positions) <= {row["policy"] for row in rows}
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"position": positions.get(row["policy"], row["position"])} for row in rows)
