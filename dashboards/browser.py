"""A headless Chromium that talks to nobody but the dashboards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Raises FileNotFoundError if it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("chromium is not installed: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Wait until the script has run and nothing on the page is waiting for it."""
    page.wait_for_selector(SETTLED, state="attached", timeout=60_000)
    page.wait_for_selector("[data-testid=stSkeleton], [data-stale=true]", state="detached", timeout=30_000)
    page.wait_for_timeout(600)


def show_all(page: Page, width: int) -> None:
    """Make the window as tall as the page, as Streamlit scrolls inside of it."""
    for _ in range(2):
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": int(height)})
        page.wait_for_timeout(700)
