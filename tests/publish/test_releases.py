"""The folder of releases: the swap, what is kept, what is swept, and going back."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import releases
from orchestration.publish import publish
from tests.publish.build import write_build

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def publish_generation(warehouse: Path, generation: int) -> Path:
    return publish(warehouse, PROJECT, write_build(warehouse, generation))


def top_mrr(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("select max(closing_mrr) from account_mrr").fetchone()[0])


def open_current(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(releases.current(warehouse) / "cs_warehouse.duckdb"), read_only=True)


def test_open_readers_are_undisturbed_and_a_resolving_reader_sees_the_new_release(warehouse):
    publish_generation(warehouse, 1)
    first_release = releases.current(warehouse)
    with open_current(warehouse) as early:
        for generation in (2, 3, 4, 5):
            publish_generation(warehouse, generation)
        assert not first_release.exists()  # deleted, and still readable to who has it open
        assert top_mrr(early) == 300
        with open_current(warehouse) as late:
            assert top_mrr(late) == 1500


def test_the_last_three_are_kept_and_the_link_is_relative(warehouse):
    made = [publish_generation(warehouse, generation) for generation in range(1, 6)]
    assert releases.releases(warehouse) == made[-3:]
    link = warehouse / "published" / "current"
    assert link.readlink() == Path("releases") / made[-1].name
    moved = warehouse.rename(warehouse.with_name("moved"))
    assert releases.current(moved).name == made[-1].name


def test_roll_back_and_publish_again(warehouse):
    made = [publish_generation(warehouse, generation) for generation in (1, 2, 3)]
    for expected in (made[1], made[0]):
        assert releases.roll_back(warehouse) == expected == releases.current(warehouse)
    with pytest.raises(LookupError, match="no release before"):
        releases.roll_back(warehouse)
    newest = publish_generation(warehouse, 4)
    assert releases.current(warehouse) == newest
    assert releases.releases(warehouse) == [made[1], made[2], newest]


def test_a_release_that_is_served_is_never_pruned(warehouse):
    made = [publish_generation(warehouse, generation) for generation in (1, 2, 3)]
    releases.swap(warehouse, made[0])
    newest = made[-1].with_name("29991231T000000.000Z-00000000")
    made[-1].rename(newest)
    newer = newest.with_name("29991231T000001.000Z-00000000")
    newer.mkdir()
    releases.prune(warehouse)
    assert releases.current(warehouse) == made[0]
    assert made[0] in releases.releases(warehouse)


def test_ids_grow_even_when_the_clock_goes_back(warehouse):
    first = publish_generation(warehouse, 1)
    future = first.with_name("29991231T235959.999Z-0a1b2c3d")
    first.rename(future)
    releases.swap(warehouse, future)
    assert publish_generation(warehouse, 2).name.startswith("30000101T000000.000Z-")


def test_leftovers_of_killed_runs_are_swept_and_others_files_are_not(warehouse):
    release = publish_generation(warehouse, 1)
    staging = releases.stage(warehouse, "20260101T000000.000Z-00000000")
    (staging / "cs_warehouse.duckdb.wal").write_bytes(b"half")
    trash = release.with_name(".trash-20250101T000000.000Z-00000000")
    trash.mkdir()
    (warehouse / "published" / ".current-x").symlink_to("nowhere")
    own = release.with_name("notes")
    own.mkdir()
    assert len(releases.sweep(warehouse)) == 3
    assert sorted(path.name for path in release.parent.iterdir()) == sorted([release.name, "notes"])
    assert releases.releases(warehouse) == [release]


def run_command(warehouse: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "orchestration.publish", *arguments]
    env = {**os.environ, "WAREHOUSE_DIR": str(warehouse)}
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)


def test_the_command_publishes_rolls_back_and_says_when_it_cannot(warehouse):
    first = publish_generation(warehouse, 1)
    again = run_command(warehouse)
    assert again.returncode == 0 and releases.current(warehouse) != first
    back = run_command(warehouse, "--rollback")
    assert (back.returncode, back.stdout.strip()) == (0, str(first / "cs_warehouse.duckdb"))
    refused = run_command(warehouse, "--rollback")
    assert refused.returncode == 1 and "nothing changed for readers" in refused.stderr
    assert releases.current(warehouse) == first
