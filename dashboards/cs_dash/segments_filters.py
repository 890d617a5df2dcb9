"""The filters of Segments."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.models.segments import Choices

SECTIONS = {"compare": "Compare", "coverage": "Coverage", "moves": "Moves", "cadence": "Cadence & time"}
KEYS = ("set", "month", "tier", "section")


@dataclass(frozen=True)
class Chosen:
    """`set_label` is what the set of segments is called."""

    section: str
    segment_set: str
    set_label: str
    month: dt.date

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (("Segments", self.set_label), ("Month", fmt.month(self.month)))


def segments_filters(choices: Choices) -> Chosen:
    """Draw the page's filters and read them."""
    names = {one["segment_set"]: fmt.plain(one["label"]) for one in choices.sets}
    running = {month: fmt.month(month) + (" (running)" if month in choices.running else "") for month in choices.months}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        segment_set = filters.one_of(
            "Segments", "set", names, 230, "How the book is cut; coverage is the one of record."
        )
        month = filters.picked("Month", "month", running, choices.headline, 180)
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="compare",
        required=True,
        format_func=SECTIONS.__getitem__,
        key="section",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/segments.py", "Segments", KEYS)
    return Chosen(section, segment_set, names[segment_set], month)
