"""The project's models, compiled once for all tests of this folder and all processes that run them."""

from collections.abc import Callable, Iterator

import duckdb
import pytest
from filelock import FileLock

from tests.retention.ledger import Ledger, Models, compile_models, make_marts, read_models


@pytest.fixture(scope="session")
def models(shared, project) -> Models:
    folder = shared / "compiled_models"
    with FileLock(f"{folder}.lock"):
        if not (folder / "target" / "run_results.json").exists():
            project.remember(folder / "target", folder)
            compile_models(folder)
    return read_models(folder)


@pytest.fixture(scope="module")
def run(models) -> Iterator[Callable[[Ledger], duckdb.DuckDBPyConnection]]:
    """Makes the marts of a ledger and gives the connection to them; all are closed after the module."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def made(ledger: Ledger) -> duckdb.DuckDBPyConnection:
        opened.append(make_marts(models, ledger))
        return opened[-1]

    yield made
    while opened:
        opened.pop().close()
