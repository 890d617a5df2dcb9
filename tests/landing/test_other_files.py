"""Compressed files, Parquet, and files that are not what their path says."""

import gzip
import os
import random
import threading
import time

import duckdb
import pytest

from orchestration import claim
from orchestration.claim import FileRefused, file_format, open_claimed, path_date
from tests.landing.conftest import GOOD

ROWS = "id,quantity,note\n" + "".join(f"r{n},{n},text {n * 7919 % 1000}\n" for n in range(1, 401))
CONTENT = "select id, quantity, note from raw.shop__orders order by quantity"


def test_gzip_lands_like_plain_text(shop):
    shop.drop("orders/x.csv.gz", gzip.compress(ROWS.encode()))
    shop.drop("orders/y.jsonl.gz", gzip.compress(b'{"id": "j"}\n'))
    shop.drop("orders/z.JSON.GZ", gzip.compress(b'{"data": [{"id": "k"}]}'))
    shop.land()
    assert shop.refused() == {}
    assert shop.rows("select count(*) from raw.shop__orders") == [(402,)]


def test_gzip_of_several_members_and_padding(shop):
    half = len(ROWS) // 2
    members = gzip.compress(ROWS[:half].encode()) + gzip.compress(ROWS[half:].encode())
    shop.drop("orders/x.csv.gz", members)
    shop.drop("orders/y.csv.gz", gzip.compress(b"id\npadded\n") + b"\0" * 512)
    shop.land()
    assert shop.refused() == {}
    assert shop.rows("select count(*) from raw.shop__orders") == [(401,)]


@pytest.mark.parametrize(
    ("name", "damage", "reason"),
    [
        ("truncated", lambda data: data[:-100], "the file is cut off"),
        ("truncated_in_the_trailer", lambda data: data[:-3], "the file is cut off"),
        ("truncated_in_the_header", lambda data: data[:6], "the file is cut off"),
        ("garbage_after_the_end", lambda data: data + b"garbage" * 5, "the gzip stream is damaged"),
        ("empty_inside", lambda data: gzip.compress(b""), "the file is empty"),
        ("html_inside", lambda data: gzip.compress(b"<html></html>"), "is an HTML or XML page"),
        ("latin1_inside", lambda data: gzip.compress("id\né\n".encode("latin-1")), "line 2: byte 0xE9"),
        ("gzip_within_gzip", lambda data: gzip.compress(gzip.compress(data)), "NUL byte|is not UTF-8"),
    ],
)
def test_damaged_gzip_is_refused(shop, name, damage, reason):
    shop.drop("orders/x.csv.gz", damage(gzip.compress(ROWS.encode())))
    shop.drop("orders/good.csv", GOOD)
    shop.land()
    ((path, told),) = shop.refused().items()
    assert path == "orders/x.csv.gz"
    assert any(part in told for part in reason.split("|"))
    assert shop.rows("select count(*) from raw.shop__orders") == [(2,)]


def test_flipped_bits_in_gzip_are_never_taken_for_data(shop):
    """A flip in the header's time or name changes nothing; every other one has to be noticed."""
    sound, chance = gzip.compress(ROWS.encode()), random.Random(4)
    flips = chance.sample(range(len(sound) * 8), 200)
    for place in flips:
        data = bytearray(sound)
        data[place // 8] ^= 1 << place % 8
        shop.drop(f"orders/flip-{place}.csv.gz", bytes(data))
    report = shop.land()
    assert report.refused + report.files == 200
    assert report.refused >= 190
    wrong = shop.rows(
        "select _load_id, count(*), count(distinct id), sum(quantity) from raw.shop__orders group by 1 "
        "having count(*) <> 400 or count(distinct id) <> 400 or sum(quantity) <> 80200"
    )
    assert wrong == []
    texts = {f"text {n * 7919 % 1000}" for n in range(1, 401)}
    assert {note for (note,) in shop.rows("select distinct note from raw.shop__orders")} <= texts


def test_gzip_without_the_ending_and_text_with_it(shop):
    shop.drop("orders/x.csv", gzip.compress(b"id\nzipped\n"))
    shop.drop("orders/y.csv.gz", b"id\nplain\n")
    shop.land()
    assert shop.rows("select id from raw.shop__orders order by id") == [("plain",), ("zipped",)]


def test_zstd(shop, tmp_path):
    with duckdb.connect() as con:
        con.execute(
            f"copy (select 'z' || i as id from range(1000) as t(i)) to '{tmp_path}/x.csv.zst' (compression zstd)"
        )
    data = (tmp_path / "x.csv.zst").read_bytes()
    shop.drop("orders/x.csv.zst", data)
    shop.drop("orders/y.csv.zst", data[:-20])
    shop.land()
    assert shop.rows("select count(distinct id) from raw.shop__orders") == [(1000,)]
    assert "the zstd stream is damaged" in shop.refused()["orders/y.csv.zst"]


def parquet(shop, path, select):
    target = shop.drop(path, b"")
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"copy ({select}) to '{target}' (format parquet)")
    os.utime(target, (time.time() - 3600,) * 2)
    return target


def test_parquet_types_come_through(shop):
    parquet(
        shop,
        "orders/x.parquet",
        """
        select * from (values
            (1::bigint, 7::smallint, 19.99::decimal(9, 2), true, date '2026-03-01',
             timestamptz '2026-03-01 10:00:00+02', {'a': [1, 2]}, 'x'),
            (2, null, null, null, null, null, null, '')
        ) as t(id, quantity, amount, paid, ordered_on, created, details, unknown)
        """,
    )
    parquet(
        shop, "orders/y.parquet", "select '3' as id, 2.5::double as amount, timestamp '2026-03-01 08:00' as created"
    )
    shop.land()
    assert shop.refused() == {}
    assert shop.rows(
        "select id, quantity, amount::varchar, is_paid, ordered_on::varchar, created::varchar, details, _extra, "
        "_row_number from raw.shop__orders order by id"
    ) == [
        ("1", 7, "19.990000000000", True, "2026-03-01", "2026-03-01 08:00:00+00", '{"a":[1,2]}', '{"unknown":"x"}', 1),
        ("2", None, None, None, None, None, None, '{"unknown":""}', 2),
        ("3", None, "2.500000000000", None, None, "2026-03-01 08:00:00+00", None, None, 1),
    ]


def test_parquet_rows_that_do_not_fit(shop):
    parquet(
        shop,
        "orders/x.parquet",
        """
        select * from (values
            ('a', 12.6::double, 'nan'::double), ('b', 12.0, 1), (null, 1, 1), ('d', 1, 'inf'::double)
        ) as t(id, quantity, amount)
        """,
    )
    shop.land()
    assert shop.rows("select id, quantity, _row_number from raw.shop__orders") == [("b", 12, 2)]
    assert [(row, reason, text) for _, row, reason, text in shop.rejected()] == [
        (
            1,
            "quantity: '12.6' is not an integer; amount: 'nan' is not a decimal",
            '{"id":"a","quantity":12.6,"amount":NaN}',
        ),
        (3, "id: a required value is missing", '{"id":null,"quantity":1.0,"amount":1.0}'),
        (4, "amount: 'inf' is not a decimal", '{"id":"d","quantity":1.0,"amount":Infinity}'),
    ]


def test_parquet_row_numbers(shop):
    parquet(shop, "orders/a.parquet", "select i::varchar as id from range(1, 300001) as t(i)")
    parquet(shop, "orders/b.parquet", "select i::varchar as id from range(1, 200001) as t(i)")
    shop.land()
    assert shop.rows("select count(*), count(*) filter (id = _row_number::varchar) from raw.shop__orders") == [
        (500_000, 500_000)
    ]


def test_broken_parquet_is_refused(shop):
    sound = parquet(shop, "orders/sound.parquet", "select i::varchar as id from range(100) as t(i)").read_bytes()
    shop.drop("orders/cut.parquet", sound[:-30])
    shop.drop("orders/empty.parquet", b"")
    shop.drop("orders/holed.parquet", sound[:4] + b"\xff" * 60 + sound[64:])
    shop.drop("orders/text.parquet", GOOD)
    shop.drop("orders/misnamed.csv", sound)
    parquet(shop, "orders/other.parquet", "select 1 as sku")
    shop.land()
    refused = shop.refused()
    assert sorted(refused) == [
        f"orders/{name}"
        for name in ("cut.parquet", "empty.parquet", "holed.parquet", "misnamed.csv", "other.parquet", "text.parquet")
    ]
    assert "is no readable Parquet file" in refused["orders/cut.parquet"]
    assert "the name says csv, the content is parquet" in refused["orders/misnamed.csv"]
    assert "required column id is missing" in refused["orders/other.parquet"]
    assert shop.rows("select count(*) from raw.shop__orders") == [(100,)]


def test_links_and_pipes_are_not_followed(shop, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(GOOD)
    folder = shop.extracts / "shop" / "orders"
    folder.mkdir(parents=True)
    (folder / "link.csv").symlink_to(secret)
    (folder / "dangling.csv").symlink_to(tmp_path / "nothing")
    os.mkfifo(folder / "pipe.csv")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.csv").write_bytes(GOOD)
    (shop.extracts / "shop" / "stock").symlink_to(tmp_path / "elsewhere")
    shop.land()
    shop.land("stock")
    shop.reject_unrecognised()
    assert shop.refused() == {
        "orders/link.csv": "is a symbolic link; links are not followed",
        "orders/dangling.csv": "is a symbolic link; links are not followed",
        "orders/pipe.csv": "is not a regular file",
        "stock": "is a symbolic link; links are not followed",
    }
    assert shop.rows("select count(*) from raw._loads") == [(0,)]


@pytest.mark.parametrize("path", ["../secret.csv", "shop/orders/../../../secret.csv", "/etc/passwd"])
def test_paths_out_of_the_drop_folder_are_refused(shop, tmp_path, path):
    (tmp_path / "secret.csv").write_bytes(GOOD)
    with pytest.raises(FileRefused, match="leads out of the drop folder"):
        open_claimed(shop.extracts, path)


def test_folder_swapped_for_a_link_is_noticed(shop, tmp_path):
    """Between listing and opening, a folder may be replaced; the file then no longer lies inside."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.csv").write_bytes(GOOD)
    (shop.extracts / "shop").mkdir()
    (shop.extracts / "shop" / "orders").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileRefused, match="leads out of the drop folder"):
        open_claimed(shop.extracts, "shop/orders/x.csv")


def test_file_that_is_still_growing_waits(shop):
    target = shop.drop("orders/x.csv", GOOD)
    shop.drop("orders/y.csv", "id\ny\n")
    stop = threading.Event()

    def write():
        with target.open("ab") as file:
            while not stop.wait(0.01):
                file.write(b"more,1,2026-01-01T00:00:00Z\n")
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.05)
    try:
        report = shop.land()
    finally:
        stop.set()
        writer.join()
    assert (report.waiting, report.files) == (1, 1)
    assert shop.refused() == {}
    assert shop.rows("select id from raw.shop__orders") == [("y",)]
    os.utime(target, (time.time() - 3600,) * 2)
    assert shop.land().files == 1


def test_file_written_to_while_it_is_copied_waits(shop, monkeypatch):
    target = shop.drop("orders/x.csv", GOOD)
    copy = claim.take_copy

    def copy_slowly(fd, place, sink):
        def sink_and_grow(chunk):
            sink(chunk)
            with target.open("ab") as file:
                file.write(b"late,1,2026-01-01T00:00:00Z\n")

        return copy(fd, place, sink_and_grow)

    monkeypatch.setattr(claim, "take_copy", copy_slowly)
    assert shop.land().waiting == 1
    monkeypatch.setattr(claim, "take_copy", copy)
    assert shop.land().files == 1
    assert shop.refused() == {}


def test_half_written_file_that_rests_is_replaced_by_the_whole_one(shop):
    shop.drop("orders/x.csv.gz", gzip.compress(ROWS.encode())[:300])
    shop.land()
    assert "cut off" in shop.refused()["orders/x.csv.gz"]
    shop.drop("orders/x.csv.gz", gzip.compress(ROWS.encode()))
    shop.land()
    assert shop.rows("select count(*) from raw.shop__orders") == [(400,)]


def test_what_no_contract_reads_is_named(shop):
    shop.drop("orders/notes.txt", "hello")
    shop.drop("orders/book.xlsx", b"PK\3\4")
    shop.drop("refunds/x.csv", GOOD)
    shop.drop("x.csv", GOOD)
    shop.drop("orders/.hidden", "")
    (shop.extracts / "loose.csv").write_bytes(GOOD)
    assert shop.reject_unrecognised() == 5
    assert shop.reject_unrecognised() == 5
    reasons = dict(shop.rows("select path, reason from raw._rejected_files"))
    assert sorted(reasons) == [
        "loose.csv", "shop/orders/book.xlsx", "shop/orders/notes.txt", "shop/refunds/x.csv", "shop/x.csv"
    ]  # fmt: skip
    assert "is no .csv, .json" in reasons["shop/orders/notes.txt"]
    assert "lies in no folder that a contract reads" in reasons["shop/refunds/x.csv"]


def test_folders_are_recognised_in_any_spelling(shop):
    for folder in ("orders", "Orders", "order", "ORDER", "orders/2026/01"):
        shop.drop(f"{folder}/x.csv", f"id\n{folder}\n")
    assert shop.land().files == 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", "csv"), ("a.CSV.GZ", "csv"), ("a.json.zst", "json"), ("a.ndjson", "json lines"),
        ("a.jsonl.gz", "json lines"), ("a.v2.parquet", "parquet"),
        ("a.gz", None), ("a.txt", None), ("csv", None), ("a.csv.bak", None),
    ],
)  # fmt: skip
def test_formats_by_name(name, expected):
    assert file_format(name) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s/o/2026-10-15.csv", "2026-10-15"),
        ("s/o/20261015T093000Z_page3.json", "2026-10-15"),
        ("s/o/20261015093000.json", "2026-10-15"),
        ("s/o/2026/10/15/part-0.json", "2026-10-15"),
        ("s/o/2026-09-01_2026-10-15.csv", "2026-10-15"),
        ("s/o/export_2026_10_15.csv", "2026-10-15"),
        ("s/o/2026-02-31.csv", None),
        ("s/o/1202610159.csv", None),
        ("s/o/invoices.csv", None),
    ],
)
def test_date_in_a_path(path, expected):
    found = path_date(path)
    assert (found.isoformat() if found else None) == (f"{expected}T12:00:00+00:00" if expected else None)
