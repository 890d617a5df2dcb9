"""The monthly asset of the board pack: a PDF of the current publication beside it in the warehouse folder."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg

SCRIPT = Path(__file__).resolve().parents[1] / "dashboards" / "board_pack.py"
FOLDER = "packs"
MONTHS = dg.MonthlyPartitionsDefinition(start_date="2020-01-01")


def pack(warehouse_dir: Path, month: dt.date) -> Path:
    """Write the pack of the month that begins on `month`; gives its path.

    In a process of its own, as it loads what the dashboards are drawn with. Raises dagster.Failure with what that said.
    """
    command = [sys.executable, str(SCRIPT), "--out", str(warehouse_dir / FOLDER), "--month", f"{month:%Y-%m}"]
    done = subprocess.run(
        command, env=os.environ | {"WAREHOUSE_DIR": str(warehouse_dir)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise dg.Failure(description=f"no board pack of {month:%Y-%m}: {done.stderr.strip()[-2000:]}")
    return Path(done.stdout.strip())


def board_pack_asset(warehouse_dir: Path, published: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset, one partition a month. It only reads the publication, so it needs no hold on the warehouse."""

    @dg.asset(deps=[published], partitions_def=MONTHS, group_name="publication", kinds={"pdf"})
    def board_pack(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        """The Executive page's figures and charts as a tagged PDF, as the current publication tells the month."""
        path = pack(warehouse_dir, dt.date.fromisoformat(context.partition_key))
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(path), "bytes": path.stat().st_size})

    return board_pack
