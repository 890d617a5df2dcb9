"""Start two refreshes at once, then kill the one that writes, again and again.

    python -m tests.reliability.two_runs --trials 50

In each trial the second run must end with the clear message that names the first, and after `kill -9` of the first the
next must hold the warehouse within five seconds, with nobody's help. At last one run is let through, and must publish
what an undisturbed one publishes. Exits with 1 on a miss.
"""

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestration.lock import holder
from orchestration.refresh import BUSY
from tests.orchestration.shop import AMOUNT, Shop

START_LIMIT_SECONDS = 5.0
# Where DuckDB's or the kernel's own words reach the user, the lock came too late.
RAW_ERRORS = ("Could not set lock", "Conflicting lock", "Traceback", "BlockingIOError")


def wait_for_holder(shop: Shop, process: subprocess.Popen, limit: float) -> float | None:
    """Seconds until this process holds the warehouse, or None when it ended or `limit` passed."""
    started = time.monotonic()
    while time.monotonic() - started < limit and process.poll() is None:
        if f"process {process.pid} " in (holder(shop.warehouse) or ""):
            return time.monotonic() - started
        time.sleep(0.01)
    return None


def trials(shop: Shop, count: int, draw: random.Random) -> tuple[list[float], list[float], list[str]]:
    """Seconds to start after a kill, seconds until the second run was refused, and misses."""
    starts, refusals, misses = [], [], []
    first = shop.start_refresh()
    if wait_for_holder(shop, first, 60) is None:
        raise RuntimeError("the first run never got the warehouse")
    for trial in range(1, count + 1):
        time.sleep(draw.uniform(0, 3))
        if first.poll() is not None:  # it got through before this trial: start another
            first = shop.start_refresh()
            wait_for_holder(shop, first, 60)
        started = time.monotonic()
        second = shop.refresh()
        refusals.append(time.monotonic() - started)
        told = second.stdout + second.stderr
        if first.poll() is None:
            if second.returncode != BUSY or f"is being written by process {first.pid} (refresh since" not in told:
                misses.append(f"trial {trial}: the second run said {second.returncode}: {told}")
        elif second.returncode not in (0, BUSY):  # the first ended while the second started
            misses.append(f"trial {trial}: the second run failed: {told}")
        misses += [f"trial {trial}: a raw error reached the user: {told}" for raw in RAW_ERRORS if raw in told]
        first.send_signal(signal.SIGKILL)
        first.communicate()
        first = shop.start_refresh()
        seconds = wait_for_holder(shop, first, 60)
        if seconds is None or seconds > START_LIMIT_SECONDS:
            misses.append(f"trial {trial}: after the kill the next run took {seconds} s to start")
        else:
            starts.append(seconds)
    told, _ = first.communicate()
    if first.returncode != 0:
        misses.append(f"the last run, left alone, failed: {told}")
    return starts, refusals, misses


def run(count: int, seed: int) -> int:
    """All trials, in a folder that is deleted afterwards; returns the number of misses."""
    with tempfile.TemporaryDirectory(prefix="two-runs-") as folder:
        shop = Shop(Path(folder))
        shop.export_customers("Ann", "Bob", "Cleo")
        for number in range(1, 9):
            shop.export_order(number, f"c{number % 3 + 1}")
        starts, refusals, misses = trials(shop, count, random.Random(seed))
        if shop.totals() != (3, 8, 8 * AMOUNT):
            misses.append(f"published in the end: {shop.totals()}")
    print(f"trials {count}, second run refused in {statistics.median(refusals):.1f} s (median)")
    print(
        f"next run holds the warehouse after a kill: median {statistics.median(starts):.2f} s, max {max(starts):.2f} s"
    )
    print(f"misses {len(misses)}", *misses, sep="\n")
    return len(misses)


def main() -> int:
    """Run the trials and print what they saw."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.two_runs", description=main.__doc__)
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    return 1 if run(arguments.trials, arguments.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
