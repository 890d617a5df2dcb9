"""Blocks of the Cohorts page: its tiles, the triangle, age curves and survival, each with the accounts behind it."""

from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, cohort_repo, downloads, fmt, survival_repo, ui
from cs_dash.cohort_charts import label
from cs_dash.cohort_filters import (
    Chosen,
    aged,
    cell_filter,
    followed_filter,
    pick_cell,
    pick_point,
    point_filter,
    step_filter,
)
from cs_dash.downloads import Extract
from cs_dash.models import cohorts
from cs_dash.models.cohorts import MEASURES, TILE_AGE, Choices, Curves
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS

CURVE, LIFE = ("curve", "curve_age"), ("life_curve", "life_age")


def absent(publication: Publication) -> bool:
    """Say so where the publication holds no cohorts, or none that is complete; gives whether it was said."""
    if not cache.model(cohorts.is_told, publication):
        st.info("This publication holds no cohorts. Publish again with `make refresh`.")
        return True
    if not cache.model(cohort_repo.cells, publication, cohort_repo.Scope(), "month"):
        st.info("No cohort yet: nobody has paid at the end of a final month.")
        return True
    return False


def answer(publication: Publication, chosen: Chosen) -> None:
    """The page's question, answered for the chosen measure."""
    words = cache.model(cohorts.by_start_year, publication, chosen.scope, chosen.measure)
    if words:
        st.markdown(f"**{fmt.inert(words)}**")


def tiles(publication: Publication, chosen: Chosen, choices: Choices, currency: str) -> None:
    """What is left after a year of all cohorts that are so old, with the accounts behind it."""
    shown = cache.model(cohorts.tiles, publication, chosen.scope, currency)
    if not shown:
        st.info(f"No cohort in these filters is {TILE_AGE} months old yet.")
        return
    ui.tiles(shown)
    with ui.rows("tile_rows", "Show the accounts") as rows:
        if rows.open:
            line_members(publication, chosen, TILE_AGE, "all", TILE_AGE, "tile", currency)


def small_note(choices: Choices) -> str:
    """What grey means."""
    return f"Grey: fewer than {fmt.count(choices.least_logos)} accounts."


def triangle(publication: Publication, chosen: Chosen, choices: Choices, currency: str) -> None:
    """Cells by start and age, and the accounts of one."""
    measure = MEASURES[chosen.measure]
    st.subheader("What is left of each start?")
    step = step_filter()
    model = cache.model(cohorts.triangle, publication, chosen.scope, chosen.basis, chosen.measure, step, currency)
    if model.spec is None:
        st.info("No cohort in these filters.")
        return
    st.caption(
        f"{measure.label} in percent of the start, by {chosen.basis} of the first payment; read down a column to "
        f"compare starts at the same age. White: 100%. {small_note(choices)} "
        "The first start also holds whoever was a customer before the data begin. "
        "Click a cell for its accounts, or choose below."
    )
    ui.chart(model.spec, f"{measure.label} by start and age", key="triangle_chart", select=pick_cell)
    with ui.rows("triangle_rows", "Show all cells") as rows:
        if rows.open:
            listed = cohorts.told(model.rows, chosen.basis)
            ui.table(listed, "Cells by start and age", "triangle_table", currency)
            downloads.of_shown("cohorts", listed, publication, "triangle", **dict(chosen.words()))
    cell(publication, chosen, model, currency)


def cell(publication: Publication, chosen: Chosen, model: cohorts.Triangle, currency: str) -> None:
    """The accounts of a cell; their rows sum to both sides of its rate."""
    cohort, age = cell_filter(model.ages, model.first, chosen.basis)
    place = (publication, chosen.scope, chosen.basis, cohort, age)
    total = cache.model(cohort_repo.cohort_total, *place)
    name = cohorts.cohort_name(cohort, chosen.basis)
    members(
        Extract(
            f"cohort {name} at {aged(age)}",
            lambda: cohort_repo.cohort_members(*place, None),
            (*chosen.words(), ("Started in", name), ("At", aged(age))),
            row_count=total["row_count"],
        ),
        cache.model(cohort_repo.cohort_members, *place, TABLE_ROWS),
        total,
        f"Started in {name}, at {aged(age)}",
        publication,
        chosen,
        "cell",
        currency,
    )


def members(
    extract: Extract,
    shown: pa.Table,
    total: dict,
    heading: str,
    publication: Publication,
    chosen: Chosen,
    key: str,
    currency: str,
) -> None:
    """Accounts with their sums."""
    measure = MEASURES[chosen.measure]
    if not shown.num_rows:
        st.info(f"{heading}: no account.")
        return
    sides = total | {"start_logos": total["row_count"]}
    over, under = (
        fmt.inert(cohorts.amount_full(measure, sides[side], currency)) for side in (measure.over, measure.under)
    )
    st.caption(
        f"{fmt.inert(heading)}: {ui.counted(shown.num_rows, total['row_count'], 'accounts')}, those that lost most "
        f"first. {measure.label}: {over} of {under}. Amounts are at the exchange rates of each account's start."
    )
    ui.account_table(shown, "Accounts of the cohort", key, currency)
    downloads.buttons(extract, publication, key)


def line_members(
    publication: Publication, chosen: Chosen, followed: int, line: str, age: int, key: str, currency: str
) -> None:
    """The accounts of a point of a curve."""
    place = (publication, chosen.scope, followed, line, age)
    total = cache.model(cohort_repo.line_total, *place)
    name = "All curves" if line == "all" else label(line)
    members(
        Extract(
            f"accounts {name} at {aged(age)}",
            lambda: cohort_repo.line_members(*place, None),
            (*chosen.words(), ("Followed for", aged(followed)), ("Curve", name), ("At", aged(age))),
            row_count=total["row_count"],
        ),
        cache.model(cohort_repo.line_members, *place, TABLE_ROWS),
        total,
        f"{name}, at {aged(age)}",
        publication,
        chosen,
        key,
        currency,
    )


def lines_of(chosen: Chosen) -> str:
    """What the lines are."""
    return "start year" if chosen.scope.cut == "all" or chosen.scope.part != "all" else chosen.scope.cut


def left_out(model: Curves) -> str:
    """Lines that there is no colour for."""
    if not model.left_out:
        return ""
    names = ", ".join(fmt.inert(label(line)) for line in model.left_out)
    return f" Without a line, as they are smallest: {names}; all of their rows are in the table."


def curves(publication: Publication, chosen: Chosen, choices: Choices, currency: str) -> None:
    """What is left by age of accounts that were followed together, and the accounts of a point."""
    measure = MEASURES[chosen.measure]
    st.subheader("How does a customer's value age?")
    followed = followed_filter(choices.longest)
    model = cache.model(cohorts.curves, publication, chosen.scope, chosen.measure, followed, currency)
    if model.spec is None:
        st.info(f"No cohort in these filters is {aged(followed)} old yet.")
        return
    st.caption(
        f"{measure.label} by {lines_of(chosen)}, of cohorts that are at least {aged(followed)} old. {measure.meaning} "
        f"The axis does not start at zero. {small_note(choices)}{left_out(model)} "
        "Click a point for its accounts, or choose below."
    )
    ui.chart(
        model.spec, f"{measure.label} by age", key="curves_chart", select=partial(pick_point, "curves_chart", CURVE)
    )
    with ui.rows("curve_rows", "Show all points") as rows:
        if rows.open:
            listed = told_lines(model)
            ui.table(listed, "Curves by age", "curves_table", currency)
            downloads.of_shown("age curves", listed, publication, "curves", **dict(chosen.words()))
    ages = sorted({row["age_months"] for row in model.rows})
    line, age = point_filter([*model.lines, *model.left_out], ages, followed, CURVE)
    line_members(publication, chosen, followed, line, age, "point", currency)


def told_lines(model: Curves) -> pa.Table:
    """The rows of curves, with lines by their names."""
    return pa.Table.from_pylist([row | {"line": label(row["line"])} for row in model.rows])


def medians(model: Curves) -> str:
    """Ages by which half of a curve are lost, where any comes down so far."""
    reached = [
        row for row in model.rows if row["median_months"] is not None and row["age_months"] >= row["median_months"]
    ]
    # The first row after the median: with fewer left at risk than that, it tells little.
    firsts = {row["line"]: row for row in reversed(reached)}
    found = {line: row["median_months"] for line, row in firsts.items() if not row["is_small"]}
    if not found:
        return " No curve of enough accounts comes down to a half."
    told = ", ".join(
        f"{fmt.inert(label(line))} {fmt.inert(fmt.score(months))}" for line, months in sorted(found.items())
    )
    return f" Half are lost after (months): {told}."


def survival(publication: Publication, chosen: Chosen, choices: Choices, currency: str) -> None:
    """How long accounts stay, by Kaplan and Meier, and the accounts at risk at a point."""
    st.subheader("How long do customers stay?")
    model = cache.model(cohorts.survival, publication, chosen.scope)
    if model.spec is None:
        st.info("No life in these filters.")
        return
    by = "start year" if chosen.scope.cut == "all" else chosen.scope.cut
    st.caption(
        f"Share of accounts that still pay so long after their first paid day, by {by} (Kaplan–Meier: who still pays "
        "counts for as long as it was watched; who came back counts as lost). "
        f"Shaded: {choices.confidence} interval. The axis does not start at zero. Grey points: fewer than "
        f"{fmt.count(choices.least_logos)} left at risk.{medians(model)}{left_out(model)} "
        "Click a point for its accounts, or choose below."
    )
    ui.chart(model.spec, "Survival by age", key="survival_chart", select=partial(pick_point, "survival_chart", LIFE))
    with ui.rows("survival_rows", "Show all points") as rows:
        if rows.open:
            listed = told_lines(model)
            ui.table(listed, "Survival by age", "survival_table", currency)
            downloads.of_shown("survival", listed, publication, "survival", **dict(chosen.words()))
    ages = sorted({row["age_months"] for row in model.rows})
    line, age = point_filter([*model.lines, *model.left_out], ages, TILE_AGE, LIFE)
    place = (publication, chosen.scope, line, age)
    shown = cache.model(survival_repo.lives, *place, TABLE_ROWS)
    total = cache.model(survival_repo.lives_total, *place)
    name = "All curves" if line == "all" else label(line)
    if not shown.num_rows:
        st.info(f"{fmt.inert(name)}: nobody is at risk at {aged(age)}.")
        return
    st.caption(
        f"{fmt.inert(name)}: {ui.counted(shown.num_rows, total['row_count'], 'accounts')} at risk in the month up "
        f"to {aged(age)}, {fmt.count(total['lost'])} of them lost in it; those come first."
    )
    ui.account_table(shown, "Accounts at risk", "lives", currency)
    extract = Extract(
        f"lives {name} at {aged(age)}",
        lambda: survival_repo.lives(*place, None),
        (*chosen.words()[:1], ("Curve", name), ("At", aged(age))),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "lives")
