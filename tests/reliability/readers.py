"""Read the publication without pause while refreshes build and publish beside it.

    python -m tests.reliability.readers --reads 20000 --processes 4

Each reader resolves `current`, opens the release as a dashboard does, and asks two tables and the publication's id. A
miss is an error, a mix of two releases, or a release older than one seen before. Then eight readers keep a release
open while a refresh runs, which must not hold it up. Exits with 1 on a miss.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

from orchestration import releases
from tests.orchestration.shop import AMOUNT, Shop

LOCKED_DOWN = {"enable_external_access": "false", "lock_configuration": "true", "threads": "1"}
HOLDERS = 8


@dataclass(frozen=True)
class Tally:
    """What one reader saw."""

    reads: int
    errors: list[str]
    mixed: int
    backwards: int
    releases: set[str]
    slowest_seconds: float


def open_release(warehouse_dir: Path) -> tuple[str, duckdb.DuckDBPyConnection]:
    """Resolve `current`, then open what it led to; returns the release's name and the connection."""
    release = releases.current(warehouse_dir)
    return release.name, duckdb.connect(str(release / releases.DATABASE_FILE), read_only=True, config=LOCKED_DOWN)


def read_until(warehouse_dir: Path, enough: Event, counter: Synchronized, tallies: multiprocessing.Queue) -> None:
    """Read until told that it is enough, counting every read for all to see."""
    reads = mixed = backwards = 0
    errors, seen, newest, slowest = [], set(), ("", 0), 0.0
    while not enough.is_set():
        started = time.monotonic()
        try:
            name, con = open_release(warehouse_dir)
            with con:
                found = con.execute("select publication_id from publication").fetchone()[0]
                orders, amount = con.execute("select orders, amount from shop_totals").fetchone()
                summed = con.execute("select sum(orders)::bigint, sum(amount)::bigint from customer_orders").fetchone()
        except (duckdb.Error, OSError, AttributeError) as error:
            errors.append(str(error).splitlines()[0])
        else:
            mixed += (found, orders, amount) != (name, *summed) or amount != orders * AMOUNT
            backwards += (name, orders) < newest
            newest = (name, orders)
            seen.add(name)
        reads += 1
        with counter.get_lock():
            counter.value += 1
        slowest = max(slowest, time.monotonic() - started)
    tallies.put(Tally(reads, errors, mixed, backwards, seen, slowest))


def read_during_refreshes(shop: Shop, reads: int, processes: int, refreshes: int) -> tuple[list[Tally], int, list[str]]:
    """Readers beside at least so many refreshes, each with a new order; tallies, refreshes made, what failed."""
    enough, counter, tallies = multiprocessing.Event(), multiprocessing.Value("q"), multiprocessing.Queue()
    arguments = (shop.warehouse, enough, counter, tallies)
    readers = [multiprocessing.Process(target=read_until, args=arguments, daemon=True) for _ in range(processes)]
    for reader in readers:
        reader.start()
    failed, made = [], 0
    while made < refreshes or counter.value < reads and all(reader.is_alive() for reader in readers):
        shop.export_order(made + 2, f"c{made % 3 + 1}")
        run = shop.refresh()
        if run.returncode != 0:
            failed.append(run.stdout + run.stderr)
        made += 1
    enough.set()
    done = [tallies.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    return done, made, failed


def refresh_beside_open_readers(shop: Shop) -> tuple[float, float, list[str]]:
    """Seconds of a refresh with nobody reading and with eight open readers, and what went wrong."""
    started = time.monotonic()
    misses = [] if shop.refresh().returncode == 0 else ["the refresh alone failed"]
    alone = time.monotonic() - started
    opened = [open_release(shop.warehouse) for _ in range(HOLDERS)]
    before = [con.execute("select orders from shop_totals").fetchone() for _, con in opened]
    shop.export_order(9001)
    started = time.monotonic()
    run = shop.refresh()
    beside = time.monotonic() - started
    if run.returncode != 0:
        misses.append(f"the refresh beside open readers failed: {run.stdout}{run.stderr}")
    if [con.execute("select orders from shop_totals").fetchone() for _, con in opened] != before:
        misses.append("an open reader saw its numbers change")
    if shop.totals()[1] != before[0][0] + 1:
        misses.append("a reader that resolves anew does not see the new release")
    for _, con in opened:
        con.close()
    return alone, beside, misses


def run(reads: int, processes: int, refreshes: int) -> int:
    """All trials, in a folder that is deleted afterwards; returns the number of misses."""
    with tempfile.TemporaryDirectory(prefix="readers-") as folder:
        shop = Shop(Path(folder))
        shop.export_customers("Ann", "Bob", "Cleo")
        shop.export_order(1)
        first = shop.refresh()
        if first.returncode != 0:
            raise RuntimeError(first.stdout + first.stderr)
        tallies, made, failed = read_during_refreshes(shop, reads, processes, refreshes)
        alone, beside, misses = refresh_beside_open_readers(shop)
    errors = [error for tally in tallies for error in tally.errors]
    mixed, backwards = sum(tally.mixed for tally in tallies), sum(tally.backwards for tally in tallies)
    print(f"readers {processes}, reads {sum(tally.reads for tally in tallies):,}, refreshes beside them {made}")
    print(f"releases seen {len(set.union(*(tally.releases for tally in tallies)))}, errors {len(errors)}, ", end="")
    print(f"mixed {mixed}, back in time {backwards}, slowest {max(t.slowest_seconds for t in tallies):.2f} s")
    print(f"refresh alone {alone:.1f} s, beside {HOLDERS} open readers {beside:.1f} s")
    print(*{*errors, *failed, *misses}, sep="\n")
    return len(errors) + mixed + backwards + len(failed) + len(misses)


def main() -> int:
    """Run the trials and print what they saw."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.readers", description=main.__doc__)
    parser.add_argument("--reads", type=int, default=20000, help="reads in all")
    parser.add_argument("--processes", type=int, default=4, help="readers at a time")
    parser.add_argument("--refreshes", type=int, default=10, help="refreshes beside them, at the least")
    arguments = parser.parse_args()
    return 1 if run(arguments.reads, arguments.processes, arguments.refreshes) else 0


if __name__ == "__main__":
    sys.exit(main())
