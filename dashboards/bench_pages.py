"""What drawing each page costs the server, without a browser.

    python -m dashboards.bench_pages RESULT PAGES NAME=WAREHOUSE NAME=WAREHOUSE

Runs the pages through Streamlit's AppTest in this one process. The first warehouse's are drawn once before, to pay for
the imports. PAGES are names of views/ with commas between. RESULT is JSON: by warehouse and page the CPU of the page
models (seconds, DuckDB's threads counted) at first sight and on a filter nobody has asked for, the CPU of a rerun from
caches, and every query's times.
"""

import ast
import contextlib
import functools
import json
import os
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
RERUNS = 3
# A filter of each page that its first sight does not ask for, as the address would say it; {…} is filled in.
FILTERS: dict[str, dict[str, str]] = {
    "executive": {"segment": "low_touch"},
    "portfolio": {"csm": "{owner_id}"},
    "retention": {"segment": "low_touch"},
    "cohorts": {"cut": "segment"},
    "renewals": {"segment": "low_touch"},
    "expansion": {"segment": "low_touch"},
    "health": {"segment": "low_touch"},
    "segments": {"set": "five_tiers"},
    "finance": {"segment": "low_touch"},
    "data": {"data_section": "tables"},
    "account": {"account_id": "{other_id}"},
}
# What a page needs in its address from the start.
FROM_START = {"account": {"account_id": "{account_id}"}}


@dataclass
class Drawn:
    """One page: CPU seconds of its models and of whole runs, first seen, with a new filter, and from caches."""

    page: str
    first_models: float
    first_run: float
    filter_models: float
    filter_run: float
    rerun: float


@dataclass
class Meter:
    """Adds up the CPU of page models, and notes each query: seconds of CPU and of the clock, and its text."""

    models: float = 0.0
    page: str = ""
    queries: list[dict] = field(default_factory=list)

    def model(self, cached: Callable) -> Callable:
        """`cached(build, publication, …)`, with the work of `build` timed where it is done."""

        def timed(build: Callable, publication, *arguments):
            @functools.wraps(build)
            def counted(*given):
                started = time.process_time()
                try:
                    return build(*given)
                finally:
                    self.models += time.process_time() - started

            return cached(counted, publication, *arguments)

        return timed

    def query(self, run: Callable) -> Callable:
        """A method of Publication that runs a query."""

        @functools.wraps(run)
        def timed(publication, sql: str, parameters: dict | None = None):
            cpu, clock = time.process_time(), time.perf_counter()
            try:
                return run(publication, sql, parameters)
            finally:
                spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - clock}
                self.queries.append({"page": self.page, **spent, "sql": " ".join(sql.split())})

        return timed

    @contextlib.contextmanager
    def attached(self) -> Iterator[None]:
        """Measure what the pages do meanwhile."""
        from cs_dash import cache
        from cs_dash.publication import Publication

        kept = cache.model, Publication.rows, Publication.table
        cache.model = self.model(cache.model)
        Publication.rows, Publication.table = self.query(Publication.rows), self.query(Publication.table)
        try:
            yield
        finally:
            cache.model, Publication.rows, Publication.table = kept


def pages() -> dict[str, str]:
    """Title by the view's name, as app.py lists them."""
    tree = ast.parse((HERE / "app.py").read_text(encoding="utf-8"))
    found = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"
    )
    return {name: title for name, (title, _) in ast.literal_eval(found).items()}


def examples(warehouse: Path) -> dict[str, str]:
    """Ids to ask for: two accounts that pay, the first of all portfolios first, and one owner."""
    from cs_dash import settings
    from cs_dash.publication import connect

    where = settings.from_environment()
    # With the limits of the pages: one process opens a file in one way only.
    opened = connect(
        warehouse.joinpath("published", "current", settings.DATABASE_NAME).resolve(strict=True),
        where.memory_limit,
        where.threads,
    )
    try:
        rows = opened.rows("select account_id from portfolio order by priority, account_id limit 2")
        owner = opened.rows("select coalesce(min(owner_id), '') as owner_id from portfolio")[0]["owner_id"]
    finally:
        opened.close()
    return {"account_id": rows[0]["account_id"], "other_id": rows[-1]["account_id"], "owner_id": owner}


def filled(query: dict[str, str], ids: dict[str, str]) -> dict[str, str]:
    return {name: value.format(**ids) for name, value in query.items()}


def draw(meter: Meter, page: str, queries: list[dict[str, str]]) -> list[tuple[float, float]]:
    """(models, whole run) in CPU seconds for each address of a page, one after the other by one reader.

    Raises RuntimeError if the page shows an exception.
    """
    from streamlit.testing.v1 import AppTest

    meter.page = "start"
    test = AppTest.from_file(str(HERE / "app.py"), default_timeout=600)
    if page != "executive":
        test.run()
        test.switch_page(f"views/{page}.py")
    meter.page = page
    spent = []
    for query in queries:
        test.query_params.clear()
        for name, value in query.items():
            test.query_params[name] = value
            if name in test.session_state:
                test.session_state[name] = value
        meter.models, started = 0.0, time.process_time()
        test.run()
        spent.append((meter.models, time.process_time() - started))
        if test.exception:
            raise RuntimeError(f"{page}: {test.exception[0].value}")
    return spent


def drawn(meter: Meter, page: str, ids: dict[str, str]) -> Drawn:
    """Everything about one page; of it nothing is in a cache before but what pages share."""
    start = filled(FROM_START.get(page, {}), ids)
    ((first_models, first_run),) = draw(meter, page, [start])
    # Another reader, whose reruns find all but the new filter in the caches.
    new = start | filled(FILTERS.get(page, {}), ids)
    spent = draw(meter, page, [start, new, *[new] * RERUNS])
    reruns = [run for _, run in spent[2:]]
    return Drawn(page, first_models, first_run, *spent[1], statistics.median(reruns))


def measure(warehouse: Path, chosen: list[str], warm_up: bool = False) -> dict:
    """The pages of the current publication of a warehouse folder; to warm up, each once."""
    os.environ["WAREHOUSE_DIR"] = str(warehouse)
    import streamlit as st

    st.cache_data.clear()
    meter, ids = Meter(), examples(warehouse)
    if warm_up:
        for page in chosen:
            draw(meter, page, [filled(FROM_START.get(page, {}), ids)])
        return {}
    with meter.attached():
        found = []
        for page in chosen:
            found.append(asdict(drawn(meter, page, ids)))
            print(f"{page}: {found[-1]}", flush=True)
    return {"ids": ids, "pages": found, "queries": [query for query in meter.queries if query["page"] != "start"]}


def main() -> None:
    result, names, *warehouses = sys.argv[1:]
    chosen = names.split(",")
    sys.path.insert(0, str(HERE))
    os.environ["CS_DASH_AUTH"] = "off"
    from streamlit import config

    # What the server does at every run, it does as the app's own file says, which AppTest does not read.
    for section, options in tomllib.loads((HERE / ".streamlit" / "config.toml").read_text(encoding="utf-8")).items():
        for name, value in options.items():
            if section in ("browser", "client", "runner"):
                config.set_option(f"{section}.{name}", value)
    config.set_option("server.address", "127.0.0.1")
    named = [word.partition("=") for word in warehouses]
    measure(Path(named[0][2]), chosen, warm_up=True)
    found = {name: measure(Path(folder), chosen) for name, _, folder in named}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
