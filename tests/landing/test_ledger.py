"""What landing remembers: no content twice, whole files only, full lists guarded, one clock."""

import hashlib
import json
import os
import random

import duckdb
import pytest

from orchestration import landing, ledger
from orchestration.contract import ContractError, load_contracts
from orchestration.landing import prepare, set_as_of
from tests.landing.conftest import CONTRACT, GOOD

CONTENT = "select * exclude (_load_id) from raw.shop__orders order by all"


def test_second_run_lands_nothing(shop):
    shop.drop("orders/x.csv", GOOD)
    shop.drop("orders/y.json", json.dumps([{"id": "j", "lines": {"data": [{"id": "l"}]}}]))
    shop.drop("orders/bad.csv", "sku\n1\n")
    shop.land()
    ledgers = ("_loads", "_rejected_files", "_rejected_rows", "_drift")
    before = [shop.rows(f"select * from raw.{table} order by all") for table in ledgers]
    report = shop.land()
    assert (report.files, report.rows, report.duplicates, report.refused) == (0, 0, 2, 1)
    assert [shop.rows(f"select * from raw.{table} order by all") for table in ledgers] == before
    assert shop.rows("select count(*) from raw.shop__order_lines") == [(1,)]


def test_same_content_under_another_name_is_not_landed(shop):
    shop.drop("orders/x.csv", GOOD)
    shop.drop("orders/y.csv", GOOD)
    first = shop.land()
    shop.drop("orders/z.csv", GOOD)
    second = shop.land()
    assert (first.files, first.duplicates, second.files, second.duplicates) == (1, 1, 0, 3)
    assert shop.refused() == {}
    assert "shop/orders  shop/orders/z.csv repeats shop/orders/x.csv: not landed again" in shop.lines
    assert shop.rows("select count(*) from raw.shop__orders") == [(2,)]


def test_same_name_with_new_content_is_landed(shop):
    shop.drop("orders/x.csv", GOOD)
    shop.land()
    shop.drop("orders/x.csv", GOOD.replace(b"good", b"next"))
    assert shop.land().files == 1
    assert shop.rows("select count(*) from raw.shop__orders") == [(4,)]


def test_landed_files_are_archived_by_their_content(shop):
    drop = shop.drop("orders/x.csv", GOOD)
    shop.drop("orders/bad.csv", "sku\n1\n")
    shop.land()
    (kept,) = (shop.warehouse / "archive").glob("*.csv")
    assert kept.name == hashlib.sha256(GOOD).hexdigest() + ".csv"
    # A drop file that is rewritten in place must not change what was landed from it.
    with drop.open("r+b") as file:
        file.write(b"XX")
    assert kept.read_bytes() == GOOD
    assert list((shop.warehouse / "incoming").iterdir()) == []


def test_order_of_files_does_not_matter(shop, contracts, tmp_path):
    files = {
        f"orders/{n}.csv": f"id,created\na,2026-01-{n:02}T00:00:00Z\n{n},2026-01-{n:02}T00:00:00Z\n"
        for n in range(1, 10)
    }
    for path, content in files.items():
        shop.drop(path, content)
    shop.land()
    expected = shop.rows(CONTENT)
    for seed in range(3):
        arrival = list(files.items())
        random.Random(seed).shuffle(arrival)
        with duckdb.connect() as con:
            prepare(con, contracts)
            extracts = tmp_path / f"extracts-{seed}"
            for path, content in arrival:
                target = extracts / "shop" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(content)
                os.utime(target, (0, 0))
                landing.land_table(con, contracts["shop", "orders"], extracts, tmp_path / f"warehouse-{seed}")
            assert con.execute(CONTENT).fetchall() == expected


def test_load_ids_follow_paths(shop):
    for name in ("b", "a", "c"):
        shop.drop(f"orders/{name}.csv", f"id\n{name}\n")
    shop.drop("orders/aa.json", '[{"id": "aa"}]')
    shop.land()
    assert shop.rows("select path from raw._loads order by load_id") == [
        ("shop/orders/a.csv",), ("shop/orders/aa.json",), ("shop/orders/b.csv",), ("shop/orders/c.csv",)
    ]  # fmt: skip


def test_observed_at_is_the_paths_date_or_the_newest_cursor(shop):
    shop.drop("orders/2026-10-15.csv", GOOD)
    shop.drop("orders/x.csv", GOOD + b"later,1,2026-01-05T00:00:00Z\n")
    shop.drop("orders/y.csv", "id\nz\n")
    shop.land()
    assert shop.rows("select observed_at::varchar from raw._loads order by load_id") == [
        ("2026-10-15 12:00:00+00",), ("2026-01-05 00:00:00+00",), (None,)
    ]  # fmt: skip


def test_a_failing_file_rolls_back_alone(shop, monkeypatch):
    """If the engine fails in the middle of a batch, the batch is undone and its files are tried one by one."""
    for name in ("a", "b", "c"):
        shop.drop(f"orders/{name}.csv", f"id\n{name}\n")
    write = ledger.write

    def fail_on_b(con, table, rows):
        if any("/b.csv" in row.path for row in rows):
            raise duckdb.InvalidInputException("the engine stumbles over b")
        write(con, table, rows)

    monkeypatch.setattr(ledger, "write", fail_on_b)
    shop.land()
    assert shop.rows("select id from raw.shop__orders order by id") == [("a",), ("c",)]
    assert shop.refused() == {"orders/b.csv": "the engine stumbles over b"}


def test_trouble_of_the_machine_is_not_blamed_on_a_file(shop, monkeypatch):
    shop.drop("orders/a.csv", GOOD)

    def fail(con, table, rows):
        raise duckdb.IOException("Could not write file: No space left on device")

    monkeypatch.setattr(ledger, "write", fail)
    with pytest.raises(duckdb.IOException):
        shop.land()
    assert shop.rows("select count(*) from raw.shop__orders") == [(0,)]
    assert shop.refused() == {}
    monkeypatch.undo()
    assert shop.land().files == 1


def stock(count):
    return "sku,units\n" + "".join(f"s{n},{count}\n" for n in range(count))


def test_shrunken_full_list_is_refused(shop):
    shop.drop("stock/1.csv", stock(100))
    shop.land("stock")
    for name, content in {
        "2.csv": "sku,units\n",
        "3.csv": stock(49),
        "4.html.csv": "<html></html>",
        "5.csv": "",
        "6.json": "[]",
        "7.csv": stock(50),
    }.items():
        shop.drop(f"stock/{name}", content)
    shop.land("stock")
    refused = shop.refused()
    assert sorted(refused) == ["stock/2.csv", "stock/3.csv", "stock/4.html.csv", "stock/5.csv", "stock/6.json"]
    assert "the full list has no rows" in refused["stock/2.csv"]
    assert "49 rows, less than half of the 100 in shop/stock/1.csv" in refused["stock/3.csv"]
    assert shop.rows("select path, rows_landed from raw._loads order by load_id") == [
        ("shop/stock/1.csv", 100), ("shop/stock/7.csv", 50)
    ]  # fmt: skip


def test_full_lists_in_one_run_are_judged_by_the_one_before(shop):
    shop.drop("stock/2026-01-01.csv", stock(10))
    shop.drop("stock/2026-01-02.csv", stock(100))
    shop.drop("stock/2026-01-03.csv", stock(20))
    shop.land("stock")
    assert list(shop.refused()) == ["stock/2026-01-03.csv"]
    # An older list that comes late was smaller at its time, which is no reason to refuse it.
    shop.drop("stock/2026-01-01-again.csv", stock(9))
    shop.land("stock")
    assert shop.rows("select count(*) from raw._loads") == [(3,)]


def test_first_full_list_without_rows_is_refused(shop):
    shop.drop("stock/1.csv", "sku,units\n")
    shop.land("stock")
    assert "no rows" in shop.refused()["stock/1.csv"]


def test_drift_is_announced(shop):
    shop.drop(
        "orders/x.csv", "id,colour,quantity,created,amount,paid,ordered_on,note,details\na,red,1,,,,,,\nb,,1,,,,,,\n"
    )
    shop.land()
    assert shop.rows("select kind, column_name, row_count from raw._drift order by all") == [
        ("missing_optional_column", "email", 2),
        ("unknown_column", "colour", 2),
    ]
    assert shop.rows("select id, _extra from raw.shop__orders order by id") == [("a", '{"colour":"red"}'), ("b", None)]


@pytest.mark.parametrize(
    ("explicit", "zone", "expected"),
    [
        ("2026-10-15", "UTC", "2026-10-15 23:59:59.999999+00"),
        ("2026-10-15", "America/New_York", "2026-10-16 03:59:59.999999+00"),
        ("2026-03-07", "America/New_York", "2026-03-08 04:59:59.999999+00"),
        ("2026-10-15T10:00:00+02:00", "UTC", "2026-10-15 08:00:00+00"),
        ("2026-10-15T10:00:00Z", "Asia/Tokyo", "2026-10-15 10:00:00+00"),
        ("2026-10-15T10:00:00", "Asia/Tokyo", "2026-10-15 01:00:00+00"),
    ],
)
def test_as_of_that_is_set(shop, explicit, zone, expected):
    set_as_of(shop.con, "2020-01-01", "UTC")
    set_as_of(shop.con, explicit, zone)
    assert shop.rows("select as_of::varchar from raw._as_of") == [(expected,)]


def test_as_of_that_is_no_date(shop):
    with pytest.raises(ValueError, match="soon"):
        set_as_of(shop.con, "soon", "UTC")


def test_as_of_is_the_newest_knowledge(shop):
    shop.drop("orders/x.csv", GOOD + b"typo,1,2999-01-01T00:00:00Z\n")
    shop.land()
    set_as_of(shop.con, None, "UTC")
    assert shop.rows("select as_of::varchar from raw._as_of") == [("2026-01-02 00:00:00+00",)]


def test_prepare_creates_and_extends_tables(contracts, tmp_path):
    folder = tmp_path / "models" / "staging" / "shop"
    folder.mkdir(parents=True)
    (folder / "_shop__sources.yml").write_text(
        CONTRACT.replace(
            "          - {name: sku,",
            "          - {name: shelf, config: {meta: {kind: text}}}\n          - {name: sku,",
        )
    )
    more = load_contracts(tmp_path)
    with duckdb.connect() as con:
        prepare(con, contracts)
        prepare(con, contracts)
        assert con.execute("select count(*) from raw.shop__stock").fetchone() == (0,)
        prepare(con, more)
        columns = [name for (name,) in con.execute("select column_name from (describe raw.shop__stock)").fetchall()]
        assert sorted(columns) == ["_extra", "_load_id", "_row_number", "shelf", "sku", "units"]
        con.execute("alter table raw.shop__stock alter units type varchar")
        with pytest.raises(ContractError, match="units is now bigint, but landed as varchar"):
            prepare(con, contracts)
