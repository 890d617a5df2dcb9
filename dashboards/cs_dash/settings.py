"""Where the dashboards find the warehouse, and what they may use of the machine, all from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[2]
DATABASE_NAME = "cs_warehouse.duckdb"
# What DuckDB may hold of one release. At 200,000 accounts a visit of all pages takes the same CPU with 192 MB as with
# 1 GB (what does not fit is read again from the system's cache of the file, or spilled), and the server 0.55 GB in
# place of 1.2; with 150 MB a page failed. Downloads of all rows hold too. Readers who see a part open it once more.
MEMORY_LIMIT = "256MB"
# What a query that does not fit may put beside the release: a reader must not fill the disk that refreshes need.
SPILL_LIMIT = "8GB"
TABLE_ROWS = 500  # rows sent to the browser; the rest is in the download, and the table says so


@dataclass(frozen=True)
class Settings:
    """`refresh_seconds` is how often an open page looks for a new publication."""

    warehouse_dir: Path
    memory_limit: str
    threads: int
    refresh_seconds: float

    @property
    def pointer(self) -> Path:
        """The path that every publication is found under; it goes through the `current` symlink."""
        return self.warehouse_dir / "published" / "current" / DATABASE_NAME


def from_environment() -> Settings:
    """Read WAREHOUSE_DIR, DASHBOARD_MEMORY_LIMIT, DASHBOARD_THREADS and DASHBOARD_REFRESH_SECONDS.

    Raises ValueError if a number is not one.
    """
    return Settings(
        warehouse_dir=Path(os.environ.get("WAREHOUSE_DIR", PROJECT_DIR / "warehouse")).absolute(),
        memory_limit=os.environ.get("DASHBOARD_MEMORY_LIMIT", MEMORY_LIMIT),
        threads=int(os.environ.get("DASHBOARD_THREADS", "2")),
        refresh_seconds=float(os.environ.get("DASHBOARD_REFRESH_SECONDS", "15")),
    )
