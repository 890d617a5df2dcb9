"""`python -m tests.dashboards.hostile_demo WAREHOUSE_DIR`: every page and section of a copy with hostile names.

The accounts that pay most are renamed in the copy, every page is visited with all its places opened, every renamed
account in its views and in its panel. Fails at the first page where a name is more than text.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from dashboards import screenshots
from dashboards.browser import DESKTOP, chromium
from dashboards.serving import served
from tests.dashboards import hostile
from tests.dashboards.visiting import Visit


def visited(browser: Browser, address: str, paths: list[str], ids: list[str]) -> tuple[int, int]:
    """Look at every address and at every renamed account; gives the numbers of pages and of opened places."""
    visit = Visit(browser, address, DESKTOP)
    opened = 0
    for path in paths:
        page = visit.open(path)
        hostile.look(page, path)
        places = hostile.open_panels(page)
        hostile.look(page, path)
        print(f"{path}: text only, {places} places opened", flush=True)
        opened += places
    for payload, account_id in zip(hostile.PAYLOADS, ids, strict=True):
        page = visit.open(f"/account?account_id={account_id}")
        shown = page.locator("h1").first.inner_text()
        assert shown == hostile.title_of(payload), (shown, payload)
        print(f"title: {shown}", flush=True)
    visit.close()
    assert visit.strangers() == [], visit.strangers()
    assert visit.complaints == [], visit.complaints
    return len(paths) + len(ids), opened


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ids = hostile.copy(parser.parse_args().warehouse, folder)
        paths = [*screenshots.addresses(ids[5], ids[1], ids[0]).values()]
        paths += [f"/account?account_id={one}&account_view={view}" for one in ids for view in ("Health", "Revenue")]
        paths += [f"/portfolio?account_id={one}" for one in ids]
        log = folder / "server.log"
        served_copy = served(folder, log, CS_DASH_AUTH="off", DASHBOARD_REFRESH_SECONDS="86400")
        with served_copy as address, chromium() as browser:
            pages, opened = visited(browser, address, paths, ids)
        if "Traceback" in log.read_text():
            sys.exit(log.read_text())
    print(f"{pages} pages with {opened} opened places: {len(ids)} names are text, no request left, nothing complained")


if __name__ == "__main__":
    main()
