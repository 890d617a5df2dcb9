"""Downloads that a spreadsheet opens without running anything in them: names, CSV and Parquet."""

import csv
import io
import re

import pyarrow as pa
import pyarrow.parquet as parquet

from cs_dash.columns import COLUMNS
from cs_dash.publication import Publication

# A spreadsheet takes text that starts with one of these, or with its full-width twin, for a formula.
FORMULA_START = re.compile("^[=+\\-@\t\r|＝＋－＠｜]")


def safe_text(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if FORMULA_START.match(text) else text


def labels(table: pa.Table) -> list[str]:
    """The page's names of a table's columns. Raises KeyError for a column that has none."""
    return [COLUMNS[name].label for name in table.column_names]


def csv_bytes(table: pa.Table) -> bytes:
    """The table as UTF-8 CSV (with a byte order mark, for Excel) under the page's labels; numbers stay numbers."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(labels(table))
    columns = [column.to_pylist() for column in table.columns]
    for row in zip(*columns, strict=True):
        writer.writerow([safe_text(value) if isinstance(value, str) else value for value in row])
    return target.getvalue().encode("utf-8-sig")


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as Parquet under its own column names, texts as they are: nothing computes them there."""
    target = io.BytesIO()
    parquet.write_table(table, target, compression="zstd")
    return target.getvalue()


def file_name(subject: str, publication: Publication, extension: str) -> str:
    """A name that says what the rows are, as of when, and from which publication."""
    words = re.sub("[^A-Za-z0-9]+", "-", subject).strip("-").lower()
    return f"{words}_as-of-{publication.as_of:%Y-%m-%d}_publication-{publication.publication_id}.{extension}"
