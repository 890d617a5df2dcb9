"""Start the dashboards as a child process and end it again: for screenshots and browser tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = Path(__file__).resolve().parent / "__main__.py"
START_SECONDS = 60


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(address: str) -> bool:
    """Whether the server answers its health check."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def served(warehouse_dir: Path, log: Path, **environment: str) -> Iterator[str]:
    """Serve the warehouse; gives the address. Raises RuntimeError if the server does not start."""
    with served_by(warehouse_dir, log, **environment) as (address, _):
        yield address


@contextmanager
def served_by(warehouse_dir: Path, log: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """Serve the warehouse; gives the address and the process id. Raises RuntimeError if the server does not start."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as sink:
        server = subprocess.Popen(
            [sys.executable, str(COMMAND)],
            env=os.environ | {"WAREHOUSE_DIR": str(warehouse_dir), "PORT": str(port)} | environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd="/",
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while not is_up(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the dashboards did not start, see {log}")
                time.sleep(0.2)
            yield address, server.pid
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
