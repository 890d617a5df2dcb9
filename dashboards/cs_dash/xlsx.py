"""Workbooks of three sheets: the rows, what their figures mean, and where they come from. Nothing in them computes."""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as compute
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cs_dash.columns import COLUMNS
from cs_dash.export import labels, safe_text

ROW_CAP = 20_000
CELL_CHARACTERS = 32_767
OPTIONS = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS = {
    "money": "#,##0.00",
    "amount": "#,##0.00",
    "share": "0.00%",
    "points": "#,##0.0000",
    "score": "0.00",
    "gain": "+0.00;-0.00;0.00",
    "measure": "#,##0.0000",
    "auc": "0.0000",
    "factor": "0.000000",
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
}
MEANINGS = {
    "money": "money in {currency}",
    "amount": "money in the row's own currency",
    "share": "ratio: 1 is 100%",
    "points": "percentage points",
    "score": "score from 0 to 100",
    "gain": "points of a score",
    "measure": "value in the unit of the metric",
    "auc": "ratio: 0.5 is chance, 1 is perfect",
    "month": "month, by its last day",
    "moment": "moment in UTC",
    "number": "number",
    "factor": "factor",
    "date": "date",
    "flag": "true or false",
}


@dataclass(frozen=True)
class Notes:
    """What a workbook says of its rows. `publication` is the row of table `publication`; `filters` are (label, value).

    `definitions` are rows with definition_id, definition_version, name and formula_words.
    """

    subject: str
    currency: str
    publication: dict
    filters: tuple[tuple[str, str], ...]
    definitions: tuple[dict, ...]


def write(sheet: Worksheet, place: tuple[int, int], value: object, style: Format | None) -> None:
    """One cell by its type; text is text whatever it looks like."""
    if value is None:
        sheet.write_blank(*place, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, style)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(*place, float(value), style)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(*place, value.astimezone(dt.UTC).replace(tzinfo=None), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(*place, dt.datetime(value.year, value.month, value.day), style)
    else:
        sheet.write_string(*place, safe_text(str(value))[:CELL_CHARACTERS], style)


def write_rows(sheet: Worksheet, rows: Iterable[Iterable[object]], styles: list[Format | None]) -> None:
    """All rows from the top, one style per column."""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            write(sheet, (number, column), value, styles[column] if column < len(styles) else None)


def data_sheet(book: Workbook, table: pa.Table, bold: Format) -> None:
    """The rows under the page's labels, each column with its number format."""
    sheet = book.add_worksheet("Data")
    sheet.freeze_panes(1, 0)
    kinds = [COLUMNS[name].kind for name in table.column_names]
    for column, (label, kind) in enumerate(zip(labels(table), kinds, strict=True)):
        sheet.set_column(column, column, 34 if kind == "text" else max(14, len(label) + 2))
        sheet.write_string(0, column, label, bold)
    styles = [book.add_format({"num_format": FORMATS[kind]}) if kind in FORMATS else None for kind in kinds]
    columns = [column.to_pylist() for column in table.columns]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        for column, value in enumerate(row):
            write(sheet, (number, column), value, styles[column])


def definition_rows(table: pa.Table, notes: Notes) -> list[tuple]:
    """The retention definitions behind the figures, then what each column holds."""
    rows: list[tuple] = [("Definition id", "Version", "Name", "In words")]
    rows += [
        (row["definition_id"], row["definition_version"], row["name"], row["formula_words"])
        for row in notes.definitions
    ]
    if not notes.definitions:
        rows.append(("No definition of retention enters these rows.",))
    rows += [(), ("Column", "", "Holds", "Name in the warehouse")]
    for name in table.column_names:
        known = COLUMNS[name]
        holds = MEANINGS.get(known.kind, "text").format(currency=notes.currency)
        rows.append((known.label, "", holds, name))
    return rows


def total(column: pa.ChunkedArray) -> Decimal | float:
    """The sum of a column's values, 0 of none."""
    return compute.sum(column).as_py() or 0


def provenance_rows(table: pa.Table, written: pa.Table, notes: Notes) -> list[tuple]:
    """Publication, filters, definitions, and what the rows count and sum to."""
    facts = notes.publication
    rows = [
        ("Rows are", notes.subject),
        ("Publication", facts["publication_id"]),
        ("As of (UTC)", facts["as_of"].astimezone(dt.UTC).isoformat(timespec="seconds")),
        ("Published at (UTC)", facts["published_at"].astimezone(dt.UTC).isoformat(timespec="seconds")),
        ("Tests passed", facts["tests_passed"]),
        ("Commit of the project", facts["git_commit"] or "not known"),
        *((f"Filter: {label}", value) for label, value in notes.filters),
        *(("Definition", f"{row['definition_id']} version {row['definition_version']}") for row in notes.definitions),
        ("Rows", table.num_rows),
        ("Rows in this file", written.num_rows),
    ]
    if written.num_rows < table.num_rows:
        rows.append(("Cut", f"A workbook holds the first {ROW_CAP:,} rows; the CSV and Parquet downloads hold all."))
    for name, label in zip(written.column_names, labels(written), strict=True):
        if COLUMNS[name].kind == "money":
            rows.append((f"Sum of {label} ({notes.currency}) in this file", total(written[name])))
    return rows


def xlsx_bytes(table: pa.Table, notes: Notes, cap: int = ROW_CAP) -> bytes:
    """The first `cap` rows as a workbook. Raises KeyError for a column that has no label."""
    target = io.BytesIO()
    written = table.slice(0, cap)
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": FORMATS["money"]})
        data_sheet(book, written, bold)
        definitions = book.add_worksheet("Definitions")
        definitions.set_column(0, 0, 24)
        definitions.set_column(2, 3, 60)
        write_rows(definitions, definition_rows(table, notes), [])
        provenance = book.add_worksheet("Provenance")
        provenance.set_column(0, 0, 40)
        provenance.set_column(1, 1, 60)
        for number, (label, value) in enumerate(provenance_rows(table, written, notes)):
            write(provenance, (number, 0), label, bold)
            write(provenance, (number, 1), value, money if label.startswith("Sum of") else None)
    return target.getvalue()
