"""python -m demo.bench: what landing, build and publish of a large company cost, each beside a floor of the same run.

Every step runs in a process of its own, and its start counts. CPU time is what to compare: other work on the machine
stretches the wall clock much more. A company is kept in --folder and used again by later runs of the same size, until
the demo changes.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

EVENTS_PER_ACCOUNT = 500
# CPU time of landing with every check on, over DuckDB's bare typed read of the same files.
TARGETS = {"jsonl": 2.5, "parquet": 2.0}
NAMES = {"jsonl": "gzip JSON lines", "parquet": "Parquet"}
HEADINGS = ("step", "rows", "CPU s", "wall s", "floor CPU s", "ratio", "target", "peak MB")
SLOWEST = 10


@dataclass(frozen=True)
class Cost:
    """What one step took, its child processes included: rows handled, seconds, and peak resident memory in MB."""

    rows: int
    cpu: float
    wall: float | None
    peak_mb: float


@dataclass(frozen=True)
class Line:
    """A row of the table; `floor` is what the bare engine needs for the same data."""

    step: str
    cost: Cost
    floor: Cost | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.cost.cpu / self.floor.cpu if self.floor else None

    def cells(self) -> list[str]:
        """The row as text, empty where there is nothing to tell."""
        cost = self.cost
        return [
            self.step,
            f"{cost.rows:,}",
            f"{cost.cpu:,.1f}",
            "" if cost.wall is None else f"{cost.wall:,.1f}",
            f"{self.floor.cpu:,.1f}" if self.floor else "",
            f"{self.ratio:.2f}" if self.floor else "",
            f"≤ {self.target:.1f}" if self.target else "",
            f"{cost.peak_mb:,.0f}",
        ]


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--events", type=int, help=f"track calls in all; default {EVENTS_PER_ACCOUNT} per account")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where companies and warehouses are kept")
    parser.add_argument("--only", choices=("landing", "build", "all"), default="all")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each step, of which the median is told")
    options = parser.parse_args(arguments)
    options.events = options.events or options.accounts * EVENTS_PER_ACCOUNT
    return options


class Bench:
    """The folder of one company size, and the steps run in it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.folder = (options.folder / f"{options.accounts}x{options.months}-{options.events}").resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._started = time.perf_counter()

    def say(self, text: str) -> None:
        print(f"{time.perf_counter() - self._started:7.1f} s  {text}", flush=True)

    def company(self, shape: str) -> Path:
        """The drop folder of the company, its events as 'jsonl' or 'parquet'; generated unless it is there."""
        digest = demo_digest()
        extracts, ready = self.folder / f"extracts-{shape}", self.folder / f"extracts-{shape}.ready"
        if not ready.exists() or ready.read_text() != digest:
            self.say(f"generating the company, events as {NAMES[shape]}")
            options = {
                "--accounts": self.options.accounts,
                "--months": self.options.months,
                "--events": self.options.events,
                "--events-format": shape,
                "--out": extracts,
                "--truth": self.folder / f"truth-{shape}",
            }
            words = [str(word) for option in options.items() for word in option]
            subprocess.run([sys.executable, "-m", "demo", *words], check=True)
            ready.write_text(digest)
        return extracts

    def fresh(self, name: str, start_from: Path | None = None) -> Path:
        """An empty warehouse folder, or one that holds a copy of a build file."""
        warehouse = self.folder / name
        shutil.rmtree(warehouse, ignore_errors=True)
        warehouse.mkdir()
        if start_from:
            shutil.copyfile(start_from, warehouse / "build.duckdb")
        return warehouse

    def measure(self, step: str, extracts: Path, warehouse: Path) -> Cost:
        """Runs one step of demo.bench_steps in a new process; ends the bench when it fails."""
        self.say(f"{step}: {extracts.name} -> {warehouse.name}")
        result = warehouse / "rows"
        command = [sys.executable, "-m", "demo.bench_steps", step, extracts, warehouse, result]
        started = time.perf_counter()
        child = subprocess.Popen(command)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{step} failed")
        # Linux tells the peak in KiB, macOS in bytes.
        peak_mb = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
        cost = Cost(int(result.read_text()), usage.ru_utime + usage.ru_stime, wall, peak_mb)
        self.say(f"{step}: {cost.rows:,} rows, {cost.cpu:.1f} CPU s, {wall:.1f} s, {peak_mb:,.0f} MB")
        return cost


def demo_digest() -> str:
    """One value for what decides on a company's content: the demo's code, SQL and lists."""
    files = [path for path in Path(__file__).parent.rglob("*.*") if path.suffix in (".py", ".sql", ".csv")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files) if "bench" not in path.name)).hexdigest()


def landing(bench: Bench) -> list[Line]:
    """The events in both formats: every check on, against a bare typed read."""
    lines = []
    for shape, target in TARGETS.items():
        extracts = bench.company(shape)
        floors, costs = [], []
        # In turn, so that a slow minute of the machine falls on both.
        for _ in range(bench.options.repeat):
            floors.append(bench.measure(f"read_{shape}", extracts, bench.fresh("floor")))
            costs.append(bench.measure("land_tracks", extracts, bench.fresh("tracks")))
        lines.append(Line(f"land events, {NAMES[shape]}", median(costs), median(floors), target))
    for name in ("floor", "tracks"):
        shutil.rmtree(bench.folder / name)
    return lines


def building(bench: Bench) -> tuple[list[Line], list[dict]]:
    """Landing of all exports, the dbt build and the publication; and the slowest nodes of the build."""
    extracts, nothing = bench.company("jsonl"), bench.folder / "no-extracts"
    nothing.mkdir(exist_ok=True)
    full, empty = bench.fresh("landed"), bench.fresh("landed-empty")
    lines = [Line("land all exports", bench.measure("land_all", extracts, full))]
    bench.measure("land_all", nothing, empty)
    shutil.rmtree(bench.folder / "parsed", ignore_errors=True)
    lines.append(Line("dbt parse, from nothing", bench.measure("parse", nothing, bench.fresh("empty"))))
    costs = {name: [] for name in ("empty", "build", "copy_raw", "publish", "copy_published")}
    for _ in range(bench.options.repeat):
        costs["empty"].append(bench.measure("build", nothing, bench.fresh("empty", start_from=empty / "build.duckdb")))
        company = bench.fresh("company", start_from=full / "build.duckdb")
        for step in ("copy_raw", "build", "publish", "copy_published"):
            costs[step].append(bench.measure(step, extracts, company))
    cost = {name: median(runs) for name, runs in costs.items()}
    whole, fixed = cost["build"], cost["empty"]
    # The difference of two wall clocks would tell of other work on the machine.
    queries = Cost(whole.rows, whole.cpu - fixed.cpu, None, whole.peak_mb)
    for name in ("landed", "landed-empty", "empty", "parsed"):
        shutil.rmtree(bench.folder / name)
    lines += [
        Line("dbt build, empty warehouse (fixed overhead)", fixed),
        Line("dbt build, company", whole),
        Line("dbt build, queries (the difference)", queries, cost["copy_raw"]),
        Line("publish", cost["publish"], cost["copy_published"]),
    ]
    return lines, slowest_nodes(bench.folder / "company" / "dbt" / "run_results.json")


def median(costs: Sequence[Cost]) -> Cost:
    """The run in the middle by CPU time."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def slowest_nodes(run_results: Path) -> list[dict]:
    """The dbt nodes that took longest, wall seconds each; two run at a time."""
    results = json.loads(run_results.read_bytes())["results"]
    results.sort(key=lambda result: result["execution_time"], reverse=True)
    return [{"node": result["unique_id"], "seconds": result["execution_time"]} for result in results[:SLOWEST]]


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns: the first to the left, the others, numbers, to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([line(headings), rule, *map(line, rows)])


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    bench = Bench(options)
    lines, slowest = landing(bench) if options.only != "build" else [], []
    if options.only != "landing":
        built, slowest = building(bench)
        lines += built
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("duckdb", "dbt-core", "dbt-duckdb")},
    }
    report = bench.folder / "bench.json"
    content = {
        "accounts": options.accounts,
        "months": options.months,
        "events": options.events,
        "repeat": options.repeat,
        "machine": machine,
        "lines": [{**asdict(line), "ratio": line.ratio} for line in lines],
        "slowest": slowest,
    }
    report.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"\n{options.accounts:,} accounts, {options.months} months, about {options.events:,} events;", end=" ")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print("\n" + table(HEADINGS, [line.cells() for line in lines]))
    if slowest:
        print("\n" + table(("slowest nodes", "s"), [(row["node"], f"{row['seconds']:.1f}") for row in slowest]))
    print(f"\nAs JSON: {report}")


if __name__ == "__main__":
    main()
