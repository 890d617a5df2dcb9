"""Sign-in in a real browser, against a provider on this machine: who is let in, to what, and who is not."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sample_publication
from cs_dash.sign_in import RefusedToServe, is_asked, is_loopback
from oidc_provider import Provider, oidc_provider
from playwright.sync_api import Browser, Page, expect
from visiting import Visit

from dashboards.browser import DESKTOP, chromium, settle
from dashboards.serving import COMMAND, free_port, served

ANAS, BENS = "0018c0000000000004", "0018c0000000000001"
REFUSED = "This page is not part of your access"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_provider() as one:
        yield one


@pytest.fixture(scope="module")
def address(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    warehouse, home = tmp_path_factory.mktemp("signed-warehouse"), tmp_path_factory.mktemp("home")
    sample_publication.publish(warehouse, "first")
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(provider.secrets(), encoding="utf-8")
    log = home / "server.log"
    with served(
        warehouse, log, HOME=str(home), DASHBOARD_REFRESH_SECONDS="6", CS_DASH_ACCESS_CONTACT="the CS operations team"
    ) as where:
        yield where
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def signed_in(browser: Browser, address: str, provider: Provider):
    """A function that signs somebody in, in a window without any cookie before; gives the window."""
    visits = []

    def sign_in(email: str, seconds: int = 3600, **claims: object) -> Visit:
        visit = Visit(browser, address, DESKTOP)
        visits.append(visit)
        provider.claims, provider.seconds = {"email": email, **claims}, seconds
        page = visit.open("/finance")
        expect(page.get_by_text("Sign in to see them.")).to_be_visible()
        expect(page.get_by_test_id("stMetric")).to_have_count(0)
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: urlsplit(url).path == "/" or "portfolio" in url)
        settle(page)
        return visit

    yield sign_in
    for visit in visits:
        visit.close()
        assert visit.complaints == []
        assert [url for url in visit.strangers() if not url.startswith(provider.address)] == []


def accounts_of(page: Page, button: str) -> set[str]:
    """Owners in the CSV that a button gives."""
    page.evaluate("delete window.showSaveFilePicker")
    with page.expect_download() as waiting:
        page.locator(f".st-key-{button}").get_by_text("Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows
    return {row["Owner"] for row in rows}


def test_a_stranger_sees_a_refusal_at_every_address_and_nothing_else(signed_in):
    visit = signed_in("stranger@corp.example")
    for path in ("/", "/finance", f"/account?account_id={ANAS}", "/?view_as=Ana+Ruiz%2C+CSM"):
        page = visit.open(path)
        expect(page.get_by_text("You have no access")).to_be_visible()
        expect(page.get_by_text("Ask the CS operations team for access.")).to_be_visible()
        said = page.locator("body").inner_text().replace("\u2060", "")
        assert "stranger@corp.example" in said and "publication" not in said and "Ana" not in said
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        assert page.locator("[data-testid=stMetric], [data-testid=stDataFrame]").count() == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Sign in to see them.")).to_be_visible()


def test_a_csm_sees_the_own_book_by_page_address_filter_and_export(signed_in):
    # The admin fills the caches of the same process first.
    admin = signed_in("admin@corp.example")
    page = admin.open("/renewals")
    whole = accounts_of(page, "due_csv")
    assert {"Ana Ruiz", "Ben Okafor"} <= whole
    page = admin.open(f"/account?account_id={BENS}")
    expect(page.get_by_text("How is it doing?")).to_be_visible()

    visit = signed_in("Ana@corp.example", email_verified=True)
    page = visit.page
    assert urlsplit(page.url).path == "/portfolio"
    listed = page.get_by_test_id("stSidebarNav").inner_text()
    assert "My portfolio" in listed and "Renewals" in listed and "Finance" not in listed and "Executive" not in listed
    page = visit.open(f"/account?account_id={BENS}")
    expect(page.get_by_text("No account has the id in the address.")).to_be_visible()
    page = visit.open(f"/account?account_id={ANAS}")
    expect(page.get_by_test_id("stMarkdown").first).to_be_visible()
    expect(page.get_by_text("No account has the id in the address.")).to_have_count(0)
    for path in ("/finance", "/retention", "/health", "/cohorts", "/expansion"):
        expect(visit.open(path).get_by_text(REFUSED)).to_be_visible()
    for path in ("/renewals", "/renewals?owner=Ben+Okafor", "/renewals?view_as=Ada+Admin%2C+administrator"):
        assert accounts_of(visit.open(path), "due_csv") == {"Ana Ruiz"}
    said = visit.open("/portfolio?csm=Ben+Okafor").locator("body").inner_text()
    assert "Ben Okafor" not in said


def test_a_lead_has_one_segment_and_an_admin_sees_with_others_eyes(signed_in):
    visit = signed_in("lea@corp.example")
    page = visit.open("/retention?segment=High+touch")
    expect(page.get_by_text("Low touch").first).to_be_visible()
    assert visit.query().get("segment") in (None, ["Low touch"])
    expect(visit.open("/finance").get_by_text(REFUSED)).to_be_visible()

    admin = signed_in("admin@corp.example")
    page = admin.open("/renewals?view_as=Ana+Ruiz%2C+CSM")
    expect(page.get_by_text("You see what Ana Ruiz, CSM sees.")).to_be_visible()
    assert accounts_of(page, "due_csv") == {"Ana Ruiz"}
    expect(admin.open("/finance?view_as=Ana+Ruiz%2C+CSM").get_by_text(REFUSED)).to_be_visible()
    expect(admin.open("/finance").get_by_text(REFUSED)).to_have_count(0)
    page = admin.open("/?view_as=Ana+Ruiz%2C+CSM")
    page.wait_for_url(lambda url: urlsplit(url).path == "/portfolio")
    page.get_by_role("radio", name="Accounts").click()
    settle(page)
    page.wait_for_url("**view_as=Ana+Ruiz**")
    page.reload()
    settle(page)
    assert admin.query() == {"view_as": ["Ana Ruiz, CSM"], "book_section": ["Accounts"]}
    expect(page.get_by_text("You see what Ana Ruiz, CSM sees.")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_a_sign_in_ends_with_its_token(signed_in):
    visit = signed_in("admin@corp.example", seconds=8)
    expect(visit.page.get_by_text("Sign in to see them.")).to_be_visible(timeout=30_000)
    expect(visit.page.get_by_test_id("stMetric")).to_have_count(0)


def test_nobody_is_asked_only_where_nobody_else_comes():
    assert [is_loopback(one) for one in ("127.0.0.1", "::1", "localhost", "127.1.2.3")] == [True] * 4
    assert [is_loopback(one) for one in (None, "", "0.0.0.0", "::", "10.0.0.7", "dash.corp.example")] == [False] * 6
    assert not is_asked("127.0.0.1", (), "") and not is_asked("127.0.0.1", (None,), "off")
    assert is_asked("0.0.0.0", (None,), "") and is_asked("127.0.0.1", ("okta",), "")
    for address, configured, choice in (
        ("0.0.0.0", (), ""), (None, (), ""), ("0.0.0.0", (), "off"), ("0.0.0.0", (None,), "off"),
        ("127.0.0.1", (), "of"),
    ):  # fmt: skip
        with pytest.raises(RefusedToServe):
            is_asked(address, configured, choice)


def test_the_server_does_not_start_for_others_without_a_provider(tmp_path):
    environment = os.environ | {"HOME": str(tmp_path), "ADDRESS": "0.0.0.0", "PORT": str(free_port())}
    done = subprocess.run(
        [sys.executable, str(COMMAND)],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "ask nobody to sign in and would answer other machines at 0.0.0.0" in done.stdout + done.stderr
