"""Every page with account names that try to run, to load, to link and to blank: they are text, and nothing leaves."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sample_publication
from playwright.sync_api import Browser
from visiting import Visit

from dashboards.browser import DESKTOP, chromium
from dashboards.serving import served

PAYLOADS = (
    "<script>window.ran = 1</script> Ltd",
    "<img src=x onerror='window.ran = 1'> Inc",
    "<svg onload='window.ran = 1'></svg> SA",
    "<style>body{display:none}</style> GmbH",
    "<iframe src='http://evil.example/frame'></iframe> AG",
    "![beacon](http://evil.example/beacon.png) BV",
    "[click](javascript:window.ran=1) Oy",
    "[click](data:text/html,<script>window.ran=1</script>) AB",
    "www.evil.example http://evil.example/bare AS",
    "<a href='http://evil.example/'>link</a> Kft",
    ":material/delete: :red[red] :evil: KK",
    "$1m and $2m, $AAPL$ \\(x\\) Pty",
    "**bold** _em_ `code` ~~gone~~ # head | cell | Sarl",
    '=HYPERLINK("http://evil.example/x") SpA',
    "\u202egpj.exe\u202c \u2066turned\u2069 ApS",
    "{{constructor.constructor('window.ran=1')()}} ${window.ran=1} Zrt",
    "'; drop table accounts; -- \" \\ Ltda",
    "-->]]><!--'\"><template><script>window.ran=1</script> Nv",
)
PATHS = (
    "/", "/portfolio", "/portfolio?book_section=Accounts", "/portfolio?book_section=Renewals",
    "/portfolio?book_section=Overdue+tasks", "/retention", "/cohorts", "/renewals", "/expansion",
    "/health?section=Movements", "/health?section=Alerts", "/segments", "/finance?view=Bridge", "/data", "/account",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A warehouse whose largest accounts carry the payloads as names, and the ids of these accounts."""
    folder = tmp_path_factory.mktemp("hostile-warehouse")
    path = sample_publication.publish(folder, "first")
    with duckdb.connect(str(path)) as connection:
        largest = "select account_id from accounts order by current_mrr desc, account_id limit $n"
        ids = [row[0] for row in connection.execute(largest, {"n": len(PAYLOADS)}).fetchall()]
        assert len(ids) == len(PAYLOADS) >= 15
        tables = connection.execute(
            "select distinct table_name from duckdb_columns() where column_name = 'account_name' intersect "
            "select table_name from duckdb_columns() where column_name = 'account_id' "
            "intersect select table_name from duckdb_tables()"
        ).fetchall()
        for (table,) in tables:
            rename = f'update "{table}" set account_name = $name where account_id = $id'
            for name, account_id in zip(PAYLOADS, ids, strict=True):
                connection.execute(rename, {"name": name, "id": account_id})
    return folder, ids


@pytest.fixture(scope="module")
def address(hostile: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("hostile-log") / "server.log"
    with served(hostile[0], log, CS_DASH_AUTH="off", DASHBOARD_REFRESH_SECONDS="600") as where:
        yield where
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_no_page_runs_loads_or_loses_anything(browser, address, hostile):
    visit = Visit(browser, address, DESKTOP)
    accounts = [f"/account?account_id={account_id}" for account_id in hostile[1][3:6]]
    for path in (*PATHS, *accounts):
        page = visit.open(path)
        assert page.evaluate("window.ran") is None, path
        assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "block", path
        assert page.locator("h1").first.is_visible(), path
        assert page.locator("iframe, a[href*=evil], a[href^=javascript], img[src*=evil], img[src=x]").count() == 0, path
        main = page.get_by_test_id("stMain").inner_text()
        assert len(main) > 200 and "\u202e" not in main and "\u2066" not in main, path
        assert page.get_by_test_id("stException").count() == 0, path
    assert "<iframe src='http://evil.example/frame'></iframe> AG" in {
        visit.open(accounts[1]).locator("h1").first.inner_text()
    }
    visit.close()
    assert visit.strangers() == []
    assert visit.complaints == []
