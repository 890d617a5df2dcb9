"""The widgets that pages are laid out with. Foreign text reaches a page only through tables, charts and `name`."""

import datetime as dt
import html
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import streamlit as st
from pandas.io.formats.style import Styler

from cs_dash import access_repo, cache, downloads, fmt
from cs_dash.columns import COLUMNS
from cs_dash.models.cards import Card
from cs_dash.models.tiles import Tile
from cs_dash.publication import Publication
from cs_dash.theme_tokens import FAINT, FEW_LOGOS
from cs_dash.wording import in_words

STALE_NAMED = 4
# Columns that say on how many accounts a row's rates stand.
COUNTED = ("logos", "opening_logos")
ACCOUNT_PAGE = "views/account.py"
DATE_FORMATS = {"date": "D MMM YYYY", "month": "MMM YYYY"}
NUMBER_FORMATS = {
    "amount": "%,.2f",
    "number": "localized",
    "factor": "%.12g",
    "share": "%.1f%%",
    "points": "%.3f",
    "score": "%.1f",
    "gain": "%+.1f",
    "measure": "%,.2f",
    "auc": "%.3f",
}


def name(text: object, small: bool = False) -> None:
    """A title made of foreign text, of a page or, if `small`, of a part of one: nothing in it is Markdown, HTML, a link
    or an icon.
    """
    if small:
        st.html("<h3 style='margin:0;padding:0;overflow-wrap:anywhere'>" + html.escape(fmt.plain(text)) + "</h3>")
    else:
        st.html("<h1 style='margin:0;padding:0;overflow-wrap:anywhere'>" + html.escape(fmt.plain(text)) + "</h1>")


def stamp(publication: Publication, freshness: list[dict]) -> None:
    """As-of date, publication id, and a banner if a source is stale."""
    stale = [row for row in freshness if row["is_stale"]]
    st.caption(f"As of {fmt.moment(publication.as_of)} · publication {fmt.inert(publication.publication_id)}")
    if stale:
        listed = [
            f"{fmt.inert(row['source_system'])} {fmt.inert(row['source_object'])} "
            f"(newest record {fmt.moment(row['newest_record_at'])})"
            for row in stale[:STALE_NAMED]
        ]
        if len(stale) > STALE_NAMED:
            listed.append(f"and {len(stale) - STALE_NAMED} more")
        st.warning(f"{', '.join(listed)}.", title="Some sources are stale", icon=":material/schedule:")


def in_full(definition: dict) -> str:
    """A definition with the id and version that figures are stamped with, as inert Markdown."""
    stamped = f"{definition['name']} ({definition['definition_id']}, version {definition['definition_version']})"
    return fmt.inert(f"{stamped}: {definition['formula_words']}")


def kpi(card: Card) -> None:
    """A headline figure with its change, sparkline, target and meaning, inside of a container."""
    st.metric(
        card.label,
        f':color[{card.value}]{{foreground="{FAINT}"}}' if card.is_thin else card.value,
        delta=None if card.direction is None else card.change,
        delta_color="off" if card.is_thin else {1: "green", -1: "red"}.get(card.tone, "off"),
        delta_arrow={1: "up", -1: "down"}.get(card.direction, "off"),
        delta_description=card.against,
        chart_data=card.spark if len(card.spark) > 1 else None,
        help=fmt.inert(card.meaning) if card.meaning else None,
    )
    st.caption("  \n".join(fmt.inert(part) for part in card.footnote))


def tiles(shown: list[Tile]) -> None:
    """Figures side by side, each with what it stands on; grey where these are too few."""
    with st.grid(columns=len(shown), min_column_width=170):
        for one in shown:
            with st.container(border=True, height="stretch", gap="xsmall"):
                value = f':color[{one.value}]{{foreground="{FAINT}"}}' if one.is_small else fmt.inert(one.value)
                st.metric(one.label, value, help=fmt.inert(one.meaning))
                st.caption(fmt.inert(one.footnote))


def apart(part: object) -> object:
    """A part of a specification with dictionaries and lists of its own, but for its data: Streamlit writes into what it
    draws, and parts are shared among charts and with pictures.
    """
    if isinstance(part, dict):
        return {name: value if name == "data" else apart(value) for name, value in part.items()}
    return [apart(one) for one in part] if isinstance(part, list) else part


def chart(spec: dict, alt: str, key: str, select: Callable[[], None] | None = None) -> None:
    """A Vega-Lite chart as wide as its place, and under it the same as a picture.

    `select` is what to do on a click, if its marks can be selected.
    """
    st.vega_lite_chart(None, apart(spec), width="stretch", alt=alt, key=key, on_select=select or "ignore")
    downloads.pictures(spec, alt, st.session_state["publication"], key)


def in_percent(table: pa.Table) -> pa.Table:
    """The table with ratios as percentages, for a page; downloads keep the ratio."""
    for place, column in enumerate(table.column_names):
        if COLUMNS[column].kind == "share":
            table = table.set_column(place, column, compute.multiply(table[column].cast(pa.float64()), 100))
    return table


def column_config(table: pa.Table, currency: str) -> dict:
    """Labels and formats of a table's columns. Raises KeyError for a column that has no label."""
    config: dict = {}
    for column in table.column_names:
        known = COLUMNS[column]
        if known.kind == "money":
            dollars = currency.upper() == "USD"
            label = known.label if dollars else f"{known.label} ({currency.upper()})"
            config[column] = st.column_config.NumberColumn(label, format="dollar" if dollars else "%,.2f")
        elif known.kind in NUMBER_FORMATS:
            config[column] = st.column_config.NumberColumn(known.label, format=NUMBER_FORMATS[known.kind])
        elif known.kind in DATE_FORMATS:
            config[column] = st.column_config.DateColumn(known.label, format=DATE_FORMATS[known.kind])
        elif known.kind == "flag":
            config[column] = st.column_config.CheckboxColumn(known.label)
        elif known.kind == "line":
            config[column] = st.column_config.LineChartColumn(known.label, y_min=0, y_max=100)
        elif known.kind == "moment":
            config[column] = st.column_config.DatetimeColumn(known.label, format="D MMM YYYY HH:mm", timezone="UTC")
        else:
            config[column] = st.column_config.TextColumn(known.label)
    return config


def greyed(table: pa.Table) -> pa.Table | Styler:
    """The table with its rates on few accounts in grey: by its own column `is_small`, or by one of COUNTED.

    As it is where none are on few: styles cost more than all else of a table.
    """
    if "is_small" in table.column_names:
        is_thin = table["is_small"].to_pylist()
    else:
        counted_by = next(column for column in COUNTED if column in table.column_names)
        is_thin = [logos is not None and logos < FEW_LOGOS for logos in table[counted_by].to_pylist()]
    if not any(is_thin):
        return table
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    style = [f"color: {FAINT}" if thin else "" for thin in is_thin]
    grey = pd.DataFrame(dict.fromkeys(frame.columns, style), index=frame.index)
    return frame.style.apply(lambda _: grey, axis=None)


def table(
    shown: pa.Table,
    alt: str,
    key: str,
    currency: str,
    hidden: tuple[str, ...] = (),
    select: bool | Callable[[], None] = False,
) -> int | None:
    """A table without the `hidden` columns, which are not sent. Gives the number of the selected row, if any.

    `select` may be what to do on a selection. Rows whose column of COUNTED is below FEW_LOGOS, or
    whose `is_small` is true, are grey.
    """
    visible = in_percent(in_words(shown.drop_columns(list(hidden))))
    then = "rerun" if select is True else select
    options = {"on_select": then, "selection_mode": "single-row"} if select else {}
    event = st.dataframe(
        greyed(visible) if {*COUNTED, "is_small"} & set(visible.column_names) else visible,
        column_config=column_config(visible, currency),
        hide_index=True,
        key=key,
        alt=alt,
        placeholder=fmt.MISSING,
        **options,
    )
    rows = event["selection"]["rows"] if select else []
    return rows[0] if rows and rows[0] < shown.num_rows else None


def account_choice(shown: pa.Table, alt: str, key: str, currency: str, verb: str = "Open") -> int | None:
    """A table of accounts and, for keyboards, the same choice under it. Gives the number of the chosen row, if any."""
    row = table(shown, alt, f"{key}_table", currency, hidden=("account_id",), select=True)
    if row is None:
        names = [fmt.plain(text) for text in shown["account_name"].to_pylist()]
        row = st.selectbox(
            f"{verb} an account of this table",
            range(shown.num_rows),
            index=None,
            format_func=names.__getitem__,
            key=f"{key}_choice",
            label_visibility="collapsed",
            placeholder=f"{verb} an account: select its row, or choose here",
            width=420,
        )
    return row if row is not None and row < shown.num_rows else None


def account_table(shown: pa.Table, alt: str, key: str, currency: str, month: dt.date | None = None) -> None:
    """A table of accounts: the chosen one opens its page, taken apart at `month` if given."""
    row = account_choice(shown, alt, key, currency)
    if row is not None:
        open_account(shown["account_id"][row].as_py(), month)


def counted(shown: int, total: int, noun: str) -> str:
    """How many rows are on the page, and of how many."""
    return (
        f"{fmt.count(total)} {noun}"
        if shown >= total
        else f"the first {fmt.count(shown)} of {fmt.count(total)} {noun}; the download has all"
    )


def open_account(account_id: str, month: dt.date | None = None, **query: str) -> None:
    """Go to an account's page, taken apart at `month` if given, with further values of its filters."""
    at = {} if month is None else {"account_view": "Revenue", "account_month": fmt.month(month)}
    st.switch_page(ACCOUNT_PAGE, query_params={"account_id": account_id} | at | query)


def is_closed(publication: Publication, table: str) -> bool:
    """Say so where the reader sees no row of a table, which is no news of it; gives whether it was said."""
    closed = cache.model(access_repo.is_closed, publication, table)
    if closed:
        st.info("This part is for roles of the whole company.", icon=":material/lock:")
    return closed


def link(page: str, label: str, **options: object) -> None:
    """A link to a file of views/, where that page is the reader's."""
    if st.session_state["publication"].scope.may_open(Path(page).stem):
        st.page_link(page, label=label, **options)


def way_back() -> None:
    """A link to the page that the reader came from, with its filters."""
    came_from = st.session_state.get("came_from", {"page": "views/executive.py", "label": "Executive", "query": None})
    link(came_from["page"], came_from["label"], icon=":material/arrow_back:", query_params=came_from["query"])


def freshness_panel(freshness: list[dict], publication: Publication) -> None:
    """Every source table with its newest record, rows and rejects."""
    with st.expander("Sources and their freshness", icon=":material/database:"):
        if freshness:
            listed = pa.Table.from_pylist(freshness)
            table(listed, "Sources and their freshness", "freshness_table", "USD")
            downloads.of_shown("sources and their freshness", listed, publication, "freshness")
        else:
            st.info("This publication says nothing about its sources.")


def panel(key: str, label: str, icon: str):
    """A closed part of a page: fill it only when it is `.open`."""
    return st.expander(label, key=key, on_change="rerun", icon=icon)


def rows(key: str, label: str = "Show rows"):
    """A closed place for the rows behind a figure: fill it only when it is `.open`."""
    return st.expander(label, key=key, on_change="rerun", icon=":material/table_rows:", type="compact")
