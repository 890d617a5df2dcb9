"""The pages' filters. Each lives in the query string under its key, so that a link reproduces the page."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import fmt
from cs_dash.models.cards import COMPARED
from cs_dash.models.executive import WINDOWS, Months
from cs_dash.theme_tokens import SEGMENT_LABELS


@dataclass(frozen=True)
class Filters:
    """`window` is a number of months, `month` a month end, `compared` what changes are counted from."""

    segment: str
    window: int
    month: dt.date
    compared: str = "quarter_ago"

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (
            ("Segment", SEGMENT_LABELS[self.segment]),
            ("Window", WINDOWS[self.window]),
            ("Month", fmt.month(self.month)),
        )


def remember(page: str, label: str, keys: tuple[str, ...]) -> None:
    """Keep this page and its filters for the way back from an account, whose address has no room for them."""
    query = {key: st.query_params[key] for key in keys if key in st.query_params}
    st.session_state["came_from"] = {"page": page, "label": label, "query": query}


def one_of(name: str, key: str, values: dict, width: int, meaning: str | None = None):
    """One of a few, in the address; what is not there any more is dropped."""
    if key in st.session_state and st.session_state[key] not in values:
        del st.session_state[key]
    return st.selectbox(
        name, list(values), format_func=values.__getitem__, key=key, bind="query-params", width=width, help=meaning
    )


def picked(name: str, key: str, values: dict, first, width: int):
    """One of some; `first` until another is chosen, and again where the choice is not there any more."""
    if key in st.session_state and st.session_state[key] not in values:
        del st.session_state[key]
    return st.selectbox(
        name,
        list(values),
        index=list(values).index(first),
        format_func=values.__getitem__,
        key=key,
        bind="query-params",
        width=width,
    )


SEGMENT_HELP = "Retention takes an account's segment at the opening of the window; MRR takes it in the month itself."


def segment_filter(meaning: str = SEGMENT_HELP) -> str:
    """One tier or all, or the only one of a reader who sees one; `meaning` says of when."""
    own = st.session_state["publication"].scope.segment
    labels = {own: SEGMENT_LABELS[own]} if own else SEGMENT_LABELS
    if st.session_state.get("segment") not in labels:
        st.session_state.pop("segment", None)
    return st.selectbox(
        "Segment",
        list(labels),
        format_func=labels.__getitem__,
        key="segment",
        bind="query-params",
        width=180,
        help=meaning,
    )


def window_filter() -> int:
    """Months that a rate looks back."""
    return st.segmented_control(
        "Window",
        list(WINDOWS),
        default=12,
        required=True,
        format_func=WINDOWS.__getitem__,
        key="window",
        bind="query-params",
        help="Retention over this many months, and the movements of the same months.",
    )


def month_filter(months: Months) -> dt.date:
    """A month end; the newest final one unless chosen."""
    return st.selectbox(
        "Month",
        months.all,
        index=months.all.index(months.headline),
        format_func=lambda value: fmt.month(value) + (" (running)" if value in months.provisional else ""),
        key="month",
        bind="query-params",
        width=180,
    )


def compared_filter() -> str:
    """What changes are counted from."""
    return st.selectbox(
        "Changes since",
        list(COMPARED),
        format_func=COMPARED.__getitem__,
        key="compare",
        bind="query-params",
        width=160,
        help="At-risk accounts are always held against the month before.",
    )


def executive_filters(months: Months) -> Filters:
    """Draw the Executive page's filters and read them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = Filters(segment_filter(), window_filter(), month_filter(months), compared_filter())
    remember("views/executive.py", "Executive", ("segment", "window", "month", "compare", "movement", "behind", "band"))
    return chosen
