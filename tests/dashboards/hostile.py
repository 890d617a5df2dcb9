"""Account names that try to run, to load, to link and to blank, put into a publication, and pages visited with them."""

import shutil
from pathlib import Path

import duckdb
from playwright.sync_api import Page

from dashboards.browser import settle

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
TURNED = "\u202e\u202c\u2066\u2069"
FOREIGN = "iframe, a[href*=evil], a[href^=javascript], a[href^='data:text'], img[src*=evil], img[src=x]"
CLOSED = "[data-testid=stMain] details:not([open]) > summary"


def rename(database: Path) -> list[str]:
    """Give the accounts that pay most the payloads as names, in every table that names accounts; gives their ids."""
    with duckdb.connect(str(database)) as connection:
        largest = "select account_id from accounts order by current_mrr desc, account_id limit $n"
        ids = [row[0] for row in connection.execute(largest, {"n": len(PAYLOADS)}).fetchall()]
        assert len(ids) == len(PAYLOADS)
        connection.execute("create temporary table named (account_id varchar, payload varchar)")
        connection.executemany("insert into named values (?, ?)", list(zip(ids, PAYLOADS, strict=True)))
        tables = connection.execute(
            "select table_name from duckdb_columns() where not internal and column_name = 'account_name' intersect "
            "select table_name from duckdb_columns() where not internal and column_name = 'account_id' "
            "intersect select table_name from duckdb_tables() where not temporary"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f'update "{table}" set account_name = payload from named where "{table}".account_id = named.account_id'
            )
        left = connection.execute(
            "select count(*) from accounts inner join named using (account_id) where account_name <> payload"
        ).fetchone()[0]
        assert left == 0
    return ids


def open_panels(page: Page) -> int:
    """Open every closed place of the page, such as the rows behind a figure; gives how many there were."""
    opened = 0
    while page.locator(CLOSED).count():
        page.locator(CLOSED).first.click()
        settle(page)
        opened += 1
        assert opened < 40, page.url
    return opened


def look(page: Page, path: str) -> None:
    """Assert that nothing on the page ran, links, is loaded or is blanked."""
    assert page.evaluate("window.ran") is None, path
    assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "block", path
    assert page.locator("h1").first.is_visible(), path
    assert page.locator(FOREIGN).count() == 0, path
    main = page.get_by_test_id("stMain").inner_text()
    assert len(main) > 200 and not set(TURNED) & set(main), path
    assert page.get_by_test_id("stException").count() == 0, path


def title_of(payload: str) -> str:
    """What a page's title has to say of a payload: all of it but the turning of text."""
    return payload.translate(dict.fromkeys(map(ord, TURNED)))


def copy(warehouse: Path, folder: Path) -> list[str]:
    """Put a warehouse's publication into an empty folder, renamed; gives the ids of the renamed accounts."""
    published = folder / "published"
    release = published / "releases" / "hostile"
    release.mkdir(parents=True)
    current = (warehouse / "published" / "current").resolve(strict=True)
    database = current if current.is_file() else current / "cs_warehouse.duckdb"
    shutil.copyfile(database, release / database.name)
    (published / "current").symlink_to(release)
    return rename(release / database.name)
