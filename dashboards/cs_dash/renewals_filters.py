"""The filters of the Renewals page, and what clicks in its charts and tables set them to."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.models.renewals import Choices
from cs_dash.renewals_repo import Scope
from cs_dash.theme_tokens import SEGMENT_LABELS

SECTIONS = {
    "due": "Due and forecast",
    "timeline": "Timeline",
    "record": "Forecast on record",
    "accuracy": "Accuracy",
    "risk": "At risk",
}
STATE_LABELS = {"all": "All", "open": "Open", "renewed": "Renewed", "lost": "Lost"}
KEYS = ("renewals_section", "segment", "owner", "method", "due_in", "renewal_state", "due_quarter", "horizon_days")


@dataclass(frozen=True)
class Chosen:
    """`newest` is the day of the newest forecast; `labels` are the methods by their codes."""

    scope: Scope
    newest: dt.date
    labels: tuple[tuple[str, str], ...]

    @property
    def method_label(self) -> str:
        """The method as people call it."""
        return dict(self.labels).get(self.scope.method, self.scope.method)

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (
            ("Segment", SEGMENT_LABELS[self.scope.segment]),
            ("Owner", self.scope.owner),
            ("Method", self.method_label),
            ("Forecast of", fmt.day(self.newest)),
        )


def renewals_filters(choices: Choices) -> tuple[str, Chosen]:
    """Draw the page's filters; gives the section and the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        segment = filters.segment_filter("The account's segment when the forecast was made, or at the due date.")
        owner = owner_filter(choices)
        method = st.selectbox(
            "Method",
            list(choices.methods),
            format_func=choices.methods.__getitem__,
            key="method",
            bind="query-params",
            width=230,
            help="How likely a renewal is; the first is the forecast of record. Accuracy tells how each did.",
        )
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="due",
        required=True,
        format_func=SECTIONS.__getitem__,
        key="renewals_section",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/renewals.py", "Renewals", KEYS)
    return section, Chosen(Scope(segment, owner, method), choices.newest, tuple(choices.methods.items()))


def owner_filter(choices: Choices) -> str:
    """One owner by name or all; for a reader who sees the own accounts alone the own name, which rates are told by."""
    names = {name: fmt.plain(name).replace("unassigned", "Unassigned") for name in choices.owners}
    is_own = st.session_state["publication"].scope.owner_id is not None and names
    return filters.one_of("Owner", "owner", names if is_own else {"all": "All"} | names, 170)


def due_filters(spans: list[str]) -> tuple[str, str]:
    """A span of due dates by its name, and a state."""
    if st.session_state.get("due_in", spans[0]) not in spans:
        st.session_state["due_in"] = spans[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        span = st.selectbox("Due in", spans, key="due_in", bind="query-params", width=180)
        state = st.selectbox(
            "State",
            list(STATE_LABELS),
            format_func=STATE_LABELS.__getitem__,
            key="renewal_state",
            bind="query-params",
            width=140,
        )
    return span, state


def quarter_filter(quarters: list[dt.date], running: dt.date) -> dt.date:
    """A quarter by its last day; the running one unless chosen."""
    return st.selectbox(
        "Due in the quarter to",
        quarters,
        index=quarters.index(running) if running in quarters else 0,
        format_func=fmt.day,
        key="due_quarter",
        bind="query-params",
        width=190,
    )


def horizon_filter(horizons: tuple[int, ...]) -> int:
    """How long before the due month a forecast was made; the second farthest unless chosen."""
    return st.segmented_control(
        "Days before the month",
        horizons,
        default=horizons[:2][-1],
        required=True,
        format_func=lambda days: f"{days} days",
        key="horizon_days",
        bind="query-params",
        help="The newest forecast at least so long before the first day of the due month.",
    )


def pick_month() -> None:
    """Set the span to the clicked month."""
    picked = st.session_state["due_chart"]["selection"].get("month") or []
    if picked:
        st.session_state["due_in"] = picked[0]["month"]
