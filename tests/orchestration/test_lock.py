"""One writer at a time, named when it is in the way, forgotten the moment it dies."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.lock import WarehouseBusy, holder, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "refresh"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def start_holder(tmp_path):
    started = []

    def start(seconds: float) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), str(seconds)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_second_writer_is_told_who_the_first_is(tmp_path, start_holder):
    process = start_holder(60)
    told = rf"being written by process {process.pid} \(refresh since 20"
    with pytest.raises(WarehouseBusy, match=told), writer_lock(tmp_path):
        pass
    assert f"process {process.pid}" in holder(tmp_path)


def test_a_killed_holder_frees_it_at_once_and_is_remembered(tmp_path, start_holder):
    process = start_holder(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert holder(tmp_path) is None
    with writer_lock(tmp_path) as lock:
        assert f"process {process.pid}" in lock.unfinished
    with writer_lock(tmp_path) as lock:
        assert lock.unfinished is None


def test_a_failed_holder_is_remembered_too(tmp_path):
    with pytest.raises(ValueError, match="x"), writer_lock(tmp_path):
        raise ValueError("x")
    with writer_lock(tmp_path) as lock:
        assert lock.unfinished


def test_waiting_gets_it_when_the_holder_ends(tmp_path, start_holder):
    start_holder(1.0)
    started = time.monotonic()
    with writer_lock(tmp_path, wait_seconds=30):
        assert time.monotonic() - started < 10


def test_looking_does_not_disturb(tmp_path):
    assert holder(tmp_path / "nowhere") is None
    with writer_lock(tmp_path):
        assert "refresh" in holder(tmp_path)
    assert holder(tmp_path) is None
