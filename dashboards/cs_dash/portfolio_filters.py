"""The filters of My portfolio, and the account whose panel is open."""

from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from cs_dash import filters, fmt
from cs_dash.models.portfolio import Choices
from cs_dash.portfolio_repo import DANGER, KINDS, Scope
from cs_dash.theme_tokens import BAND_LABELS, SEGMENT_LABELS
from cs_dash.wording import REASON_LABELS

SECTIONS = {"today": "Today", "accounts": "Accounts", "renewals": "Renewals", "tasks": "Overdue tasks"}
BANDS = {"all": "All bands", DANGER: "At-risk and below"} | {
    band: BAND_LABELS[band] for band in ("healthy", "stable", "at_risk", "critical", "emergency", "no_score")
}
TABLES = ("today_table", "book_table", "book_renewals_table", "book_tasks_table")
KEYS = ("csm", "segment", "region", "band", "book_section", "why", "account_id")


@dataclass(frozen=True)
class Chosen:
    """`owner_label` is the owner's name as the filter shows it."""

    scope: Scope
    owner_label: str

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (
            ("CSM", self.owner_label),
            ("Segment", SEGMENT_LABELS[self.scope.segment]),
            ("Region", self.scope.region),
            ("Health", BANDS[self.scope.band]),
        )


def portfolio_filters(choices: Choices) -> tuple[str, Chosen]:
    """Draw the page's filters; gives the section and the filters."""
    owners = {"all": "All CSMs"} | choices.owners
    regions = {"all": "All regions"} | {
        region: "Unassigned" if region == "unassigned" else fmt.plain(region) for region in choices.regions
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        scope = Scope(
            owner=filters.one_of("CSM", "csm", owners, 190, "Whose accounts: the owner in the CRM."),
            segment=filters.segment_filter("The account's ARR tier today."),
            region=filters.one_of("Region", "region", regions, 160),
            band=filters.one_of("Health", "band", BANDS, 180, "The band of today's score by the champion profile."),
        )
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="today",
        required=True,
        format_func=SECTIONS.__getitem__,
        key="book_section",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/portfolio.py", "My portfolio", KEYS)
    return section, Chosen(scope, owners[scope.owner])


def kind_filter(counts: dict[str, int]) -> str:
    """One kind of reason, or all; only kinds that some account has, with how many."""
    kinds = ["all", *(kind for kind in KINDS if counts.get(kind))]
    if st.session_state.get("why", "all") not in kinds:
        del st.session_state["why"]
    return st.pills(
        "Why",
        kinds,
        default="all",
        required=True,
        format_func=lambda kind: "All" if kind == "all" else REASON_LABELS[kind],
        key="why",
        bind="query-params",
        label_visibility="collapsed",
    )


def chosen_account() -> str | None:
    """The account whose panel is open, by the address."""
    return st.query_params.get("account_id")


def pick_account(shown: pa.Table, key: str) -> None:
    """Write the account of the selected row into the address; without one, leave the panel as it is."""
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < shown.num_rows:
        st.query_params["account_id"] = shown["account_id"][rows[0]].as_py()
        forget_choice(key)


def forget_choice(table: str) -> None:
    """Empty the box under a table, so that the same account can be chosen there again."""
    place = table.removesuffix("_table")
    st.session_state.pop(f"{place}_asked", None)
    if f"{place}_choice" in st.session_state:
        st.session_state[f"{place}_choice"] = None


def close_panel() -> None:
    """Take the account out of the address, and the tick off its row."""
    st.query_params.pop("account_id", None)
    for table in TABLES:
        if table in st.session_state:
            st.session_state[table] = {"selection": {"rows": [], "columns": [], "cells": []}}
        forget_choice(table)
