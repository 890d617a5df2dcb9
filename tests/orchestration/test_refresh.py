"""The refresh command from files to publication, on the shop: its answers, its exit codes and its recoveries."""

import os
import shutil

import duckdb
import pytest

from orchestration.lock import writer_lock
from tests.orchestration.shop import AMOUNT, Shop

CHECKSUMS = "select table_name, row_count, checksum from publication_tables order by all"


def test_a_second_run_lands_nothing_and_publishes_the_same_numbers(published_shop):
    shop = published_shop
    assert shop.totals() == (2, 2, 2 * AMOUNT)
    checksums, first = shop.query(CHECKSUMS), shop.query("select publication_id from publication")
    second = shop.refresh()
    assert (second.returncode, second.stderr) == (0, "")
    assert not [name for name in shop.ran() if name.startswith("unit_test.")], "passed before, with the same project"
    assert shop.query("select tests_passed from publication") == [(5,)]
    assert "Nothing new to land" in second.stdout
    assert str(shop.warehouse / "published" / "current" / "cs_warehouse.duckdb") in second.stdout
    assert shop.query(CHECKSUMS) == checksums
    assert shop.query("select publication_id from publication") > first
    with duckdb.connect(str(shop.warehouse / "build.duckdb"), read_only=True) as build:
        assert build.execute("select count(*) from raw._loads").fetchone() == (3,)


def test_a_changed_macro_has_its_unit_tests_run_again(published_shop, tmp_path):
    project = shutil.copytree(published_shop.project, tmp_path / "project")
    shop = Shop(published_shop.root, project)
    macro = project / "macros" / "generate_schema_name.sql"
    macro.write_text(macro.read_text() + "{# another state #}\n{% macro other() %}{% endmacro %}\n")
    done = shop.refresh()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unit_test.shop.shop_totals.orders_of_all_customers" in shop.ran()


def test_what_is_refused_is_told_with_its_reason(shop):
    shop.export_order(3, "c1").write_text("id,customer_id,amount,ordered_at\no3,c1,12.6,2026-01-09T10:00:00Z\n")
    (shop.extracts / "shop" / "orders" / "page.csv").write_text("<html>Bad gateway</html>\n")
    done = shop.refresh()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 rows kept out" in done.stdout and "shop/orders  amount: '12.6' is not an integer (1 rows)" in done.stdout
    assert "1 files refused" in done.stdout and "  shop/orders/page.csv  is an HTML" in done.stdout
    assert shop.totals() == (2, 2, 2 * AMOUNT)


def test_a_failing_test_is_named_and_the_last_publication_stays(published_shop):
    shop = published_shop
    before = shop.query("select publication_id from publication")
    shop.export_customers("Ann", "Bob", "")
    failed = shop.refresh()
    assert failed.returncode == 1
    assert "not_null_customer_orders_customer_name (1 rows): Got 1 result" in failed.stdout
    assert f"Readers keep {before[0][0]}" in failed.stdout
    assert shop.query("select publication_id from publication") == before
    shop.export_customers("Ann", "Bob", "Cleo")
    told = shop.refresh().stdout
    assert "the last run did not end well" in told


def test_a_drop_folder_that_is_not_there_is_told(tmp_path):
    lost = Shop(tmp_path).refresh()
    assert lost.returncode == 1
    assert f"there is no drop folder {tmp_path / 'extracts'}" in lost.stdout
    assert "There is no publication yet" in lost.stdout
    assert not (tmp_path / "warehouse").exists()


def test_a_project_that_dbt_cannot_read_is_told(shop, tmp_path):
    project = shutil.copytree(shop.project, tmp_path / "project")
    (project / "models" / "marts" / "broken.sql").write_text("select 1 as one from {{ ref('nowhere') }}\n")
    failed = Shop(shop.root, project).refresh()
    assert failed.returncode == 1
    assert "dbt cannot read the project" in failed.stdout and "'nowhere' which was not found" in failed.stdout
    assert failed.stderr == ""


def test_a_busy_warehouse_is_told_at_once(shop):
    with writer_lock(shop.warehouse, "a test"):
        busy = shop.refresh()
    assert busy.returncode == 3
    assert "The warehouse is busy" in busy.stdout and "(a test since" in busy.stdout


def test_a_build_file_held_open_elsewhere_is_told_and_nothing_is_set_aside(published_shop):
    shop = published_shop
    with duckdb.connect(str(shop.warehouse / "build.duckdb"), read_only=True):
        busy = shop.refresh()
    assert busy.returncode == 3, busy.stdout + busy.stderr
    assert "build.duckdb is open in" in busy.stdout
    assert not list(shop.warehouse.glob("build.unreadable*"))


BREAKS = {
    "other content": lambda build: build.write_bytes(b"not a database"),
    "cut in half": lambda build: os.truncate(build, build.stat().st_size // 2),
    "bytes flipped": lambda build: flip_bytes(build),
    "deleted": lambda build: build.unlink(),
}


def flip_bytes(build):
    """Damage every block, and leave the headers alone: such a file opens."""
    content = bytearray(build.read_bytes())
    for place in range(3 * 4096 + 1000, len(content), 4096):
        content[place] ^= 0xFF
    build.write_bytes(content)


@pytest.fixture(scope="module")
def renamed_shop(published_once, tmp_path_factory):
    """A shop that exported a file of the same name twice, with other content."""
    shop = Shop(shutil.copytree(published_once.root, tmp_path_factory.mktemp("renamed") / "shop", symlinks=True))
    shop.export_customers("Ann", "Bob", "Cleo")
    assert shop.refresh().returncode == 0
    return shop


@pytest.mark.parametrize("damage", BREAKS)
def test_a_broken_build_file_is_made_again_from_the_archive(renamed_shop, damage, tmp_path):
    shop = Shop(shutil.copytree(renamed_shop.root, tmp_path / "shop", symlinks=True))
    checksums = shop.query(CHECKSUMS)
    shutil.rmtree(shop.extracts)
    BREAKS[damage](shop.warehouse / "build.duckdb")
    mended = shop.refresh()
    if damage == "cut in half":
        # Such a file opens, and the run fails where a row is missing; the next one reads all of it before it starts.
        assert mended.returncode == 1
        mended = shop.refresh()
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert "landing 4 archived files again" in mended.stdout
    assert shop.query(CHECKSUMS) == checksums
    assert len(list(shop.warehouse.glob("build.unreadable*.duckdb"))) == (damage != "deleted")
