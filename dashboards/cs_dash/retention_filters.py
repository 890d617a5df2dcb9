"""The filters of the Retention page, and what clicks in its charts and tables set them to."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt, ui
from cs_dash.models.executive import WINDOWS, Months
from cs_dash.models.retention import DIMENSIONS
from cs_dash.retention_repo import Figure
from cs_dash.theme_tokens import SEGMENT_LABELS

KEYS = ("definition", "window", "segment", "month", "benchmark", "dimension", "part", "moved", "movement")


@dataclass(frozen=True)
class Chosen:
    """`window` is a number of months, `month` a month end, `definition` the definition's row."""

    definition: dict
    segment: str
    window: int
    month: dt.date
    benchmark: str | None

    @property
    def figure(self) -> Figure:
        """What the rate is asked for."""
        return Figure(self.definition["definition_id"], self.definition["definition_version"], self.window, self.month)

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (
            ("Definition", f"{self.definition['definition_id']} version {self.definition['definition_version']}"),
            ("Segment", SEGMENT_LABELS[self.segment]),
            ("Window", WINDOWS[self.window]),
            ("Month", fmt.month(self.month)),
        )


def definition_filter(definitions: list[dict], label: str = "Definition", key: str = "definition", index: int = 0):
    """One definition by its id, all of them in words on hover; gives its row."""
    by_id = {row["definition_id"]: row for row in definitions}
    chosen = st.selectbox(
        label,
        list(by_id),
        index=index,
        key=key,
        bind="query-params",
        width=150,
        help="  \n".join(ui.in_full(row) for row in definitions),
    )
    return by_id[chosen]


def benchmark_filter(sets: list[str]) -> str | None:
    """Whose bands lie behind the trends."""
    if not sets:
        return None
    chosen = st.selectbox(
        "Benchmark",
        [*sets, "none"],
        format_func=lambda name: name.replace("_", " ").capitalize(),
        key="benchmark",
        bind="query-params",
        width=180,
        help="Sources disagree on what is good, so each set of bands has its own name.",
    )
    return None if chosen == "none" else chosen


def retention_filters(definitions: list[dict], months: Months, sets: list[str]) -> Chosen:
    """Draw the page's filters and read them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = Chosen(
            definition=definition_filter(definitions),
            window=filters.window_filter(),
            segment=filters.segment_filter(),
            month=filters.month_filter(months),
            benchmark=benchmark_filter(sets),
        )
    filters.remember("views/retention.py", "Retention", KEYS)
    return chosen


def dimension_filter() -> str:
    """What a rate is split by."""
    return st.selectbox(
        "Split by",
        list(DIMENSIONS),
        format_func=DIMENSIONS.__getitem__,
        key="dimension",
        bind="query-params",
        width=230,
    )


def part_filter(values: list[str], words: dict[str, str], first: str) -> str:
    """One value of the dimension, or all; `first` until another is chosen."""
    choices = ["all", *values]
    if st.session_state.get("part", "all") not in choices:
        st.session_state["part"] = "all"
    return st.selectbox(
        "Accounts of",
        choices,
        index=choices.index(first) if first in choices else 0,
        format_func=lambda value: "All" if value == "all" else fmt.plain(words.get(value, value)),
        key="part",
        bind="query-params",
        width=260,
    )


def pick_part(key: str, values: list[str]) -> None:
    """Set the part to the selected row of the table of `key`."""
    rows = st.session_state[key]["selection"]["rows"]
    st.session_state["part"] = values[rows[0]] if rows and rows[0] < len(values) else "all"


def moved_filters(months: list[dt.date], month: dt.date, kinds: list[str], words: dict[str, str]):
    """The month and the kind of a bar; gives both."""
    if st.session_state.get("moved", month) not in months:
        st.session_state["moved"] = month
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        moved = st.selectbox(
            "Bar of",
            months,
            index=months.index(month),
            format_func=fmt.month,
            key="moved",
            bind="query-params",
            width=150,
        )
        kind = st.pills(
            "Movement",
            ["all", *kinds],
            default="all",
            required=True,
            format_func=lambda code: "All" if code == "all" else words[code],
            key="movement",
            bind="query-params",
            label_visibility="collapsed",
        )
    return moved, kind


def pick_bar() -> None:
    """Set month and kind to the clicked bar."""
    picked = st.session_state["moves_chart"]["selection"].get("bar") or []
    if picked:
        st.session_state["moved"] = dt.date.fromisoformat(picked[0]["month"])
        st.session_state["movement"] = picked[0]["code"]


def pick_factor(key: str, based_on: str, months: list[dt.date]) -> None:
    """Look at the selected month of a chain by itself: its monthly definition, window and month."""
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(months):
        st.session_state["definition"], st.session_state["window"] = based_on, 1
        st.session_state["month"] = months[rows[0]]
