"""The Executive page's filters. Each lives in the query string under its key, so that a link reproduces the page."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import fmt
from cs_dash.models.executive import WINDOWS, Months
from cs_dash.theme_tokens import SEGMENT_LABELS

KEYS = ("segment", "window", "month", "movement")


@dataclass(frozen=True)
class Filters:
    """`window` is a number of months, `month` a month end."""

    segment: str
    window: int
    month: dt.date


def executive_filters(months: Months) -> Filters:
    """Draw the filters and read them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        segment = st.selectbox(
            "Segment",
            list(SEGMENT_LABELS),
            format_func=SEGMENT_LABELS.__getitem__,
            key="segment",
            bind="query-params",
            width=190,
            help="Retention takes an account's segment at the opening of the window; MRR takes it in the month itself.",
        )
        window = st.segmented_control(
            "Window",
            list(WINDOWS),
            default=12,
            required=True,
            format_func=WINDOWS.__getitem__,
            key="window",
            bind="query-params",
            help="Retention over this many months, and the movements of the same months.",
        )
        month = st.selectbox(
            "Month",
            months.all,
            index=months.all.index(months.headline),
            format_func=lambda value: fmt.month(value) + (" (running)" if value in months.provisional else ""),
            key="month",
            bind="query-params",
            width=190,
        )
    # Kept for the way back from another page, whose address has no room for them.
    st.session_state["executive_link"] = {key: st.query_params[key] for key in KEYS if key in st.query_params}
    return Filters(segment, window, month)
