"""What all tests share, and the order of their files."""

from pathlib import Path

import pytest

from tests import project as project_of_tests


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this run: workers of pytest-xdist have folders of their own below one that they share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def project(shared: Path) -> project_of_tests.Project:
    """The project, parsed once for all workers."""
    return project_of_tests.read(shared)


# The longest first, so that no worker ends long after the others. The first makes the demo company and pays for the
# unit tests, while others are busy with what needs neither; the golden book comes after it. Browsers wait more than
# they compute, and come when fewer builds are under way.
FIRST = (
    "company/test_truth.py",
    "reliability/test_trials.py",
    "company/test_past_scores.py",
    "company/test_month_close.py",
    "support/test_hard_tickets.py",
    "reconciliation/test_golden_items.py",
    "golden/test_golden.py",
    "company/test_semantic_layer.py",
    "dashboards/test_browser.py",
    "dashboards/test_sign_in.py",
    "company/test_hostile_names.py",
    "orchestration/test_refresh.py",
    "orchestration/test_definitions.py",
    "retention/test_definitions.py",
    "dashboards/test_account_model.py",
    "dashboards/test_health_app.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files named in FIRST before all others; `--dist loadfile --no-loadscope-reorder` keeps this order."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(FIRST)}
    assert all(path.exists() for path in places), "a file of FIRST has gone"
    items.sort(key=lambda item: places.get(item.path, len(places)))
