"""The buttons under a table: all of its rows as CSV, as a workbook with provenance, and as Parquet if they are many."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from cs_dash import cache, export, fmt, images, repo, xlsx
from cs_dash.pack import document
from cs_dash.pack.contents import Asked
from cs_dash.publication import Publication
from cs_dash.wording import in_words

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Extract:
    """All rows of a table, read only when asked for, and what they were chosen by.

    `filters` are (label, value) in words, `definitions` ids of retention definitions, `row_count` the number of all
    rows where the page shows fewer.
    """

    subject: str
    rows: Callable[[], pa.Table]
    filters: tuple[tuple[str, str], ...] = ()
    definitions: tuple[str, ...] = ()
    row_count: int | None = None


def notes(extract: Extract, publication: Publication) -> xlsx.Notes:
    """What the workbook says of the rows."""
    known = {row["definition_id"]: row for row in cache.model(repo.definitions, publication)}
    return xlsx.Notes(
        subject=extract.subject,
        currency=cache.model(repo.reporting_currency, publication).upper(),
        publication=cache.model(repo.provenance, publication),
        filters=extract.filters,
        definitions=tuple(known[one] for one in extract.definitions if one in known),
    )


def buttons(extract: Extract, publication: Publication, key: str) -> None:
    """One button per format; each file is made on the click."""

    def named(extension: str) -> str:
        return export.file_name(extract.subject, publication, extension)

    formats = {
        "csv": ("Download CSV", "text/csv", lambda: export.csv_bytes(in_words(extract.rows()))),
        "xlsx": (
            "Download XLSX",
            WORKBOOK,
            lambda: xlsx.xlsx_bytes(in_words(extract.rows()), notes(extract, publication)),
        ),
    }
    many = extract.row_count is not None and extract.row_count > xlsx.ROW_CAP
    if many:
        formats["parquet"] = (
            "Download Parquet",
            "application/vnd.apache.parquet",
            lambda: export.parquet_bytes(in_words(extract.rows())),
        )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for extension, (label, mime, make) in formats.items():
            st.download_button(
                label,
                data=make,
                file_name=named(extension),
                mime=mime,
                key=f"{key}_{extension}",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
            )
        if many:
            st.caption(f"XLSX holds the first {fmt.count(xlsx.ROW_CAP)} rows; CSV and Parquet hold all.")


def of_shown(subject: str, table: pa.Table, publication: Publication, key: str, **chosen: str) -> None:
    """The buttons for a table that the page shows whole; `chosen` are its filters in words."""
    filters = tuple((label.replace("_", " ").capitalize(), value) for label, value in chosen.items())
    definitions: tuple[str, ...] = ()
    if "definition_id" in table.column_names:
        definitions = tuple(dict.fromkeys(table["definition_id"].to_pylist()))
    buttons(Extract(subject, lambda: table, filters, definitions), publication, key)


def board_pack(publication: Publication, asked: Asked, key: str) -> None:
    """The board pack of the page's filters; it is made on the click."""
    st.download_button(
        "Board pack (PDF)",
        data=lambda: document.pdf(publication, asked),
        file_name=export.file_name(f"board pack {asked.segment} {asked.month:%Y-%m}", publication, "pdf"),
        mime="application/pdf",
        key=key,
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        help="These figures and charts as a tagged PDF, with accounts at risk, cohorts, renewals and a reconciliation.",
    )


def pictures(spec: dict, subject: str, publication: Publication, key: str) -> None:
    """A chart as SVG and as PNG; each is drawn on the click, from the specification that the page shows."""
    formats = {
        "svg": ("SVG", "image/svg+xml", lambda: images.svg(spec).encode("utf-8")),
        "png": ("PNG", "image/png", lambda: images.png(spec)),
    }
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for extension, (label, mime, make) in formats.items():
            st.download_button(
                label,
                data=make,
                file_name=export.file_name(subject, publication, extension),
                mime=mime,
                key=f"{key}_{extension}",
                icon=":material/image:",
                on_click="ignore",
                type="tertiary",
                help=f"Download this chart as {label}",
            )
