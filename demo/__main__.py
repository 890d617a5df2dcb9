"""python -m demo: writes the demo company's extracts and its truth."""

import argparse
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from demo import faults, write_manual, write_salesforce, write_segment, write_stripe, write_truth, write_zendesk
from demo.build import EVENTS_PER_ACCOUNT_MONTH, SQL_FOLDER, Settings, connect, run_file
from demo.files import Drop

# The middle of a month, so that the running month is there and provisional.
AS_OF = date(2026, 10, 15)
SYSTEMS = ("stripe", "salesforce", "zendesk", "segment", "manual")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--months", type=int, default=36, help="whole months before the running one")
    parser.add_argument("--out", type=Path, default=Path("extracts"), help="drop folder: empty, or an earlier demo")
    parser.add_argument("--truth", type=Path, default=Path("demo_truth"))
    per_month = f"default {EVENTS_PER_ACCOUNT_MONTH} per account and month"
    parser.add_argument("--events", type=int, help=f"track calls in all (about); {per_month}")
    parser.add_argument("--events-format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF, help="last day the exports know of")
    return parser.parse_args(arguments)


def clear(folder: Path, names: tuple[str, ...]) -> None:
    """Empties a folder that an earlier run wrote; refuses one with anything else in it."""
    strangers = [entry.name for entry in folder.iterdir() if entry.name not in names] if folder.exists() else []
    if strangers:
        sys.exit(f"{folder} holds {strangers[0]}, which the demo did not write: choose another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    events = options.events or options.accounts * options.months * EVENTS_PER_ACCOUNT_MONTH
    settings = Settings(options.accounts, options.months, options.as_of, options.seed, events)
    clear(options.out, SYSTEMS)
    truth_files = tuple(f"{name}.csv" for name in (*write_truth.TABLES, "planted_faults"))
    clear(options.truth, truth_files)
    started = time.perf_counter()

    def say(text: str) -> None:
        print(f"{time.perf_counter() - started:7.1f} s  {text}", flush=True)

    with tempfile.TemporaryDirectory(prefix="demo-") as scratch:
        con = connect(settings, Path(scratch))
        for path in sorted(SQL_FOLDER.glob("*.sql")):
            run_file(con, path.stem)
        say(f"company of {settings.accounts:,} accounts invented")
        drop = Drop(con, options.out, Path(scratch))
        for writer in (write_stripe, write_salesforce, write_zendesk, write_manual):
            writer.write(drop, settings)
            say(f"{writer.__name__.removeprefix('demo.write_')}: {drop.files:,} files so far")
        total = write_segment.write(drop, settings, options.events_format, say)
        faults.plant(drop, settings)
        write_truth.write(drop, options.truth)
        con.close()
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    say(f"{options.out}: {drop.files:,} files, {size / 1e6:,.1f} MB, {total:,} events; truth in {options.truth}")


if __name__ == "__main__":
    main()
