"""The dashboards in a real browser: links, filters, drill-down, hostile names, a phone, and no word to the outside."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import openpyxl
import pytest
import sample_publication
from playwright.sync_api import Browser, Page, expect
from visiting import Visit

from dashboards.browser import DESKTOP, PHONE, chromium, settle
from dashboards.serving import served


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser-warehouse")
    sample_publication.publish(folder, "first")
    return folder


@pytest.fixture(scope="module")
def address(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("browser-log") / "server.log"
    with served(warehouse, log, DASHBOARD_REFRESH_SECONDS="1") as where:
        yield where
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A desktop window; whatever was done in it, it asked nobody else and complained of nothing."""
    one = Visit(browser, address, DESKTOP)
    yield one
    one.close()
    assert one.strangers() == []
    assert one.complaints == []


def select_row(page: Page, key: str, number: int) -> None:
    """Tick a row of a table, which is drawn on a canvas: 35 pixels a row, under a header of the same height."""
    table = page.locator(f".st-key-{key} .dvn-scroller").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 18, "y": 35 * (number + 1) + 17})


def test_every_answer_carries_the_policy(address):
    with urlopen(f"{address}/account?account_id=x") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


def test_executive_draws_cards_and_charts(visit):
    page = visit.open("/")
    expect(page.get_by_test_id("stMetric")).to_have_count(13)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(3)
    assert page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").count() >= 2
    assert page.get_by_test_id("stException").count() == 0


def test_the_board_pack_and_a_picture_of_a_chart_come_as_files(visit):
    page = visit.open("/?segment=Low+touch")
    page.evaluate("delete window.showSaveFilePicker")
    for place, name, start in (
        ("pack_pdf", "board-pack-low-touch-2026-09_as-of-2026-10-16_publication-first.pdf", b"%PDF-"),
        ("bands_svg", "share-of-paying-accounts-by-band-of-health_as-of-2026-10-16_publication-first.svg", b"<svg"),
    ):
        with page.expect_download(timeout=60_000) as waiting:
            page.locator(f".st-key-{place} button").first.click()
        assert waiting.value.suggested_filename == name
        assert Path(waiting.value.path()).read_bytes().startswith(start)


def test_a_filter_goes_to_the_address_and_comes_back_from_it(visit):
    page = visit.open("/")
    page.get_by_role("radio", name="3 months").click()
    settle(page)
    assert visit.query() == {"window": ["3 months"]}
    page.reload()
    settle(page)
    expect(page.get_by_text("NRR and GRR over 3 months, all segments")).to_be_visible()


def test_a_deep_link_opens_with_its_filters(visit):
    page = visit.open("/?segment=High+touch&window=3+months&month=Aug+2026")
    expect(page.get_by_text("NRR and GRR over 3 months, high touch")).to_be_visible()
    expect(page.get_by_text("Jun 2026 to Aug 2026, high touch")).to_be_visible()
    assert visit.query() == {"segment": ["High touch"], "window": ["3 months"], "month": ["Aug 2026"]}


def test_a_row_leads_to_its_account_and_the_way_back_keeps_the_filters(visit):
    page = visit.open("/?window=3+months")
    select_row(page, "movements_table", 0)
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    assert list(visit.query()) == ["account_id"]
    expect(page.get_by_text("How did it get here?")).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_text("Executive").click()
    settle(page)
    expect(page.get_by_text("NRR and GRR over 3 months, all segments")).to_be_visible()
    # The page says its filters to the browser, which writes the address after that.
    page.wait_for_url("**/?window=3+months")


def test_the_browsers_back_leads_back_and_stays(visit):
    page = visit.open("/")
    select_row(page, "movements_table", 1)
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    page.go_back()
    settle(page)
    page.wait_for_timeout(1500)
    assert urlsplit(page.url).path == "/"
    expect(page.get_by_text("Is retention on target?")).to_be_visible()


def test_an_account_link_opens_cold_down_to_the_invoice_lines(visit):
    page = visit.open("/account?account_id=0018c0000000000003&account_view=Revenue")
    for heading in ("What happened in", "Which subscriptions make this up?", "Which invoice lines are behind it?"):
        expect(page.get_by_text(heading)).to_be_visible()
    expect(page.get_by_text("sum to both ends, to the cent")).to_be_visible()


def test_rows_open_under_a_chart(visit):
    page = visit.open("/")
    tables = page.get_by_test_id("stDataFrame").count()
    page.get_by_text("Show rows").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(tables + 1)


def test_a_hostile_name_is_only_text(visit):
    page = visit.open(f"/account?account_id={sample_publication.HOSTILE_ID}")
    title = page.locator("h1").first
    expect(title).to_contain_text("![b](http://evil.example/b.png) <img src=x onerror=alert(1)>")
    expect(title).to_contain_text(":material/delete:")
    assert "\u202e" not in title.inner_text()
    assert page.locator("a[href*=evil], img[src*=evil], img[src=x]").count() == 0
    assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "block"
    visit.open("/")


def test_the_download_is_safe_and_named(visit):
    page = visit.open(f"/account?account_id={sample_publication.HOSTILE_ID}&account_view=Revenue")
    page.evaluate("delete window.showSaveFilePicker")
    with page.expect_download() as waiting:
        page.locator(".st-key-periods_csv").get_by_text("Download CSV").click()
    saved = waiting.value
    assert saved.suggested_filename.endswith("_as-of-2026-10-16_publication-first.csv")
    rows = list(csv.DictReader(io.StringIO(Path(saved.path()).read_text(encoding="utf-8-sig"))))
    assert rows
    assert set(rows[0]) >= {"Subscription", "MRR at opening", "MRR at closing", "Known from"}
    assert all(float(row["MRR at closing"] or 0) >= 0 for row in rows)


def test_a_retention_link_opens_with_its_filters(visit):
    page = visit.open("/retention?definition=N2&segment=High+touch&window=3+months&month=Aug+2026&dimension=Region")
    expect(page.get_by_text("N2, 3 months")).to_be_visible()
    expect(page.get_by_text("Region, all segments, largest first")).to_be_visible()
    assert visit.query() == {
        "definition": ["N2"], "segment": ["High touch"], "window": ["3 months"], "month": ["Aug 2026"],
        "dimension": ["Region"],
    }  # fmt: skip


def test_a_bar_leads_to_its_accounts_and_on_to_the_month_of_one(visit):
    page = visit.open("/retention")
    page.locator(".st-key-moves_chart path[aria-label*='Movement: Contraction']").first.click()
    page.wait_for_url("**movement=Contraction*")
    settle(page)
    month = visit.query()["moved"][0]
    assert visit.query()["movement"] == ["Contraction"]
    expect(page.get_by_text(f"Contraction in {month}:")).to_be_visible()
    select_row(page, "bar_table", 0)
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    expect(page.get_by_text(f"What happened in {month}?")).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_text("Retention").click()
    page.wait_for_url("**/retention?*movement=Contraction*")
    settle(page)
    assert visit.query()["movement"] == ["Contraction"]


def test_a_part_leads_to_its_accounts_and_their_workbook(visit):
    page = visit.open("/retention")
    select_row(page, "parts_table", 1)
    page.wait_for_url("**part=Low+touch*")
    settle(page)
    assert visit.query()["part"] == ["Low touch"]
    summed = page.get_by_text("The rows sum to").inner_text()
    page.evaluate("delete window.showSaveFilePicker")
    with page.expect_download() as waiting:
        page.locator(".st-key-accounts_xlsx").get_by_text("Download XLSX").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    header, *lines = book["Data"].iter_rows(values_only=True)
    assert {line[header.index("Segment")] for line in lines} == {"Low touch"}
    for label in ("Numerator", "Denominator"):
        assert f"${sum(line[header.index(label)] for line in lines):,.2f}" in summed
    facts = dict(book["Provenance"].iter_rows(values_only=True))
    assert (facts["Publication"], facts["Definition"]) == ("first", "N1 version 1")
    assert facts["Filter: Segment at opening"] == "Low touch"


def test_a_bridge_opens_by_its_link_and_an_item_gives_its_accounts(visit):
    page = visit.open("/finance?view=Bridge&from=N1&to=R1")
    expect(page.get_by_text("The rows below sum to the difference. Left over: $0.00.")).to_be_visible()
    select_row(page, "items_table", 0)
    page.wait_for_url("**bridge_item=*")
    settle(page)
    assert visit.query() == {
        "view": ["Bridge"], "to": ["R1"], "bridge_item": ["Growth above the opening"],
    } | ({"from": ["N1"]} if "from" in visit.query() else {})  # fmt: skip
    summed = page.get_by_text("largest first, together").inner_text()
    page.evaluate("delete window.showSaveFilePicker")
    with page.expect_download() as waiting:
        page.locator(".st-key-bridge_rows_xlsx").get_by_text("Download XLSX").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    header, *lines = book["Data"].iter_rows(values_only=True)
    amount = sum(line[header.index("Amount")] for line in lines)
    assert f"together −${-amount:,.2f}" in summed
    words = {row[0] for row in book["Definitions"].iter_rows(values_only=True)}
    assert {"N1", "R1"} <= words


def test_views_of_finance_go_to_the_address(visit):
    page = visit.open("/finance")
    page.get_by_role("radio", name="Month closes").click()
    page.wait_for_url("**view=Month*")
    settle(page)
    assert visit.query() == {"view": ["Month closes"]}
    page.reload()
    settle(page)
    expect(page.get_by_text("Which months are closed, and do they still stand?")).to_be_visible()


def test_a_cell_of_the_health_matrix_leads_to_its_accounts_and_on_to_the_health_of_one(visit):
    page = visit.open("/health?section=Movements&weeks=13+weeks")
    page.locator(".st-key-transitions_chart path[aria-label*='Was: Stable; Is: At-risk']").first.click()
    page.wait_for_url("**to_band=At-risk*")
    settle(page)
    assert visit.query() == {
        "section": ["Movements"], "weeks": ["13 weeks"], "from_band": ["Stable"], "to_band": ["At-risk"],
    }  # fmt: skip
    select_row(page, "cell_table", 0)
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    assert visit.query() == {"account_id": visit.query()["account_id"], "account_view": ["Health"]}
    expect(page.get_by_text("What is the score made of?")).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_text("Health").click()
    page.wait_for_url("**/health?*from_band=Stable*")


def test_a_health_link_opens_with_its_filters(visit):
    profile = "Four dimensions by lifecycle stage"
    page = visit.open(f"/health?profile={profile}&segment=Low+touch&scored_on=11+Oct+2026&band=At-risk")
    expect(page.get_by_text("On 11 Oct 2026, the lowest scores first")).to_be_visible()
    assert visit.query() == {
        "profile": [profile], "segment": ["Low touch"], "scored_on": ["11 Oct 2026"], "band": ["At-risk"],
    }  # fmt: skip


def test_the_trial_draws_its_charts_and_keeps_its_horizon_in_the_address(visit):
    page = visit.open("/health?section=Trial")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4)
    page.get_by_role("radio", name="180 days").click()
    page.wait_for_url("**horizon=180*")
    settle(page)
    expect(page.get_by_text("Share of cases lost within 180 days of the trial day")).to_be_visible()


def test_edited_weights_score_at_once(visit):
    page = visit.open("/account?account_id=0018c0000000000003&account_view=Health")
    expect(page.get_by_text("The published weights: 36.0, Critical.")).to_be_visible()
    page.get_by_role("spinbutton", name="Logins per active user").fill("0")
    page.get_by_role("button", name="Score with these weights").click()
    settle(page)
    # All others score 40.
    expect(page.get_by_text("With these weights: 40.0, At-risk. Published: 36.0; +4.0 points.")).to_be_visible()


def test_a_cohorts_cell_leads_to_its_accounts_and_on_to_one(visit):
    page = visit.open("/cohorts?measure=Gross+MRR")
    page.locator(".st-key-triangle_chart path[aria-label*='Started: Q1 2024; Months old: 24']").first.click()
    page.wait_for_url("**cohort_age=24*")
    settle(page)
    assert visit.query() == {"measure": ["Gross MRR"], "cohort": ["Q1 2024"], "cohort_age": ["24 months"]}
    expect(page.get_by_text("Started in Q1 2024, at 24 months")).to_be_visible()
    select_row(page, "cell_table", 0)
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    page.get_by_test_id("stPageLink").get_by_text("Cohorts").click()
    page.wait_for_url("**/cohorts?*cohort_age=24*")


def test_a_row_of_the_portfolio_opens_its_panel_and_then_the_account(visit):
    page = visit.open("/portfolio?csm=Ana+Ruiz")
    select_row(page, "today_table", 0)
    page.wait_for_url("**account_id=*")
    settle(page)
    chosen = visit.query()
    assert (chosen["csm"], list(chosen)) == (["Ana Ruiz"], ["csm", "account_id"])
    expect(page.get_by_text("Why it is here, and what is next")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    settle(page)
    assert visit.query() == {"csm": ["Ana Ruiz"]}
    select_row(page, "today_table", 0)
    page.wait_for_url("**account_id=*")
    page.get_by_role("button", name="Open Account 360").click()
    page.wait_for_url("**/account?account_id=*")
    settle(page)
    page.get_by_test_id("stPageLink").get_by_text("My portfolio").click()
    page.wait_for_url("**/portfolio?*account_id=*")
    settle(page)
    assert visit.query() == chosen


ACCOUNT = "/account?account_id=0018c0000000000003"
SECTIONS = [f"/health?section={name}" for name in ("Movements", "Coverage", "Trial", "Alerts")]
PATHS = [
    "/",
    "/portfolio",
    "/retention",
    "/cohorts",
    "/finance",
    "/finance?view=Tie-out",
    ACCOUNT,
    "/account",
    "/health",
    *SECTIONS,
]


@pytest.mark.parametrize("path", [*PATHS, f"{ACCOUNT}&account_view=Health"])
def test_a_phone_scrolls_only_down(browser, address, path):
    phone = Visit(browser, address, PHONE)
    page = phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth") <= PHONE["width"]
    # Nothing lies over the page, as an open sidebar would.
    expect(page.locator("h1").first).to_be_in_viewport()
    assert page.locator("h1").first.evaluate(
        "node => { const box = node.getBoundingClientRect();"
        " return node.contains(document.elementFromPoint(box.left + 20, box.top + box.height / 2)) }"
    )
    phone.close()
    assert phone.strangers() == []
    assert phone.complaints == []


# Last of all: it publishes.
def test_an_open_page_takes_up_a_new_publication_and_keeps_its_filters(visit, warehouse):
    page = visit.open("/?window=3+months")
    expect(page.get_by_text("publication first")).to_be_visible()
    sample_publication.publish(warehouse, "second")
    expect(page.get_by_text("publication second")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("NRR and GRR over 3 months, all segments")).to_be_visible()
