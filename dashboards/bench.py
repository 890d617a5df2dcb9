"""python -m dashboards.bench: what the pages cost on a large company, each beside its target and the demo's own size.

The large company is a multiplied demo and not a built one: dashboards.multiply repeats a finished publication until it
has --accounts accounts. CPU time is what to compare, as other work on the machine stretches the felt times. The demo's
publication is made once in --folder (demo, then refresh), or taken from the warehouse folder --publication.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from dashboards import bench_browser, multiply
from dashboards.bench_pages import pages
from demo.bench import table

HERE = Path(__file__).resolve().parent
# What each measure may be, in its unit; felt times in seconds.
TARGETS = {
    "models, first sight": 300.0,
    "models, new filter": 300.0,
    "rerun from caches": 60.0,
    "felt navigation": 1.0,
    "felt filter change": 1.0,
    "felt account panel": 1.0,
    "felt warm link": 2.0,
    "felt cold browser": 5.0,
    "publication switch": 60.0,
    "board pack": 5.0,
    "server memory": 600.0,
    "query, p95": 50.0,
}
UNITS = {"models, first sight": "CPU ms", "models, new filter": "CPU ms", "rerun from caches": "CPU ms",
         "server memory": "MB", "query, p95": "CPU ms"}  # fmt: skip
HEADINGS = ("what", "unit", "measured", "target", "held", "demo's size", "ratio")
SLOWEST = 12


@dataclass(frozen=True)
class Line:
    """A row of the table: one measure (a key of TARGETS), of one page or of all, on the large company and the demo."""

    measure: str
    page: str
    value: float
    base: float | None

    @property
    def target(self) -> float:
        return TARGETS[self.measure]

    @property
    def ratio(self) -> float | None:
        return self.value / self.base if self.base else None

    @property
    def is_held(self) -> bool:
        return self.value <= self.target

    def cells(self) -> list[str]:
        """The row as text, empty where there is nothing to tell."""
        unit = UNITS.get(self.measure, "s")
        digits = 2 if unit == "s" else 0
        return [
            f"{self.measure}: {self.page}" if self.page else self.measure,
            unit,
            f"{self.value:,.{digits}f}",
            f"≤ {self.target:,.0f}",
            "yes" if self.is_held else "NO",
            "" if self.base is None else f"{self.base:,.{digits}f}",
            "" if self.ratio is None else f"{self.ratio:.1f}",
        ]


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dashboards.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where publications are kept")
    parser.add_argument("--publication", type=Path, help="a warehouse folder to multiply, in place of a demo's")
    parser.add_argument("--pages", nargs="+", choices=pages(), default=list(pages()), help="these alone")
    parser.add_argument("--again", action="store_true", help="take the multiplied publication of an earlier run")
    return parser.parse_args(arguments)


def demo_warehouse(folder: Path) -> Path:
    """The warehouse of the demo company as `make demo` makes it, published; made unless it is there."""
    warehouse, extracts = folder / "demo" / "warehouse", folder / "demo" / "extracts"
    if not (warehouse / "published" / "current").exists():
        environment = os.environ | {
            "WAREHOUSE_DIR": str(warehouse),
            "EXTRACTS_DIR": str(extracts),
            "DAGSTER_HOME": str(folder / "dagster"),
        }
        words = ["--out", str(extracts), "--truth", str(folder / "demo" / "truth")]
        subprocess.run([sys.executable, "-m", "demo", *words], check=True)
        subprocess.run([sys.executable, "-m", "orchestration.refresh"], check=True, env=environment)
    return warehouse


def multiplied(small: Path, folder: Path, accounts: int) -> tuple[Path, list[multiply.Copied]]:
    """The warehouse folder of the large company, and what was repeated for it."""
    warehouse = folder / f"pages-{accounts}"
    published = warehouse / "published"
    source = small.joinpath("published", "current", multiply.DATABASE_FILE).resolve(strict=True)
    copied = multiply.multiply(source, published / "releases" / "multiplied", accounts, HERE)
    bench_browser.point(published / "current", Path("releases", "multiplied"))
    (warehouse / "copied.json").write_text(json.dumps([asdict(one) for one in copied]), encoding="utf-8")
    return warehouse, copied


def earlier(folder: Path, accounts: int) -> tuple[Path, list[multiply.Copied]]:
    """What `multiplied` gave in an earlier run. Raises FileNotFoundError if there was none."""
    warehouse = folder / f"pages-{accounts}"
    told = json.loads((warehouse / "copied.json").read_bytes())
    return warehouse, [multiply.Copied(**one) for one in told]


def drawn(small: Path, large: Path, result: Path, chosen: list[str]) -> dict:
    """What dashboards.bench_pages measured, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "dashboards.bench_pages",
        result,
        ",".join(chosen),
        f"demo={small}",
        f"large={large}",
    ]
    # Streamlit says of each run without a browser that it has none.
    with result.with_suffix(".log").open("w") as log:
        subprocess.run(command, check=True, stderr=log)
    return json.loads(result.read_bytes())


def pack_seconds(warehouse: Path, out: Path) -> tuple[float, float]:
    """CPU and clock seconds of the board pack, its process's start counted."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, str(HERE / "board_pack.py"), "--out", str(out)]
    subprocess.run(command, check=True, env=os.environ | {"WAREHOUSE_DIR": str(warehouse)}, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def p95(queries: list[dict]) -> float:
    """Milliseconds of CPU that 95 of 100 queries take at most: what the clock shows of a query that has the machine to
    itself is no more, as its threads work at once.
    """
    times = sorted(query["cpu"] for query in queries)
    return 1000 * times[min(len(times) - 1, int(0.95 * len(times)))]


def of_pages(queries: list[dict]) -> dict[str, list[dict]]:
    """The queries by the page that asked them."""
    found: dict[str, list[dict]] = {}
    for query in queries:
        found.setdefault(query["page"], []).append(query)
    return found


def model_lines(large: dict, small: dict) -> Iterator[Line]:
    """Of every page: its models at first sight, with a new filter, and a rerun from caches."""
    titles, base = pages(), {one["page"]: one for one in small["pages"]}
    for measure, key in (
        ("models, first sight", "first_models"),
        ("models, new filter", "filter_models"),
        ("rerun from caches", "rerun"),
    ):
        for one in large["pages"]:
            yield Line(measure, titles[one["page"]], 1000 * one[key], 1000 * base[one["page"]][key])
    by_page = [of_pages(found["queries"]) for found in (large, small)]
    for page, queries in by_page[0].items():
        yield Line("query, p95", titles[page], p95(queries), p95(by_page[1][page]))
    yield Line("query, p95", "all", p95(large["queries"]), p95(small["queries"]))


def felt_lines(large: dict, small: dict) -> Iterator[Line]:
    """What a person waits for: medians after the first try, and the worst of the first tries by its page."""
    titles, middle = pages(), bench_browser.median
    for words, seconds in (("", middle), (", first time", lambda times: times[0])):
        for page, times in large["navigation"].items():
            # An account is in no menu: it is opened by its address.
            measure = "felt warm link" if page == "account" else "felt navigation"
            yield Line(measure, titles[page] + words, seconds(times), seconds(small["navigation"][page]))
    yield Line("felt filter change", "Executive", middle(large["filter"]), middle(small["filter"]))
    yield Line("felt account panel", "My portfolio", middle(large["panel"]), middle(small["panel"]))
    yield Line("felt warm link", "Retention", middle(large["warm link"]), middle(small["warm link"]))
    yield Line("felt cold browser", "Executive", large["cold link"], small["cold link"])
    yield Line("publication switch", "demo to large", large["switch"], None)
    yield Line("server memory", "", large["memory"], small["memory"])


def slowest(queries: list[dict]) -> list[tuple[str, str, str, str]]:
    """The queries that took most CPU: page, CPU ms, clock ms, and where the text begins."""
    found, seen = [], set()
    for query in sorted(queries, key=lambda one: -one["cpu"]):
        if query["sql"] not in seen and len(found) < SLOWEST:
            seen.add(query["sql"])
            cpu, wall = (f"{1000 * query[kind]:,.0f}" for kind in ("cpu", "wall"))
            found.append((f"{query['page']}: {query['sql'][:90]}", cpu, wall))
    return found


def told(copied: list[multiply.Copied]) -> str:
    """The largest tables, and which days of them the copies have."""
    rows = [
        (one.table, f"{one.rows_before:,}", f"{one.rows:,}", "all" if one.since is None else f"last {one.since} days")
        for one in sorted(copied, key=lambda one: -one.rows)[:SLOWEST]
    ]
    return table(("repeated table", "rows", "multiplied", "history of the copies"), rows)


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    small = options.publication.resolve() if options.publication else demo_warehouse(folder)
    if options.again:
        large, copied = earlier(folder, options.accounts)
    else:
        large, copied = multiplied(small, folder, options.accounts)
    load_before = os.getloadavg()
    models = drawn(small, large, folder / "pages.json", options.pages)
    ids = [models["large"]["ids"][name] for name in ("account_id", "other_id")]
    release = small.joinpath("published", "current").resolve(strict=True)
    felt_small = bench_browser.measure(small, folder / "server-demo.log", options.pages, ids)
    felt_large = bench_browser.measure(large, folder / "server-large.log", options.pages, ids, release)
    packs = {name: pack_seconds(place, folder / "packs") for name, place in (("demo", small), ("large", large))}
    lines = [
        *model_lines(models["large"], models["demo"]),
        *felt_lines(felt_large, felt_small),
        Line("board pack", "CPU and start", packs["large"][0], packs["demo"][0]),
        Line("board pack", "felt", packs["large"][1], packs["demo"][1]),
    ]
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "load": f"{load_before[0]:.1f}"}
    machine |= {name: version(name) for name in ("duckdb", "streamlit")}
    report = folder / "bench-pages.json"
    content = {"accounts": options.accounts, "machine": machine, "copied": [asdict(one) for one in copied]}
    content["lines"] = [asdict(line) | {"target": line.target, "ratio": line.ratio} for line in lines]
    report.write_text(json.dumps(content | {"felt": felt_large}, indent=2) + "\n", encoding="utf-8")
    print(f"\nA multiplied demo, not a built company: {options.accounts:,} accounts;", end=" ")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print("\n" + told(copied))
    print("\n" + table(HEADINGS, [line.cells() for line in lines]))
    print("\n" + table(("slowest queries", "CPU ms", "ms"), slowest(models["large"]["queries"])))
    print(f"\nAs JSON: {report}")


if __name__ == "__main__":
    main()
