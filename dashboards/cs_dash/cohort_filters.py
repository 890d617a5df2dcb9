"""The filters of the Cohorts page, and what clicks in its charts set them to."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from cs_dash import filters, fmt
from cs_dash.cohort_charts import label
from cs_dash.cohort_repo import Scope
from cs_dash.models.cohorts import MEASURES, Choices, cohort_name

VIEWS = {"triangle": "Triangle", "curves": "Age curves", "survival": "Survival"}
BASES = {"quarter": "Quarter", "month": "Month"}
CUTS = {"all": "Nothing", "segment": "Segment", "plan": "Plan", "channel": "Channel"}
STEPS = {3: "Every 3 months", 1: "Every month", 12: "Every year"}
FOLLOWED = {12: "12 months", 6: "6 months", 24: "24 months", 36: "36 months"}
KEYS = (
    "cohort_view", "cut", "cut_part", "cohort_basis", "measure", "ages", "cohort", "cohort_age", "followed", "curve",
    "curve_age", "life_curve", "life_age",
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """`basis` is month or quarter, `measure` a key of MEASURES."""

    scope: Scope
    basis: str
    measure: str

    def words(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of each, as downloads tell them."""
        part = "All" if self.scope.part == "all" else label(self.scope.part)
        cut = (CUTS[self.scope.cut], part) if self.scope.cut != "all" else ("Cut by", "Nothing")
        return (cut, ("Start", BASES[self.basis]), ("Measure", MEASURES[self.measure].label))


def cohort_filters(choices: Choices) -> tuple[str, Chosen]:
    """Draw the page's filters; gives the view and the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        cuts = {cut: name for cut, name in CUTS.items() if cut == "all" or choices.parts[cut]}
        cut = filters.one_of("Cut by", "cut", cuts, 150, "As accounts were when they first paid; one cut at a time.")
        parts = {"all": "All"} | {part: label(part) for part in choices.parts.get(cut, [])}
        part = filters.one_of("Of which", "cut_part", parts, 190) if cut != "all" else "all"
        basis = filters.one_of(
            "Start", "cohort_basis", BASES, 130, "Accounts that first paid in the same one are a cohort."
        )
        measures = {name: measure.label for name, measure in MEASURES.items()}
        meanings = "  \n".join(f"{measure.label}: {measure.meaning}" for measure in MEASURES.values())
        measure = filters.one_of("Measure", "measure", measures, 180, meanings)
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="triangle",
        required=True,
        format_func=VIEWS.__getitem__,
        key="cohort_view",
        bind="query-params",
        label_visibility="collapsed",
    )
    filters.remember("views/cohorts.py", "Cohorts", KEYS)
    return view, Chosen(Scope(cut, part), basis, measure)


def step_filter() -> int:
    """Which ages have a column."""
    return filters.one_of("Ages", "ages", STEPS, 170)


def cell_filter(ages: dict[dt.date, list[int]], first: tuple[dt.date, int], basis: str) -> tuple[dt.date, int]:
    """A cohort and an age of it: what a click on a cell sets, for a keyboard."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        names = {start: cohort_name(start, basis) for start in sorted(ages, reverse=True)}
        cohort = filters.picked("Started in", "cohort", names, first[0], 160)
        listed = {age: aged(age) for age in ages[cohort]}
        near = max((age for age in ages[cohort] if age <= first[1]), default=ages[cohort][0])
        return cohort, filters.picked("At", "cohort_age", listed, near, 160)


def aged(months: int) -> str:
    """An age in words."""
    return f"{fmt.count(months)} month" + ("" if months == 1 else "s")


def followed_filter(longest: int) -> int:
    """How old the cohorts of a curve are at least."""
    reached = {age: name for age, name in FOLLOWED.items() if age <= longest} or {longest: aged(longest)}
    return filters.one_of(
        "Followed for", "followed", reached, 150,
        "Only cohorts that have reached this age, so that a curve tells of the same accounts all along.",
    )  # fmt: skip


def point_filter(lines: list[str], ages: list[int], first: int, keys: tuple[str, str]) -> tuple[str, int]:
    """A curve and an age: what a click on a point sets, for a keyboard. `keys`: of the curve and the age."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        names = ({"all": "All curves"} if len(lines) > 1 else {}) | {line: label(line) for line in lines}
        line = filters.one_of("Accounts of", keys[0], names, 190)
        near = max((age for age in ages if age <= first), default=ages[0])
        return line, filters.picked("At", keys[1], {age: aged(age) for age in ages}, near, 160)


def pick_cell() -> None:
    """Set cohort and age to those of the clicked cell."""
    clicked = st.session_state["triangle_chart"]["selection"].get("cell") or []
    if clicked:
        st.session_state["cohort"] = dt.date.fromisoformat(clicked[0]["cohort"])
        st.session_state["cohort_age"] = clicked[0]["age"]


def pick_point(chart: str, keys: tuple[str, str]) -> None:
    """Set curve and age to those of the clicked point of a chart."""
    clicked = st.session_state[chart]["selection"].get("point") or []
    if clicked:
        st.session_state[keys[0]], st.session_state[keys[1]] = clicked[0]["line"], clicked[0]["age"]
