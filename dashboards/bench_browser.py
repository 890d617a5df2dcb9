"""What a person waits for, in a headless Chromium: seconds from the click until the page has settled.

A page has settled when its script has run, nothing on it is stale or a placeholder, and that stays so for a while; the
while is not counted.
"""

import statistics
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from dashboards.bench_pages import pages
from dashboards.browser import DESKTOP, chromium, settle
from dashboards.serving import served_by

ROUNDS = 3
# Resolves to the milliseconds from now until the page has been settled for `quiet` ms, without those; it must have been
# unsettled first, or have had `patience` ms to become so.
SETTLED = """
([quiet, patience]) => new Promise((resolve) => {
    const start = performance.now()
    let busy = start, seen = false
    const look = () => {
        const app = document.querySelector("[data-testid=stApp]")
        const running = !app || app.dataset.testScriptState !== "notRunning"
            || document.querySelector("[data-testid=stSkeleton], [data-stale=true]")
        const now = performance.now()
        if (running) { busy = now; seen = true }
        if (now - busy >= quiet && (seen || now - start >= patience)) resolve(busy - start)
        else setTimeout(look, 10)
    }
    look()
})
"""
FIGURES = "[...document.querySelectorAll('[data-testid=stMetricValue]')].map((one) => one.innerText).join()"
QUIET_MS, PATIENCE_MS = 400, 1500


def felt(page: Page, act) -> float:
    """Seconds that the page takes to settle after `act`, the act itself counted."""
    started = time.perf_counter()
    act()
    acted = time.perf_counter() - started
    waited = acted + page.evaluate(SETTLED, [QUIET_MS, PATIENCE_MS]) / 1000
    print(f"{waited:7.2f} s  {page.url}", flush=True)
    return waited


def select_row(page: Page, key: str, number: int) -> None:
    """Tick a row of a table, which is drawn on a canvas: 35 pixels a row, under a header of the same height."""
    table = page.locator(f".st-key-{key} .dvn-scroller").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 18, "y": 35 * (number + 1) + 17})


def choose(page: Page, label: str, option: str) -> None:
    """Take another entry of a select box."""
    page.get_by_test_id("stSelectbox").filter(has_text=label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def navigation(page: Page, chosen: list[str], rounds: int) -> dict[str, list[float]]:
    """Seconds by page for each round of clicks through the navigation; the first round is each page's first sight."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name in chosen:
            link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=pages()[name], exact=True)
            if link.count():
                found.setdefault(name, []).append(felt(page, link.click))
    return found


def account_pages(page: Page, address: str, account_ids: list[str]) -> list[float]:
    """Seconds until the Account page stands, by address: it is in no menu."""
    return [felt(page, lambda one=one: page.goto(f"{address}/account?account_id={one}")) for one in account_ids]


def memory_mb(process_id: int) -> float:
    """Resident memory of a process in MB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process_id)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def cpu_seconds(process_id: int) -> float:
    """CPU time that a process has used so far; whole seconds, as ps tells it."""
    told = subprocess.run(["ps", "-o", "time=", "-p", str(process_id)], capture_output=True, text=True, check=True)
    days, _, clock = told.stdout.strip().rpartition("-")
    hours, minutes, seconds = clock.split(":")
    return int(days or 0) * 86_400 + int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def visit(browser: Browser, address: str, chosen: list[str], account_ids: list[str], rounds: int) -> dict:
    """Every page and the four further waits of one reader: seconds each."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    found: dict = {"cold link": felt(page, lambda: page.goto(address))}
    settle(page)
    found["navigation"] = navigation(page, chosen, rounds)
    found["navigation"]["account"] = account_pages(page, address, account_ids)
    page.goto(address)
    settle(page)
    found["filter"] = [
        felt(page, lambda name=name: choose(page, "Segment", name))
        for name in ("High touch", "Tech touch", "Low touch")
    ]
    page.goto(f"{address}/portfolio?book_section=Accounts")
    settle(page)
    found["panel"] = [felt(page, lambda row=row: select_row(page, "book_table", row)) for row in range(rounds)]
    found["warm link"] = [
        felt(page, lambda: page.goto(f"{address}/retention?segment=high_touch")) for _ in range(rounds)
    ]
    context.close()
    return found


def switched(browser: Browser, address: str, current: Path, releases: tuple[Path, Path]) -> float:
    """Seconds from the exchange of the pointer until an open page shows the other release's figures."""
    point(current, releases[0])
    page = browser.new_page(viewport=DESKTOP)
    page.goto(address)
    settle(page)
    # All of them: a multiplied company has the rates of the one it was made from.
    before = page.evaluate(FIGURES)
    started = time.perf_counter()
    point(current, releases[1])
    page.wait_for_function(f"(before) => {FIGURES} !== '' && {FIGURES} !== before", arg=before, timeout=180_000)
    waited = time.perf_counter() - started
    page.close()
    return waited


def point(current: Path, release: Path) -> None:
    """Make a release the current one in one step, as publish does."""
    fresh = current.with_name("current.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release)
    fresh.replace(current)


def measure(
    warehouse: Path, log: Path, chosen: list[str], account_ids: list[str], other_release: Path | None = None
) -> dict:
    """All felt times of a warehouse folder, the server's memory, and the switch to it from another release."""
    with served_by(warehouse, log, CS_DASH_AUTH="off") as (address, process_id), chromium() as browser:
        found = visit(browser, address, chosen, account_ids, ROUNDS)
        found["server cpu"] = cpu_seconds(process_id)
        found["memory"] = memory_mb(process_id)
    if other_release:
        folder = log.parent / "switching" / "published"
        folder.mkdir(parents=True, exist_ok=True)
        own = warehouse.joinpath("published", "current").resolve(strict=True)
        with served_by(folder.parent, log, CS_DASH_AUTH="off") as (address, _), chromium() as browser:
            found["switch"] = switched(browser, address, folder / "current", (other_release, own))
    return found


def median(times: list[float]) -> float:
    """The middle of the times after the first, which a cold cache stretches; the only one if it is alone."""
    return statistics.median(times[1:] or times)
