"""Workbooks: opened again they hold the mart's totals and their provenance, and nothing that computes or links."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from cs_dash import repo, xlsx
from cs_dash.wording import in_words

MONTH = dt.date(2026, 9, 30)
PAYLOADS = [
    '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "|cmd",
    "＝1+1", "＋1", "－1", "＠x", "｜y", "http://evil.example/x", "mailto:x@evil.example", "0012", "{=1+1}",
    "internal:Sheet1!A1",
]  # fmt: skip


def notes(sample, *definitions: dict) -> xlsx.Notes:
    return xlsx.Notes("rows of a test", "USD", repo.provenance(sample), (("Segment", "=All"),), definitions)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def provenance(book: openpyxl.Workbook) -> dict[str, object]:
    return {row[0]: row[1] for row in book["Provenance"].iter_rows(values_only=True)}


def test_totals_are_those_of_the_mart(sample):
    rows = repo.cohort_rows(sample, "all", 12, MONTH, None)
    book = opened(xlsx.xlsx_bytes(in_words(rows), notes(sample)))
    assert book.sheetnames == ["Data", "Definitions", "Provenance"]
    mart = sample.rows(
        """
        select numerator, denominator
        from retention
        where definition_id = 'N1' and segment = 'all' and window_months = 12 and month_end = $month
        """,
        {"month": MONTH},
    )[0]
    header, *lines = book["Data"].iter_rows(values_only=True)
    assert len(lines) == rows.num_rows
    for label, name in (("Retained MRR", "numerator"), ("Opening MRR", "denominator")):
        amounts = [line[header.index(label)] for line in lines]
        assert all(isinstance(amount, int | float) for amount in amounts)
        assert sum(Decimal(str(amount)) for amount in amounts).quantize(Decimal("0.01")) == mart[name]
        told = provenance(book)[f"Sum of {label} (USD) in this file"]
        assert Decimal(str(told)).quantize(Decimal("0.01")) == mart[name]


def test_the_workbook_says_where_it_comes_from(sample):
    definition = next(row for row in repo.definitions(sample) if row["definition_id"] == "N1")
    table = pa.table({"account_name": ["a", "b", "c"], "amount": pa.array([Decimal("1.10")] * 3)})
    book = opened(xlsx.xlsx_bytes(table, notes(sample, definition)))
    facts = provenance(book)
    assert facts["Publication"] == "20261016T000000Z-sample"
    assert facts["As of (UTC)"] == "2026-10-16T00:00:00+00:00"
    assert (facts["Tests passed"], facts["Commit of the project"]) == (412, "0" * 40)
    assert facts["Filter: Segment"] == "'=All"
    assert facts["Definition"] == "N1 version 1"
    assert (facts["Rows"], facts["Rows in this file"]) == (3, 3)
    assert facts["Sum of Amount (USD) in this file"] == 3.3
    words = list(book["Definitions"].iter_rows(values_only=True))
    assert words[1][:3] == ("N1", 1, definition["name"])
    assert ("Amount", None, "money in USD", "amount") in [(row[0], row[1] or None, *row[2:4]) for row in words]


def test_nothing_computes_and_nothing_links(sample):
    table = pa.table({"account_name": PAYLOADS, "amount": pa.array([Decimal("-1.5")] * len(PAYLOADS))})
    data = xlsx.xlsx_bytes(table, notes(sample))
    book = opened(data)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
    shown = [row[0].value for row in book["Data"].iter_rows(min_row=2)]
    assert [text.startswith("'") for text in shown] == [True] * 12 + [False] * 5
    assert "0012" in shown
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8")
            assert "<f>" not in text
            assert "<hyperlink" not in text
            assert "hyperlink" not in text or not name.endswith(".rels")


def test_types_stay(sample):
    moment = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
    table = pa.table(
        {
            "amount": pa.array([Decimal("-12.345678"), None]),
            "valid_from": [dt.date(2026, 1, 31), None],
            "newest_record_at": pa.array([moment, None], pa.timestamp("us", tz="America/Los_Angeles")),
            "is_stale": [True, False],
            "rate": [0.5, None],
        }
    )
    first, second = opened(xlsx.xlsx_bytes(table, notes(sample)))["Data"].iter_rows(min_row=2)
    assert [cell.value for cell in first] == [
        -12.345678, dt.datetime(2026, 1, 31), dt.datetime(2026, 3, 2, 7, 30), True, 0.5,
    ]  # fmt: skip
    assert first[0].number_format == "#,##0.00"
    assert first[4].number_format == "0.00%"
    assert [cell.value for cell in second] == [None, None, None, False, None]


def test_a_cut_workbook_says_so(sample):
    table = pa.table({"amount": pa.array([Decimal(1)] * 5)})
    book = opened(xlsx.xlsx_bytes(table, notes(sample), cap=3))
    assert book["Data"].max_row == 4
    facts = provenance(book)
    assert (facts["Rows"], facts["Rows in this file"]) == (5, 3)
    assert "hold all" in facts["Cut"]
    assert facts["Sum of Amount (USD) in this file"] == 3
    assert "Cut" not in provenance(opened(xlsx.xlsx_bytes(table, notes(sample))))


def test_a_column_without_a_label_is_refused(sample):
    with pytest.raises(KeyError, match="surprise"):
        xlsx.xlsx_bytes(pa.table({"surprise": [1]}), notes(sample))
