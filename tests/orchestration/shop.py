"""An invented shop whose exports refresh in seconds: the real commands on the small dbt project in ./project."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

REPO = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
AMOUNT = 500
REFRESH = (sys.executable, "-m", "orchestration.refresh")


@dataclass(frozen=True)
class Shop:
    """A drop folder and a warehouse of their own below `root`, refreshed by the dbt project in `project`."""

    root: Path
    project: Path = PROJECT

    @property
    def extracts(self) -> Path:
        return self.root / "extracts"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    def environment(self, **more: str) -> dict[str, str]:
        """The variables under which the commands work here."""
        unwanted = {"PYTHONDONTWRITEBYTECODE", "AS_OF"}
        inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
        places = {
            "DBT_PROJECT_DIR": str(self.project),
            "EXTRACTS_DIR": str(self.extracts),
            "WAREHOUSE_DIR": str(self.warehouse),
            "DBT_TARGET_PATH": str(self.root / "target"),
        }
        return {**inherited, **places, **more}

    def export_customers(self, *names: str) -> Path:
        """One file of customers c1, c2, …; an empty name makes the build fail a test."""
        rows = [f"c{number},{name},2026-01-01T00:00:00Z" for number, name in enumerate(names, start=1)]
        return self._write("customers/customers-2026-01-01.csv", "id,name,updated_at", rows)

    def export_order(self, number: int, customer: str = "c1") -> Path:
        """One file with one order of AMOUNT cents; the number makes it unlike any other."""
        day = f"2026-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"
        return self._write(
            f"orders/orders-{number:04d}.csv",
            "id,customer_id,amount,ordered_at",
            [f"o{number},{customer},{AMOUNT},{day}T10:00:00Z"],
        )

    def refresh(self, **more: str) -> subprocess.CompletedProcess:
        """Run the refresh command to its end."""
        return subprocess.run(
            REFRESH, cwd=REPO, env=self.environment(**more), capture_output=True, text=True, check=False
        )

    def start_refresh(self) -> subprocess.Popen:
        """Start the refresh command, its output into one pipe."""
        return subprocess.Popen(
            REFRESH, cwd=REPO, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def ran(self) -> list[str]:
        """What dbt ran in the last refresh, by unique id."""
        results = json.loads((self.warehouse / "dbt" / "run_results.json").read_bytes())["results"]
        return [result["unique_id"] for result in results]

    def query(self, statement: str) -> list[tuple]:
        """Ask the publication that readers get now."""
        path = (self.warehouse / "published" / "current").resolve() / "cs_warehouse.duckdb"
        with duckdb.connect(str(path), read_only=True) as con:
            return con.execute(statement).fetchall()

    def totals(self) -> tuple[int, int, int]:
        """Published customers, orders and cents."""
        return self.query("select customers, orders, amount from shop_totals")[0]

    def _write(self, path: str, header: str, rows: list[str]) -> Path:
        target = self.extracts / "shop" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed, as an exporter should: a loader that runs now sees all of it or nothing.
        draft = target.with_name(f".{target.name}")
        draft.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return draft.rename(target)
