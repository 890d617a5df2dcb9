"""Downloads run nothing in a spreadsheet and say where they come from."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pytest
from cs_dash import export


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠", "｜"])
def test_text_that_a_spreadsheet_would_compute_is_quoted(start):
    assert export.safe_text(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["Maple Labs", "a=1", "", "–", " =1"])
def test_other_text_is_untouched(text):
    assert export.safe_text(text) == text


def test_a_csv_keeps_numbers_dates_and_hostile_names():
    table = pa.table(
        {
            "account_name": ['=HYPERLINK("http://evil.example")', 'Comma, "quote"\nline'],
            "amount": pa.array([Decimal("-12.500000"), None], pa.decimal128(18, 6)),
            "valid_from": [dt.date(2026, 1, 31), None],
        }
    )
    data = export.csv_bytes(table)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["Account", "Amount", "From"],
        ['\'=HYPERLINK("http://evil.example")', "-12.500000", "2026-01-31"],
        ['Comma, "quote"\nline', "", ""],
    ]


def test_a_column_without_a_label_is_refused():
    with pytest.raises(KeyError, match="surprise"):
        export.csv_bytes(pa.table({"surprise": [1]}))


def test_the_file_name_says_as_of_and_publication(sample):
    name = export.file_name("periods stripe:cus_1/.. Sep 2026", sample, "csv")
    assert name == "periods-stripe-cus-1-sep-2026_as-of-2026-10-16_publication-20261016T000000Z-sample.csv"
