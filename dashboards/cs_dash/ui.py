"""The few widgets that every page is laid out with. Foreign text reaches the page only through tables, charts and `name`."""

import html
from collections.abc import Callable

import pyarrow as pa
import streamlit as st

from cs_dash import export, fmt
from cs_dash.columns import COLUMNS
from cs_dash.models.executive import Card
from cs_dash.publication import Publication
from cs_dash.theme_tokens import MOVEMENT_LABELS, PERIOD_SOURCES, SEGMENT_LABELS

ACCOUNT_PAGE = "views/account.py"
# Codes in these columns are shown by their names.
WORDS = {"segment": SEGMENT_LABELS, "movement": MOVEMENT_LABELS, "step": MOVEMENT_LABELS, "period_source": PERIOD_SOURCES}
NUMBER_FORMATS = {"amount": "%,.2f", "number": "localized", "share": "percent"}


def name(text: object, level: int = 1) -> None:
    """A heading made of foreign text: nothing in it is Markdown, HTML, a link or an icon."""
    st.html(f"<h{level:d} style='margin:0;padding:0;overflow-wrap:anywhere'>{html.escape(fmt.plain(text))}</h{level:d}>")


def stamp(publication: Publication, freshness: list[dict]) -> None:
    """As-of date, publication id, and a banner if a source is stale."""
    stale = [row for row in freshness if row["is_stale"]]
    st.caption(f"As of {fmt.moment(publication.as_of)} · publication {fmt.inert(publication.publication_id)}")
    if stale:
        listed = ", ".join(
            f"{fmt.inert(row['source_system'])} {fmt.inert(row['source_object'])} (newest {fmt.moment(row['newest_record_at'])})" for row in stale[:4]
        )
        more = f" and {len(stale) - 4} more" if len(stale) > 4 else ""
        st.warning(f"{listed}{more}.", title="Some sources are stale", icon=":material/schedule:")


def kpi(card: Card, definitions: dict[str, dict]) -> None:
    """A headline figure with its change, sparkline, target and definition."""
    definition = definitions.get(card.definition_id)
    explained = None
    if definition:
        explained = fmt.inert(f"{definition['name']} ({card.definition_id}, version {definition['version']}): {definition['formula_words']}")
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            card.label,
            card.value,
            # A number, not text, is what Streamlit draws as neither rise nor fall.
            delta=None if card.direction is None else 0 if card.direction == 0 else card.change,
            delta_color={1: "green", -1: "red"}.get(card.direction, "off"),
            delta_arrow={1: "up", -1: "down"}.get(card.direction, "off"),
            delta_description="on the month before" if card.direction is not None else None,
            chart_data=card.spark if len(card.spark) > 1 else None,
            help=explained,
        )
        st.caption(card.footnote)


def chart(spec: dict, alt: str, key: str) -> None:
    """A Vega-Lite chart as wide as its place."""
    st.vega_lite_chart(None, spec, width="stretch", alt=alt, key=key)


def in_words(table: pa.Table) -> pa.Table:
    """The table with codes replaced by their names, as pages and downloads show them."""
    for column, words in WORDS.items():
        if column in table.column_names:
            place = table.column_names.index(column)
            shown = [words.get(code, code) for code in table[column].to_pylist()]
            table = table.set_column(place, column, pa.array(shown, pa.string()))
    return table


def column_config(table: pa.Table, currency: str, hidden: tuple[str, ...]) -> dict:
    """Labels and formats of a table's columns. Raises KeyError for a column that has no label."""
    config: dict = {}
    for column in table.column_names:
        known = COLUMNS[column]
        if column in hidden:
            continue
        if known.kind == "money":
            dollars = currency.upper() == "USD"
            label = known.label if dollars else f"{known.label} ({currency.upper()})"
            config[column] = st.column_config.NumberColumn(label, format="dollar" if dollars else "%,.2f")
        elif known.kind in NUMBER_FORMATS:
            config[column] = st.column_config.NumberColumn(known.label, format=NUMBER_FORMATS[known.kind])
        elif known.kind == "date":
            config[column] = st.column_config.DateColumn(known.label, format="D MMM YYYY")
        elif known.kind == "flag":
            config[column] = st.column_config.CheckboxColumn(known.label)
        else:
            config[column] = st.column_config.TextColumn(known.label)
    return config


def table(shown: pa.Table, alt: str, key: str, currency: str, hidden: tuple[str, ...] = (), select: bool = False) -> int | None:
    """A table without the `hidden` columns, which are not sent. Gives the number of the selected row, if any."""
    visible = in_words(shown.drop_columns([column for column in hidden if column in shown.column_names]))
    options = {"on_select": "rerun", "selection_mode": "single-row"} if select else {}
    event = st.dataframe(
        visible, column_config=column_config(visible, currency, hidden), hide_index=True, key=key, alt=alt, **options
    )
    rows = event["selection"]["rows"] if select else []
    return rows[0] if rows and rows[0] < shown.num_rows else None


def download(subject: str, publication: Publication, rows: Callable[[], pa.Table], key: str) -> None:
    """A CSV of all rows, made only when asked for."""
    st.download_button(
        "Download CSV",
        data=lambda: export.csv_bytes(in_words(rows())),
        file_name=export.file_name(subject, publication),
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def counted(shown: int, total: int, noun: str) -> str:
    """How many rows are on the page, and of how many."""
    return f"{fmt.count(total)} {noun}" if shown >= total else f"the first {fmt.count(shown)} of {fmt.count(total)} {noun}; the download has all"


def open_account(account_id: str) -> None:
    """Go to an account's page."""
    st.switch_page(ACCOUNT_PAGE, query_params={"account_id": account_id})


def freshness_panel(freshness: list[dict]) -> None:
    """Every source table with its newest record, rows and rejects."""
    with st.expander("Sources and their freshness", icon=":material/database:"):
        for row in freshness:
            state = ":orange-badge[stale]" if row["is_stale"] else ":green-badge[fresh]"
            rejected = f", {fmt.count(row['rows_rejected'])} rejected" if row["rows_rejected"] else ""
            st.markdown(
                f"{state} {fmt.inert(row['source_system'])} {fmt.inert(row['source_object'])}: newest record {fmt.moment(row['newest_record_at'])}, "
                f"{fmt.count(row['rows_landed'])} rows{rejected}"
            )


def definitions_panel(definitions: list[dict]) -> None:
    """Every definition in words, with the id and version that figures are stamped with."""
    with st.expander("What the figures mean", icon=":material/menu_book:"):
        for row in definitions:
            st.markdown(f"**{fmt.inert(row['name'])}** ({fmt.inert(row['definition_id'])}, version {row['version']}): {fmt.inert(row['formula_words'])}")


def rows(key: str, label: str = "Show rows"):
    """A closed place for the rows behind a figure: fill it only when it is `.open`."""
    return st.expander(label, key=key, on_change="rerun", icon=":material/table_rows:", type="compact")
