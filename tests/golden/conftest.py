"""The golden book, built once as the policies are and once for each set of other positions."""

import duckdb
import pytest

from tests.golden.builds import rebuild_with_positions, refresh
from tests.golden.cases import AS_OF, write_all


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, project):
    """The warehouse of the golden book, with the policies as they are."""
    folder = tmp_path_factory.mktemp("golden")
    write_all(folder / "extracts")
    project.remember(folder / "warehouse/dbt", folder / "warehouse")
    with project.unit_tests_once():
        return refresh(folder / "extracts", folder / "warehouse", AS_OF)


@pytest.fixture(scope="module")
def published(warehouse):
    """A connection to the publication of the golden book."""
    path = (warehouse / "published/current/cs_warehouse.duckdb").resolve()
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def rebuilds(tmp_path_factory, project):
    folder = tmp_path_factory.mktemp("rebuilds")
    project.remember(folder / "target", folder / "warehouse")
    return folder


@pytest.fixture(scope="module")
def other_positions(warehouse, rebuilds):
    """The golden book on the contract basis, every other policy away from its default."""
    positions = {
        "discounts": "all",
        "trial": "counted",
        "usage": "committed",
        "ramp": "flat",
        "week_length": "four",
        "day_length": "thirty",
        "past_due": "cut_off",
        "paused": "keep",
        "scheduled_cancellation": "request",
        "reactivation": "grace",
        "movement_grain": "events",
        "fx": "closing_rate",
        "account_merges": "as_of_tree",
    }
    build = rebuild_with_positions(warehouse, rebuilds, positions)
    with duckdb.connect(str(build), read_only=True) as connection:
        connection.execute("use marts")
        yield connection


@pytest.fixture(scope="module")
def invoiced_at_list(warehouse, rebuilds):
    """The golden book on the invoiced basis, before discounts, with usage as billed and FX as reported."""
    positions = {
        "basis": "invoiced",
        "discounts": "list",
        "usage": "billed",
        "week_length": "four_and_a_third",
        "scheduled_cancellation": "last_day",
        "fx": "reported",
    }
    build = rebuild_with_positions(warehouse, rebuilds, positions)
    with duckdb.connect(str(build), read_only=True) as connection:
        connection.execute("use marts")
        yield connection
