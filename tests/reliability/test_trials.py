"""The reliability trials at a small size; `make reliability` runs them at full size."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import duckdb
import pytest

from orchestration import releases
from tests.orchestration.shop import Shop
from tests.reliability import kills, readers, two_runs


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    return kills.prepare(tmp_path_factory.mktemp("kills"))


def test_killed_refreshes_and_publications_leave_whole_releases_and_recover(prepared, tmp_path: Path):
    random_kills, aimed_kills = kills.trials(tmp_path, prepared, kills=4, aimed=3, seed=11)
    assert [*random_kills.misses, *aimed_kills.misses] == []
    assert (random_kills.recovered, aimed_kills.recovered, aimed_kills.killed) == (1, 3, 3)


def test_the_judges_see_what_is_planted_for_them(prepared, tmp_path: Path):
    base, before, after, _ = prepared
    base = kills.copy(base, tmp_path / "base")
    tally = read_while(base, lambda: releases.roll_back(base.warehouse))
    assert (tally.backwards, tally.mixed, tally.errors) == (1, 0, [])

    release, result = releases.current(base.warehouse), kills.Result("planted")
    manifest = release / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text().replace(release.name, "20260101T000000.000Z-00000000"))
    kills.judge(result, "a manifest of another release", base, before, after)
    database = release / "cs_warehouse.duckdb"
    database.chmod(0o644)
    with duckdb.connect(str(database)) as con:
        con.execute("update shop_totals set orders = orders + 1")
    assert read_while(base, lambda: None).mixed > 0
    (base.warehouse / "published" / "current").unlink()
    kills.judge(result, "no release", base, before, after)
    assert [miss.split(":")[0] for miss in result.misses] == ["a manifest of another release", "no release"]


def read_while(shop: Shop, act: Callable[[], object]) -> readers.Tally:
    """What one reader saw that read before, during and after `act`."""
    enough, counter, tallies = multiprocessing.Event(), multiprocessing.Value("q"), multiprocessing.Queue()
    reader = threading.Thread(target=readers.read_until, args=(shop.warehouse, enough, counter, tallies))
    reader.start()
    wait_for_reads(counter, 2)
    act()
    wait_for_reads(counter, 4)
    enough.set()
    reader.join()
    return tallies.get(timeout=10)


def wait_for_reads(counter: Synchronized, more: int) -> None:
    wanted = counter.value + more
    while counter.value < wanted:
        time.sleep(0.01)


def test_readers_beside_refreshes_see_whole_releases_in_order():
    assert readers.run(reads=300, processes=2, refreshes=1) == 0


def test_two_refreshes_at_once_and_the_next_after_a_kill():
    assert two_runs.run(count=2, seed=11) == 0
