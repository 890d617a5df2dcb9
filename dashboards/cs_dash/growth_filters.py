"""The filters of Expansion & losses, and what clicks in its charts and tables set them to."""

import datetime as dt
from collections.abc import Callable

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.expansion_charts import period_name
from cs_dash.models.executive import WINDOWS

VIEWS = {
    "pipeline": "Pipeline",
    "mix": "Mix and sources",
    "whitespace": "Whitespace",
    "losses": "Losses",
    "payments": "Payments",
    "win_back": "Win back",
    "multi_year": "Several years",
    "books": "CSM books",
}
COUNTED = {
    "pipeline": "In the pipeline",
    "open": "Every open signal",
    "handed_over": "With sales",
    "won": "Won",
    "lost": "Lost",
    "expired": "Expired",
}
BASES = {"quarter": "Quarter", "month": "Month"}
KINDS = {"churn": "Churn", "contraction": "Contraction"}
# Customers say why they leave and seldom why they pay less.
CUTS = {"cause": "What fell", "reason": "Reason"}
ALL = {"all": "All"}
KEYS = (
    "growth_view", "segment", "counted", "stage", "signal", "growth_window", "growth_month", "growth_type",
    "found_basis", "found_by", "product", "loss_basis", "loss_kind", "loss_cut", "loss_period", "loss_value",
    "paid_basis", "paid_period", "paid_outcome", "win_reason", "eligible",
    "lacking_criterion",
    "book_window", "book_quarter", "book", "book_measure", "offer",
)  # fmt: skip


def growth_filters() -> tuple[str, str]:
    """Draw the page's filters; gives the view and the segment."""
    segment = filters.segment_filter("The account's tier when it happened: of the signal, of the month, or today.")
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="pipeline",
        required=True,
        format_func=VIEWS.__getitem__,
        key="growth_view",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/expansion.py", "Expansion & losses", KEYS)
    return view, segment


def side_by_side():
    """A row of filters."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def opportunity_filters(stages: list[str], signals: list[str]) -> tuple[str, str, str]:
    """Which opportunities, of which stage and signal; gives (counted, stage, signal)."""
    with side_by_side():
        return (
            filters.one_of("Opportunities", "counted", COUNTED, 190),
            filters.one_of("Stage", "stage", ALL | {stage: fmt.spelled(stage) for stage in stages}, 160),
            filters.one_of("Signal", "signal", ALL | {signal: fmt.spelled(signal) for signal in signals}, 210),
        )


def window_filters(months: Callable[[int], list[dict]]) -> tuple[int, dt.date | None]:
    """A window and the month it ends with, the newest final one unless chosen; None where no window is whole."""
    with side_by_side():
        window = filters.one_of("Window", "growth_window", WINDOWS, 150)
        found = {
            row["month_end"]: fmt.month(row["month_end"]) + (" (running)" if row["is_provisional"] else "")
            for row in months(window)
        }
        if not found:
            return window, None
        first = next((row["month_end"] for row in months(window) if not row["is_provisional"]), next(iter(found)))
        return window, filters.picked("Up to", "growth_month", found, first, 180)


def coded(label: str, key: str, names: dict[str, str], width: int = 210) -> str:
    """One of some by its name, or all."""
    return filters.one_of(label, key, ALL | {code: fmt.plain(name) for code, name in names.items()}, width)


def period_filter(label: str, key: str, ends: list[dt.date], basis: str) -> dt.date | None:
    """A month or quarter, or all of them (None)."""
    chosen = filters.one_of(label, key, ALL | {end: period_name(end, basis) for end in ends}, 150)
    return None if chosen == "all" else chosen


def pick(chart: str, **keys: str) -> None:
    """Set filters to the fields of the clicked bar: `keys` are filters' keys by the fields' names."""
    clicked = st.session_state[chart]["selection"].get("bar") or []
    for field, key in keys.items():
        if clicked:
            value = clicked[0][field]
            st.session_state[key] = dt.date.fromisoformat(value) if field == "period" else value


def pick_row(table: str, key: str, codes: list[str]) -> None:
    """Set a filter to the selected row of a table, or to all."""
    rows = st.session_state[table]["selection"]["rows"]
    st.session_state[key] = codes[rows[0]] if rows and rows[0] < len(codes) else "all"
