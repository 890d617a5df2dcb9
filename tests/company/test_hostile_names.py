"""The demo's pages where its largest accounts have hostile names: they are text, and nothing leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.browser import DESKTOP, chromium
from dashboards.serving import served
from tests.dashboards import hostile
from tests.dashboards.visiting import Visit

PATHS = (
    "/", "/portfolio?account_id={}", "/portfolio?book_section=Accounts", "/portfolio?book_section=Renewals",
    "/portfolio?book_section=Overdue+tasks", "/retention", "/cohorts", "/renewals", "/expansion",
    "/health?section=Movements", "/health?section=Alerts", "/segments", "/finance?view=Bridge", "/data", "/account",
    "/account?account_id={}", "/account?account_id={}&account_view=Revenue",
)  # fmt: skip


@pytest.fixture(scope="module")
def renamed(company, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A copy of the company's publication with the payloads as names, and the ids of these accounts."""
    folder = tmp_path_factory.mktemp("hostile-warehouse")
    return folder, hostile.copy(company.folder / "warehouse", folder)


@pytest.fixture(scope="module")
def address(renamed: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("hostile-log") / "server.log"
    with served(renamed[0], log, CS_DASH_AUTH="off", DASHBOARD_REFRESH_SECONDS="600") as where:
        yield where
    assert "Traceback" not in log.read_text()


def test_no_page_runs_loads_or_loses_anything(address, renamed):
    frame, beacon = renamed[1][4], renamed[1][5]
    with chromium() as browser:
        visit = Visit(browser, address, DESKTOP)
        for number, path in enumerate(PATHS):
            page = visit.open(path.format(frame if number % 2 else beacon))
            hostile.look(page, path)
        for account_id in (frame, beacon):
            title = visit.open(f"/account?account_id={account_id}").locator("h1").first.inner_text()
            assert title == hostile.PAYLOADS[renamed[1].index(account_id)]
        visit.close()
    assert visit.strangers() == []
    assert visit.complaints == []
