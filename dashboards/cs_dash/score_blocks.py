"""Blocks of the Account page's health part: the score over time, what it is made of, why it changed, and what if."""

import pyarrow as pa
import streamlit as st

from cs_dash import alerts_blocks, cache, downloads, fmt, moves_blocks, ui
from cs_dash.health_filters import day_filter, profile_filter, weeks_filter
from cs_dash.models import health, score
from cs_dash.models.score import BY, SHOWN, Health
from cs_dash.publication import Publication
from cs_dash.theme_tokens import BAND_LABELS, STAGE_LABELS


def chosen(publication: Publication, account_id: str) -> Health | None:
    """Draw the filters and give what they choose, or say why there is nothing."""
    if not cache.model(health.is_told, publication):
        st.info("This publication holds no health scores. Publish again with `make refresh`.")
        return None
    names = cache.model(health.choices, publication).names
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        profile = profile_filter(names, "scored_by") if names else None
        days = cache.model(score.days, publication, account_id, profile) if profile else []
        if days:
            date = day_filter(days, "score_day")
            weeks = weeks_filter("compared")
    if not days:
        st.info("This account was never scored: it paid on no scoring day.")
        return None
    return cache.model(score.build, publication, account_id, profile, date, weeks)


def page(publication: Publication, account_id: str) -> None:
    """All of the account's health, or why there is none."""
    model = chosen(publication, account_id)
    if not model:
        return
    headline(model)
    with st.container(border=True):
        over_time(publication, model)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        made_of(publication, model)
    with right.container(border=True, height="stretch"):
        changed(publication, model)
    with st.container(border=True):
        what_if(publication, model)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        alerts_blocks.prediction(publication, account_id, model.assessment.date)
    with right.container(border=True, height="stretch"):
        stage(model)
    with st.container(border=True):
        alerts_blocks.of_account(publication, account_id)


def headline(model: Health) -> None:
    """The score in each set of bands, with its change, what is known and the stage."""
    row, before = model.row, model.before
    step = None if before is None or before["score"] is None or row["score"] is None else row["score"] - before["score"]
    with st.grid(columns=4, min_column_width=180):
        st.metric(
            "Score",
            fmt.score(row["score"]),
            delta=None if step is None else fmt.gain(step),
            delta_color="off" if not step else "green" if step > 0 else "red",
            delta_arrow="off" if not step else "up" if step > 0 else "down",
            delta_description=f"since {fmt.day(before['as_of_date'])}" if step is not None else None,
            border=True,
            height="stretch",
            help="The sum of the points that each metric earns, of 100.",
        )
        st.metric(
            "Band",
            BAND_LABELS[row["band"] or "no_score"],
            border=True,
            height="stretch",
            help="Its band among the five.",
        )
        st.metric(
            "Weight known",
            fmt.rate(row["coverage"]),
            border=True,
            height="stretch",
            help="The share of the profile's weight whose metrics have a value for this account.",
        )
        stage = row["lifecycle_stage"]
        st.metric(
            "Lifecycle stage",
            STAGE_LABELS.get(stage, fmt.spelled(stage)),
            border=True,
            height="stretch",
            help="The stage whose weights count.",
        )


def over_time(publication: Publication, model: Health) -> None:
    """The score by week over its bands."""
    st.subheader("How has its health moved?")
    marked = " Dashed: other weights begin to score: configuration, not behaviour." if model.has_versions else ""
    st.caption(f"Every Sunday and today; the point is the day taken apart below.{marked}")
    ui.chart(model.line, "Health score by week", key="score_line")
    with ui.rows("score_rows") as rows:
        if rows.open:
            columns = ("as_of_date", "score", "band", "coverage", "lifecycle_stage", "segment", "profile_version")
            listed = pa.Table.from_pylist([{name: row[name] for name in columns} for row in model.scores[::-1]])
            ui.table(listed, "Health score by week", "score_table", "USD")
            downloads.of_shown(
                f"health {model.assessment.account_id}", listed, publication, "scores",
                account=model.assessment.account_id, profile=model.assessment.profile,
            )  # fmt: skip


def made_of(publication: Publication, model: Health) -> None:
    """The points that each metric earns and loses."""
    date = fmt.day(model.assessment.date)
    st.subheader("What is the score made of?")
    earned = sum(model.parts["contribution"].to_pylist())
    if model.row["score"] is None:
        st.info(f"On {date} no metric of this profile is known, so there is no score.")
    elif earned == model.row["score"]:
        st.caption(f"On {date} the points earned sum to exactly {fmt.score(earned)}.")
    else:
        st.error("The points earned do not sum to the score.", icon=":material/error:")
    ui.chart(model.bars, "Points earned and lost by metric", key="parts_chart")
    with ui.rows("part_rows") as rows:
        if rows.open:
            shown = model.parts.select(SHOWN)
            ui.table(shown, "What the score is made of", "parts_table", "USD")
            downloads.of_shown(
                f"score {model.assessment.account_id} {date}", shown, publication, "parts",
                account=model.assessment.account_id, profile=model.assessment.profile, scored_on=date,
            )  # fmt: skip


def changed(publication: Publication, model: Health) -> None:
    """The score's change by metric and by what did it."""
    st.subheader("Why did it change?")
    if model.before is None:
        st.info("The account was not scored so long ago: choose a shorter window above.")
        return
    moves_blocks.effect_rows(
        publication, model.assessment.account_id, model.assessment.profile, model.before["as_of_date"],
        model.assessment.date, (model.before["score"], model.row["score"]), "USD",
    )  # fmt: skip


def stage(model: Health) -> None:
    """The stage that decides the weights, with the criteria that were met and that are not."""
    st.subheader("Where is it in its life?")
    told = model.stage
    if told is None:
        st.info("No stage is told for this day.")
        return
    name = fmt.inert(STAGE_LABELS.get(told["stage"], fmt.spelled(told["stage"])))
    st.markdown(f"**{name}** since {fmt.day(told['valid_from'])}, by {fmt.inert(fmt.spelled(told['reason']).lower())}.")
    for label, column in (("Met", "criteria_met"), ("Not met yet", "criteria_unmet")):
        if told[column]:
            listed = ", ".join(fmt.spelled(one.strip()) for one in told[column].split(","))
            st.caption(fmt.inert(f"{label}: {listed}"))


def what_if(publication: Publication, model: Health) -> None:
    """A form of weights, and the score under them."""
    st.subheader("What if the weights were others?")
    st.caption(
        "The account's values stay as they are; only the proportions of the weights count, as they are brought to a "
        "sum of 100% and shared among the metrics that are known. Nothing is stored."
    )
    by = st.segmented_control(
        "Edit", list(BY), default="metric", required=True, format_func=BY.__getitem__, key="edit_by",
        label_visibility="collapsed",
    )  # fmt: skip
    published = score.published_weights(model.parts, by)
    names = dict(zip(model.parts["metric"].to_pylist(), model.parts["metric_name"].to_pylist(), strict=True))
    row = model.row
    cell = f"{model.assessment.profile}_{row['profile_version']}_{row['lifecycle_stage']}_{row['segment']}"
    with st.form("what_if", border=False):
        with st.grid(columns=4, min_column_width=170):
            weights = tuple(
                (
                    code,
                    st.number_input(
                        fmt.inert(names.get(code, fmt.spelled(code))),
                        min_value=0.0,
                        max_value=100.0,
                        value=percent,
                        step=1.0,
                        format="%.2f",
                        key=f"weight_{cell}_{by}_{code}",
                    ),
                )
                for code, percent in published.items()
            )
        with st.container(horizontal=True):
            st.form_submit_button("Score with these weights", type="primary")
    told = cache.model(score.rescored, publication, model.assessment, by, weights)
    if told.score is None or row["score"] is None:
        st.info("Nothing that is known has a weight, so there is no score.")
        return
    step = told.score - row["score"]
    words = f"{fmt.score(told.score)}, {BAND_LABELS[told.band]}"
    if dict(weights) == published:
        st.info(f"The published weights: {words}.", icon=":material/tune:")
    else:
        st.success(
            f"With these weights: {words}. Published: {fmt.score(row['score'])}; {fmt.gain(step)} points.",
            icon=":material/tune:",
        )
    with ui.rows("what_if_rows") as rows:
        if rows.open:
            ui.table(told.rows, "Points under the edited weights", "what_if_table", "USD")
            downloads.of_shown(
                f"what if {model.assessment.account_id}", told.rows, publication, "what_if",
                account=model.assessment.account_id, profile=model.assessment.profile,
            )  # fmt: skip
