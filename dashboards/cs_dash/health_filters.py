"""The filters of the Health page, and what clicks in its charts and tables set them to."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.health_repo import Scope
from cs_dash.models.health import Choices
from cs_dash.theme_tokens import BAND_LABELS, SEGMENT_LABELS

SECTIONS = {
    "distribution": "Distribution",
    "movements": "Movements",
    "coverage": "Coverage",
    "trial": "Trial",
    "alerts": "Alerts",
}
WEEKS = {4: "4 weeks", 13: "13 weeks", 26: "26 weeks", 52: "52 weeks"}
KEYS = (
    "section", "profile", "segment", "region", "owner", "scored_on", "band", "weeks", "from_band", "to_band", "lacking",
    "horizon", "band_set", "alone", "missed", "severity", "rule",
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """`date` is a scoring day; `names` are the profiles by their codes."""

    scope: Scope
    date: dt.date
    names: tuple[tuple[str, str], ...]

    @property
    def profile_name(self) -> str:
        """The profile as people call it."""
        return dict(self.names).get(self.scope.profile, self.scope.profile)

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        return (
            ("Profile", self.profile_name),
            ("Segment", SEGMENT_LABELS[self.scope.segment]),
            ("Region", self.scope.region),
            ("Owner", self.scope.owner),
            ("Scored on", fmt.day(self.date)),
        )


def profile_filter(names: dict[str, str], key: str = "profile") -> str:
    """How accounts are scored; the champion first. Another page takes another key, so that a link to it can set it."""
    return st.selectbox(
        "Profile",
        list(names),
        format_func=names.__getitem__,
        key=key,
        bind="query-params",
        width=240,
        help="Every profile scores every account; the first is the champion, which alerts and other pages use.",
    )


def place_filter(label: str, key: str, values: dict[str, str]) -> str:
    """A region or an owner, or all; `values` are what places are called by what they are."""
    named = {"all": "All", **values}
    return st.selectbox(
        label,
        list(named),
        format_func=named.__getitem__,
        key=key,
        bind="query-params",
        width=160,
    )


def day_filter(dates: list[dt.date], key: str = "scored_on") -> dt.date:
    """A Sunday or the newest day."""
    return st.selectbox("Scored on", dates, format_func=fmt.day, key=key, bind="query-params", width=150)


def health_filters(choices: Choices) -> tuple[str, Chosen]:
    """Draw the page's filters; gives the section and the filters."""
    names = choices.names
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        scope = Scope(
            profile=profile_filter(names),
            segment=filters.segment_filter("The account's segment on the day it was scored."),
            region=place_filter("Region", "region", choices.regions),
            owner=place_filter("Owner", "owner", choices.owners),
        )
        chosen = Chosen(scope, day_filter(choices.dates), tuple(names.items()))
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="distribution",
        required=True,
        format_func=SECTIONS.__getitem__,
        key="section",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/health.py", "Health", KEYS)
    return section, chosen


def band_filter(key: str, bands: list[str], label: str, everything: str = "All bands") -> str:
    """One band, or all; a band that is not there any more is dropped."""
    choices = ["all", *bands]
    if st.session_state.get(key, "all") not in choices:
        st.session_state[key] = "all"
    return st.selectbox(
        label,
        choices,
        format_func=lambda band: everything if band == "all" else BAND_LABELS.get(band, band),
        key=key,
        bind="query-params",
        width=170,
    )


def weeks_filter(key: str = "weeks") -> int:
    """How far a comparison looks back."""
    return st.segmented_control(
        "Over",
        list(WEEKS),
        default=4,
        required=True,
        format_func=WEEKS.__getitem__,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )


def trial_filters(horizons: list[int], default: int, band_sets: list[str]) -> tuple[int, str]:
    """How many days a churn counts within, and by which bands scores are flagged."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        horizon = st.segmented_control(
            "Churn within",
            horizons,
            default=default if default in horizons else horizons[-1],
            required=True,
            format_func=lambda days: f"{days} days",
            key="horizon",
            bind="query-params",
        )
        band_set = st.selectbox(
            "Flagged by",
            band_sets,
            format_func=fmt.spelled,
            key="band_set",
            bind="query-params",
            width=190,
            help="Past scores are tried by the edges of today's bands.",
        )
    return horizon, band_set


def pills_filter(key: str, labels: dict[str, str], default: str) -> str:
    """One of a few."""
    return st.pills(
        key.capitalize(),
        list(labels),
        default=default,
        required=True,
        format_func=labels.__getitem__,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )


def rule_filter(severities: tuple[str, ...], rules: list[str]) -> tuple[str, str]:
    """A severity and a rule, or all of either; a rule that has nothing open any more is dropped."""
    if st.session_state.get("rule", "all") not in ("all", *rules):
        st.session_state["rule"] = "all"
    picked = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for key, label, values in (("severity", "Severity", severities), ("rule", "Rule", rules)):
            picked.append(
                st.selectbox(
                    label,
                    ["all", *values],
                    format_func=lambda value: "All" if value == "all" else fmt.spelled(value),
                    key=key,
                    bind="query-params",
                    width=220,
                )
            )
    return picked[0], picked[1]


def lacking_filter(names: dict[str, str]) -> str:
    """A metric that accounts lack, or any."""
    choices = ["all", *names]
    if st.session_state.get("lacking", "all") not in choices:
        st.session_state["lacking"] = "all"
    return st.selectbox(
        "Accounts without",
        choices,
        format_func=lambda metric: "Any metric" if metric == "all" else fmt.plain(names[metric]),
        key="lacking",
        bind="query-params",
        width=320,
    )


def pick_band() -> None:
    """Set the band to that of the clicked bar."""
    picked = st.session_state["distribution_chart"]["selection"].get("bar") or []
    if picked:
        st.session_state["band"] = picked[0]["band"]


def pick_cell() -> None:
    """Set both bands to those of the clicked cell."""
    picked = st.session_state["transitions_chart"]["selection"].get("cell") or []
    if picked:
        st.session_state["from_band"] = picked[0]["from_band"]
        st.session_state["to_band"] = picked[0]["to_band"]


def pick_lacking(metrics: list[str]) -> None:
    """Set the metric to that of the selected row."""
    rows = st.session_state["missing_table"]["selection"]["rows"]
    st.session_state["lacking"] = metrics[rows[0]] if rows and rows[0] < len(metrics) else "all"
