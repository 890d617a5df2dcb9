"""The bench's arguments and its table; what it measures is not asserted."""

import json

import pytest

from demo import bench
from demo.bench import Cost, Line


def test_events_follow_the_accounts_unless_they_are_told():
    assert bench.parse([]).events == 10_000_000
    assert bench.parse(["--accounts", "200"]).events == 100_000
    assert bench.parse(["--accounts", "200", "--events", "7"]).events == 7


def test_a_ratio_is_cpu_time_over_the_cpu_time_of_the_floor():
    line = Line("land", Cost(1_000, 5.0, 60.0, 300.0), floor=Cost(1_000, 2.0, 2.0, 100.0), target=2.5)
    assert line.cells() == ["land", "1,000", "5.0", "60.0", "2.0", "2.50", "≤ 2.5", "300"]
    assert Line("difference", Cost(12, 5.0, None, 99.5)).cells()[3:7] == ["", "", "", ""]


def test_the_table_is_aligned_markdown():
    text = bench.table(("step", "rows"), [("land", "1,000"), ("publish", "9")])
    assert text.splitlines() == [
        "| step    |  rows |",
        "|---------|------:|",
        "| land    | 1,000 |",
        "| publish |     9 |",
    ]


def test_the_median_is_a_run_and_not_an_average():
    runs = [Cost(1, cpu, 0.0, 0.0) for cpu in (9.0, 1.0, 2.0)]
    assert bench.median(runs) is runs[2]


def test_the_slowest_nodes_come_first(tmp_path):
    times = {"model.a": 1.5, "model.b": 20.0} | {f"test.{number}": 0.1 for number in range(20)}
    results = [{"unique_id": name, "execution_time": seconds} for name, seconds in times.items()]
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    slowest = bench.slowest_nodes(tmp_path / "run_results.json")
    assert [row["node"] for row in slowest[:2]] == ["model.b", "model.a"]
    assert len(slowest) == bench.SLOWEST


def test_a_step_runs_in_a_process_of_its_own_and_a_failing_one_ends_the_bench(tmp_path):
    measured = bench.Bench(bench.parse(["--folder", str(tmp_path), "--accounts", "1"]))
    tracks = tmp_path / "extracts" / "segment" / "tracks"
    tracks.mkdir(parents=True)
    (tracks / "2026-10-14.jsonl").write_text('{"messageId":"m-1","event":"Login"}\n{"messageId":"m-2"}\n')
    cost = measured.measure("read_jsonl", tmp_path / "extracts", measured.fresh("floor"))
    assert cost.rows == 2
    assert cost.cpu > 0
    assert cost.peak_mb > 10
    with pytest.raises(SystemExit, match="read_parquet failed"):
        measured.measure("read_parquet", tmp_path / "extracts", measured.fresh("floor"))
