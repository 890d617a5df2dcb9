"""Kill refreshes with SIGKILL at random moments, and publishing before each single thing it does to the disk.

    python -m tests.reliability.kills --kills 30 --aimed 10            an invented shop, whose refresh takes seconds
    python -m tests.reliability.kills --kills 30 --aimed 10 --company  a small demo company and this project's models

After each kill the publication must be whole and either the old or the new one, and the next refresh must recover with
nobody's help and give the checksums of a run that nobody killed. Exits with 1 on a miss.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration import releases
from orchestration.verify import fingerprint, quoted
from tests.orchestration.shop import REPO, Shop

# What publishing does to the disk, in the order it comes: the trial dies just before the n-th of these calls.
DISK_CALLS = "mkdir chmod fsync rename replace symlink rmdir unlink"
PUBLISH_AND_DIE = """
import os, signal, sys
from orchestration import publish
fatal, calls = int(sys.argv.pop()), []

def watched(name, call):
    def dying(*arguments, **options):
        calls.append(name)
        if len(calls) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return dying

for name in "{calls}".split():
    setattr(os, name, watched(name, getattr(os, name)))
code = publish.main()
print(*calls)
sys.exit(code)
""".replace("{calls}", DISK_CALLS)


@dataclass
class Result:
    """What the trials of one kind saw."""

    kind: str
    trials: int = 0
    killed: int = 0
    old: int = 0
    new: int = 0
    recovered: int = 0
    misses: list[str] = field(default_factory=list)


def checksums(shop: Shop) -> dict[str, str]:
    """Table checksums of the current publication, computed anew; raises ValueError when anything about it is off."""
    release = releases.current(shop.warehouse)
    if release is None:
        raise ValueError("there is no publication")
    manifest = json.loads((release / "manifest.json").read_bytes())
    if manifest["publication_id"] != release.name:
        raise ValueError(f"{release.name} holds the manifest of {manifest['publication_id']}")
    found = {}
    with duckdb.connect(str(release / releases.DATABASE_FILE), read_only=True) as con:
        told = con.execute("select table_name, row_count, checksum from publication_tables").fetchall()
        for name, rows, checksum in told:
            parquet = f"read_parquet('{release / 'parquet' / name}.parquet')"
            for relation in (quoted(name), parquet):
                seen = fingerprint(con, relation)
                if (seen.rows, seen.checksum) != (rows, checksum):
                    raise ValueError(f"{release.name}: {relation} is not what publication_tables says")
            found[name] = checksum
    if found != {table["name"]: table["checksum"] for table in manifest["tables"]}:
        raise ValueError(f"{release.name}: manifest.json and publication_tables differ")
    return found


def stock_shop(root: Path) -> tuple[Shop, Callable[[], None]]:
    """A shop with a few orders, and what makes it export more."""
    shop = Shop(root / "base")
    shop.export_customers("Ann", "Bob", "Cleo")
    for number in range(1, 5):
        shop.export_order(number, f"c{number % 3 + 1}")
    return shop, lambda: [shop.export_order(number, f"c{number % 3 + 1}") for number in range(5, 25)]


def stock_company(root: Path) -> tuple[Shop, Callable[[], None]]:
    """A demo company whose newest events have not come yet, and what brings them."""
    company = Shop(root / "base", REPO)
    size = ("--accounts", "30", "--months", "14", "--events", "3000")
    places = ("--out", company.extracts, "--truth", root / "truth")
    subprocess.run([sys.executable, "-m", "demo", *size, *places], cwd=REPO, check=True, capture_output=True)
    events = sorted((company.extracts / "segment" / "tracks").rglob("*.gz"))
    late = events[-len(events) // 5 :]
    for file in late:
        file.rename(root / file.name)
    return company, lambda: [shutil.move(root / file.name, file) for file in late]


def prepare(root: Path, stock: Callable[[Path], tuple] = stock_shop) -> tuple[Shop, dict, dict, float]:
    """A warehouse with a publication and new files waiting, checksums before and after them, the refresh's seconds."""
    shop, export_more = stock(root)
    require(shop.refresh())
    for _ in range(releases.KEEP - 1):  # so that the next publication also prunes
        require(publish_and_die(shop, 0))
    before = checksums(shop)
    export_more()
    uncrashed = copy(shop, root / "uncrashed")
    started = time.monotonic()
    require(uncrashed.refresh())
    return shop, before, checksums(uncrashed), time.monotonic() - started


def copy(shop: Shop, root: Path) -> Shop:
    """The shop with all that it has, elsewhere."""
    shutil.copytree(shop.root, root, symlinks=True)
    return Shop(root, shop.project)


def require(done: subprocess.CompletedProcess) -> None:
    """Raise RuntimeError with the output unless the command ended well."""
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)


def kill_refresh(shop: Shop, after_seconds: float) -> bool:
    """Start a refresh and kill it after so many seconds; False when it had ended by itself."""
    process = shop.start_refresh()
    try:
        process.communicate(timeout=after_seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return process.returncode == -signal.SIGKILL


def publish_and_die(shop: Shop, fatal: int) -> subprocess.CompletedProcess:
    """Publish the shop's build, killed just before its `fatal`-th disk call (0: never)."""
    return subprocess.run(
        [sys.executable, "-c", PUBLISH_AND_DIE, str(fatal)],
        cwd=REPO,
        env=shop.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def judge(result: Result, what: str, shop: Shop, before: dict, after: dict) -> None:
    """Look at the publication after a kill, as a reader would."""
    try:
        seen = checksums(shop)
    except (ValueError, OSError, duckdb.Error) as error:
        result.misses.append(f"{what}: {error}")
        return
    if seen == after:
        result.new += 1
    elif seen == before:
        result.old += 1
    else:
        result.misses.append(f"{what}: the publication is neither the old nor the new one")


def recover(result: Result, what: str, shop: Shop, after: dict) -> None:
    """The next refresh, nothing done by hand before it, must publish what an uncrashed run publishes."""
    done = shop.refresh()
    if done.returncode != 0:
        result.misses.append(f"{what}: the next refresh failed: {(done.stdout + done.stderr)[-2000:]}")
    elif checksums(shop) != after:
        result.misses.append(f"{what}: the next refresh published other checksums than an uncrashed run")
    elif left := [path.name for path in releases.published_dir(shop.warehouse).rglob(".*")]:
        result.misses.append(f"{what}: left lying after recovery: {', '.join(left)}")
    else:
        result.recovered += 1


def random_kills(root: Path, prepared: tuple, trials: int, draw: random.Random) -> Result:
    """Kills spread evenly over the whole length of a refresh, start to end."""
    base, before, after, seconds = prepared
    result = Result("random", trials)
    for trial in range(trials):
        shop = copy(base, root / f"random-{trial}")
        moment = seconds * (trial + draw.random()) / trials
        while not kill_refresh(shop, moment):  # it had ended: the machine is faster now than when it was measured
            shutil.rmtree(shop.root)
            shop, moment = copy(base, shop.root), moment * 0.8
        result.killed += 1
        what = f"refresh killed after {moment:.2f} s"
        judge(result, what, shop, before, after)
        recover(result, what, shop, after)
        shutil.rmtree(shop.root)
    return result


def aimed_kills(root: Path, prepared: tuple, trials: int) -> Result:
    """Kills aimed at publish and swap: each just before one of the things that publishing does to the disk."""
    base, before, after, _ = prepared
    result = Result("aimed", trials)
    built = copy(base, root / "built")
    # A build of the new files beside the old publications: what a kill between build and publish leaves.
    require(built.refresh())
    shutil.rmtree(releases.published_dir(built.warehouse))
    shutil.copytree(releases.published_dir(base.warehouse), releases.published_dir(built.warehouse), symlinks=True)
    rehearsal = copy(built, root / "rehearsal")
    calls = publish_and_die(rehearsal, 0).stdout.splitlines()[-1].split()
    for fatal in moments(calls, trials):
        shop = copy(built, root / f"aimed-{fatal}")
        what = f"publish killed before disk call {fatal} of {len(calls)}, {calls[fatal - 1]}"
        done = publish_and_die(shop, fatal)
        result.killed += done.returncode == -signal.SIGKILL
        if done.returncode != -signal.SIGKILL:
            result.misses.append(f"{what}: it was not killed: {done.stdout + done.stderr}")
        judge(result, what, shop, before, after)
        recover(result, what, shop, after)
        shutil.rmtree(shop.root)
    return result


def moments(calls: list[str], trials: int) -> list[int]:
    """Numbers of the calls to die before: the swap's and their neighbours first, the rest spread over all others."""
    swap = calls.index("replace") + 1
    around = [number for number in range(swap - 4, swap + 3) if 1 <= number <= len(calls)]
    aimed = sorted(around, key=lambda number: abs(number - swap))[:trials]
    others = [number for number in range(1, len(calls) + 1) if number not in aimed]
    wanted = min(trials - len(aimed), len(others))
    return sorted([*aimed, *(others[len(others) * number // wanted] for number in range(wanted))])


def run(kills: int, aimed: int, seed: int, stock: Callable[[Path], tuple] = stock_shop) -> list[Result]:
    """All trials, in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        return trials(Path(folder), prepare(Path(folder), stock), kills, aimed, seed)


def trials(root: Path, prepared: tuple, kills: int, aimed: int, seed: int) -> list[Result]:
    """The trials in `root`, on copies of what `prepare` gave."""
    return [
        random_kills(root, prepared, kills - aimed, random.Random(seed)),
        aimed_kills(root, prepared, aimed),
    ]


def main() -> int:
    """Run the trials and print what they saw."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.kills", description=main.__doc__)
    parser.add_argument("--kills", type=int, default=30, help="kills in all")
    parser.add_argument("--aimed", type=int, default=10, help="of which aimed at publish and swap")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--company", action="store_true", help="a demo company in place of the shop; takes an hour")
    arguments = parser.parse_args()
    stock = stock_company if arguments.company else stock_shop
    results = run(arguments.kills, arguments.aimed, arguments.seed, stock)
    print(f"{'kind':<8}{'trials':>8}{'killed':>8}{'old':>6}{'new':>6}{'recovered':>11}{'misses':>8}")
    for result in results:
        print(
            f"{result.kind:<8}{result.trials:>8}{result.killed:>8}{result.old:>6}{result.new:>6}"
            f"{result.recovered:>11}{len(result.misses):>8}"
        )
    misses = [miss for result in results for miss in result.misses]
    print(*misses, sep="\n")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
