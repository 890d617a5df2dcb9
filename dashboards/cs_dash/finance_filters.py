"""The filters of the Finance page."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.filters import Filters
from cs_dash.models.executive import Months

VIEWS = {
    "definitions": "Definitions",
    "bridge": "Bridge",
    "tieout": "Tie-out",
    "closes": "Month closes",
    "policies": "Policies",
}
KEYS = ("view", "segment", "window", "month", "from", "to", "bridge_item", "billing_item", "closed_month")


@dataclass(frozen=True)
class Pair:
    """Ids of the two definitions of a bridge."""

    one: str
    other: str


def finance_filters(months: Months) -> tuple[str, Filters]:
    """Draw the page's filters; gives the view and the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = Filters(filters.segment_filter(), filters.window_filter(), filters.month_filter(months))
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="definitions",
        required=True,
        format_func=VIEWS.__getitem__,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/finance.py", "Finance", KEYS)
    return view, chosen


def pair_filter(ids: list[str], first: tuple[str, str]) -> Pair:
    """From one definition to another."""
    chosen = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        for key, label, value in (("from", "From", first[0]), ("to", "To", first[1])):
            index = ids.index(value) if value in ids else 0
            chosen.append(st.selectbox(label, ids, index=index, key=key, bind="query-params", width=150))
    return Pair(*chosen)


def item_filter(key: str, labels: dict[str, str], label: str = "Accounts of") -> str:
    """One item, or all; an item that is not there any more is dropped."""
    choices = ["all", *labels]
    if st.session_state.get(key, "all") not in choices:
        st.session_state[key] = "all"
    return st.selectbox(
        label,
        choices,
        format_func=lambda item: "All items" if item == "all" else labels[item],
        key=key,
        bind="query-params",
        width=280,
    )


def pick_item(key: str, table_key: str, items: list[str]) -> None:
    """Set an item filter to the selected row of a table; its ends, which have no item, mean all."""
    rows = st.session_state[table_key]["selection"]["rows"]
    st.session_state[key] = items[rows[0]] if rows and rows[0] < len(items) else "all"


def closed_month_filter(months: list[dt.date]) -> dt.date:
    """One closed month, the newest unless chosen."""
    return st.selectbox(
        "Closed month", months, format_func=fmt.month, key="closed_month", bind="query-params", width=190
    )
