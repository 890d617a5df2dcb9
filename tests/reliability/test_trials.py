"""The reliability trials at a small size; `make reliability` runs them at full size."""

from pathlib import Path

from tests.reliability import kills, readers, two_runs


def test_killed_refreshes_and_publications_leave_whole_releases_and_recover():
    random_kills, aimed_kills = kills.run(kills=4, aimed=3, seed=11)
    assert [*random_kills.misses, *aimed_kills.misses] == []
    assert (random_kills.recovered, aimed_kills.recovered, aimed_kills.killed) == (1, 3, 3)


def test_the_judge_of_kills_sees_a_torn_release(tmp_path: Path):
    base, before, after, _ = kills.prepare(tmp_path)
    result = kills.Result("planted")
    release = kills.releases.current(base.warehouse)
    manifest = release / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text().replace(release.name, "20260101T000000.000Z-00000000"))
    kills.judge(result, "a manifest of another release", base, before, after)
    (base.warehouse / "published" / "current").unlink()
    kills.judge(result, "no release", base, before, after)
    assert [miss.split(":")[0] for miss in result.misses] == ["a manifest of another release", "no release"]


def test_readers_beside_refreshes_see_whole_releases_in_order():
    assert readers.run(reads=300, processes=2, refreshes=1) == 0


def test_two_refreshes_at_once_and_the_next_after_a_kill():
    assert two_runs.run(count=2, seed=11) == 0
