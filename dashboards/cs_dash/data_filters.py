"""The filters of Definitions & data, kept in the address."""

import streamlit as st

from cs_dash import filters, fmt

SECTIONS = {
    "metrics": "Metrics",
    "tables": "Tables",
    "sources": "Sources",
    "checks": "Checks",
    "quarantine": "Quarantine",
    "rules": "Rules",
    "release": "Release",
}
ALL = {"all": "All"}
TABLE_KINDS = {"all": "All", "mart": "Marts", "rules": "Rules", "release": "About the release"}
STATUSES = {"all": "All", "warned": "Warned", "passed": "Passed"}
SOURCES = {
    "all": "All",
    "stale": "Stale",
    "absent": "Never came",
    "rejected": "With something rejected",
    "drifted": "Drifted",
}
REFUSED = {"all": "All", "record": "Records", "file": "Files"}


def section_filter() -> str:
    """What to look at."""
    return st.segmented_control(
        "Section",
        list(SECTIONS),
        default="metrics",
        required=True,
        format_func=SECTIONS.__getitem__,
        key="data_section",
        bind="query-params",
        label_visibility="collapsed",
    )


def search_filter(key: str, hint: str) -> str:
    """A text that what is shown must hold; empty for all."""
    return st.text_input(
        "Search", max_chars=100, key=key, placeholder=hint, type="search", bind="query-params", width=320
    ).strip()


def named(label: str, key: str, names: dict[str, str], width: int = 320) -> str:
    """One of some by its name, or all."""
    return filters.one_of(label, key, ALL | {code: fmt.plain(name) for code, name in names.items()}, width)


def side_by_side():
    """A row of filters."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def pick(table: str, key: str, codes: list[str]) -> None:
    """Set a filter to the selected row of a table, or to all."""
    rows = st.session_state[table]["selection"]["rows"]
    st.session_state[key] = codes[rows[0]] if rows and rows[0] < len(codes) else "all"
