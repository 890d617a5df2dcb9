"""Blocks of the trial: what the score told of churns that happened, what it missed, and how others would have done."""

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, trial_repo, ui
from cs_dash.downloads import Extract
from cs_dash.health_blocks import account_table
from cs_dash.health_filters import Chosen, pills_filter, trial_filters
from cs_dash.models import alerts, trial
from cs_dash.models.trial import Trial
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import BAND_LABELS

ALONE = {"component": "Components of the profile", "metric": "Metrics"}
MISSED = {"green": "Green to the end", "all": "All churns"}


def sections(publication: Publication, chosen: Chosen, currency: str) -> None:
    """All of the trial."""
    if not cache.model(trial.is_told, publication):
        st.info("This publication puts no score on trial. Publish again with `make refresh`.")
        return
    horizons = cache.model(trial_repo.horizons, publication)
    sets = cache.model(trial_repo.band_sets, publication, chosen.scope.profile)
    if not horizons or not sets:
        st.info("No trial yet: no scoring day lies far enough back for its outcome to be known.")
        return
    horizon, band_set = trial_filters(horizons, trial.DEFAULT_HORIZON, sets)
    model = cache.model(trial.build, publication, chosen.scope.profile, chosen.date, horizon, band_set)
    words = (("Profile", chosen.profile_name), ("Churn within", f"{horizon} days"), ("Bands", fmt.spelled(band_set)))
    caution(model, horizon)
    cards(model, chosen, horizon, currency)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        areas(publication, model)
    with right.container(border=True, height="stretch"):
        calibration(publication, model, horizon, words)
    with st.container(border=True):
        edges(publication, model, horizon, words, currency)
    with st.container(border=True):
        lead_times(publication, model, words)
    with st.container(border=True):
        misses(publication, chosen, currency)
    with st.container(border=True):
        champions(publication, model, horizon, words)
    with st.container(border=True):
        learned(publication, horizon, words)
    with st.container(border=True):
        alone(publication, chosen, horizon, words)


def caution(model: Trial, horizon: int) -> None:
    """What a trial can and cannot prove."""
    st.info(
        f"Every paying account is scored on each trial day by what was known then, and looked at {horizon} days later. "
        "This shows how well a score ranked and flagged the churns that happened. It does not show that acting on a "
        "score keeps a customer, or that the next year is like the last; and where the company is invented, as in the "
        "demo, it shows that the arithmetic works and nothing about real customers. All accounts are tried: segment, "
        "region and owner do not apply here.",
        icon=":material/gavel:",
    )


def cards(model: Trial, chosen: Chosen, horizon: int, currency: str) -> None:
    """The chosen profile in four figures."""
    area, edge, lead = model.area, model.edge, model.lead
    if area is None or area["auc"] is None or edge is None:
        st.info(f"{fmt.inert(chosen.profile_name)}: no account was lost within {horizon} days of a trial day.")
        return
    flagged, lost = (fmt.money(edge[key], currency) for key in ("flagged_churned_mrr", "churned_mrr"))
    warned = (lead or {}).get("warned") or 0
    with st.grid(columns=4, min_column_width=200):
        figure(
            "AUC",
            f"{fmt.half_up(area['auc'], 2)}",
            f"on {fmt.count(area['churns'])} churns; 0.5 is chance",
            "The chance that an account that was lost had a lower score than one that stayed.",
        )
        figure(
            "Lost MRR that was flagged",
            fmt.rate(edge["flagged_churned_mrr_rate"]),
            f"{flagged} of {lost}",
            "Of the MRR lost, the share of accounts in the bands At-risk and worse (or their like) on the trial day.",
        )
        figure(
            "Precision and recall",
            f"{fmt.rate(edge['flag_precision'])} · {fmt.rate(edge['recall'])}",
            f"{fmt.count(edge['hits'])} hits; {fmt.count(edge['flagged'])} flagged, {fmt.count(edge['churned'])} lost",
            "Of the flagged cases, how many were lost; of the lost, how many were flagged.",
        )
        figure(
            "Median warning", f"{lead['lead_days_p50']} days" if warned else fmt.MISSING,
            f"{fmt.count(warned)} of {fmt.count((lead or {}).get('churns'))} churns with a warning that stood",
            "Days from the start of the last run of flagged scores to the churn.",
        )  # fmt: skip


def figure(label: str, value: str, footnote: str, meaning: str) -> None:
    """A card."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, fmt.inert(value), help=fmt.inert(meaning))
        st.caption(fmt.inert(footnote))


def areas(publication: Publication, model: Trial) -> None:
    """AUC by scorer and horizon."""
    st.subheader("Which score tells churn best?")
    st.caption("AUC by score and by the days within which a churn counts: 0.5 is chance, 1 would be perfect.")
    if model.areas_spec is None:
        st.info("Nobody was lost after a trial day, so there is nothing to tell apart.")
        return
    ui.chart(model.areas_spec, "AUC by score and horizon", key="areas_chart")
    with ui.rows("area_rows") as rows:
        if rows.open:
            columns = ("scorer_name", "horizon_days", "auc", "cases", "churns")
            shown = pa.Table.from_pylist([{name: row[name] for name in columns} for row in model.areas])
            ui.table(shown, "AUC by score and horizon", "areas_table", "USD")
            downloads.of_shown("trial auc", shown, publication, "areas")


def calibration(publication: Publication, model: Trial, horizon: int, words: tuple) -> None:
    """The share lost, by band."""
    st.subheader("Do worse bands lose more?")
    st.caption(f"Share of cases lost within {horizon} days of the trial day, by the band they were in.")
    if model.calibration_spec is None:
        st.info("No case in these bands.")
        return
    ui.chart(model.calibration_spec, "Share of cases lost by band", key="calibration_chart")
    with ui.rows("calibration_rows") as rows:
        if rows.open:
            columns = ("band", "churn_rate", "churned", "cases", "churns")
            listed = [
                {name: row[name] for name in columns}
                | {"band": BAND_LABELS.get(row["band"], row["label"] or fmt.spelled(row["band"]))}
                for row in model.calibration
            ]
            shown = pa.Table.from_pylist(listed)
            ui.table(shown, "Share of cases lost by band", "calibration_table", "USD")
            downloads.buttons(Extract("trial calibration", lambda: shown, words), publication, "calibration")


def edges(publication: Publication, model: Trial, horizon: int, words: tuple, currency: str) -> None:
    """Precision and recall by edge."""
    st.subheader("Where should one start to act?")
    st.caption(
        f"Each edge flags its band and all worse ones; a case is lost within {horizon} days. A wider edge finds more "
        "of the lost and raises more false alarms."
    )
    shown = trial.edge_words(model.edges)
    ui.table(shown, "Precision and recall by edge", "edges_table", currency)
    downloads.buttons(Extract("trial edges", lambda: shown, words), publication, "edges")


def lead_times(publication: Publication, model: Trial, words: tuple) -> None:
    """Days of warning."""
    st.subheader("How early did it warn?")
    st.caption(
        "From the start of the last run of flagged weekly scores to the churn, if the flag stood at the last score. "
        "Line: 8 of 10 churns; box: the middle half; tick: the median."
    )
    if model.leads_spec is None:
        st.info("No flag stood before any churn.")
    else:
        ui.chart(model.leads_spec, "Days of warning by edge", key="leads_chart")
    if model.leads.num_rows:
        with ui.rows("lead_rows") as rows:
            if rows.open:
                shown = trial.edge_words(model.leads)
                ui.table(shown, "Days of warning by edge", "leads_table", "USD")
                downloads.buttons(Extract("trial lead times", lambda: shown, words), publication, "leads")


def misses(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Customers lost, and what the score had said."""
    st.subheader("Whom did it miss?")
    kind = pills_filter("missed", MISSED, "green")
    place = (publication, chosen.scope.profile, chosen.date, kind == "green")
    shown = cache.model(trial_repo.misses, *place, TABLE_ROWS)
    total = cache.model(trial_repo.misses_total, publication, chosen.scope.profile, kind == "green")
    if not shown.num_rows:
        st.success("No customer that was lost was green at its last score.", icon=":material/check_circle:")
        return
    lost = fmt.inert(fmt.money_full(total["mrr_lost"], currency))
    counted = ui.counted(shown.num_rows, total["row_count"], "churn" if total["row_count"] == 1 else "churns")
    said = "lost though green at the last score" if kind == "green" else "whatever was said of them"
    st.caption(f"{counted}, {said}, the largest first, together {lost} MRR.")
    account_table(shown, "Customers lost", "misses", currency, chosen.profile_name)
    extract = Extract(
        f"trial misses {kind}",
        lambda: trial_repo.misses(*place, None),
        (("Profile", chosen.profile_name), ("Churns", MISSED[kind])),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "misses")


def champions(publication: Publication, model: Trial, horizon: int, words: tuple) -> None:
    """The champion against its challengers."""
    st.subheader("Would another score do better?")
    if not model.champions.num_rows:
        st.info("The champion has no challenger at this horizon.")
        return
    st.caption(
        f"The champion against each other score on the cases that both scored, within {horizon} days. A difference up "
        "to the margin is none: it is two standard errors, as if both sides were independent."
    )
    ui.table(model.champions, "Champion and challengers", "champions_table", "USD")
    downloads.buttons(Extract("trial champions", lambda: model.champions, words[1:2]), publication, "champions")


def learned(publication: Publication, horizon: int, words: tuple) -> None:
    """What the churn model learned from, and whether as many were lost as it said."""
    st.subheader("Does the churn model know how many?")
    if not cache.model(alerts.is_predicted, publication):
        st.info("This publication holds no churn model.")
        return
    fits = cache.model(trial_repo.fits, publication, horizon)
    if not fits.num_rows:
        st.info(f"No model is fitted for {horizon} days. Choose another horizon above.")
        return
    refused = fits["status"].to_pylist().count("refused")
    st.caption(
        f"{fits.num_rows} fits, each from churns that were known on its day; {refused} refused to learn from too "
        "little. By band of its score: losses that its probabilities add up to, beside those that came."
    )
    told = cache.model(trial_repo.model_calibration, publication, horizon)
    if told.num_rows:
        ui.table(told, "Losses expected and come, by band of the model", "learned_table", "USD")
        downloads.buttons(Extract("churn model calibration", lambda: told, words[1:2]), publication, "learned")
    with ui.rows("fit_rows", "Show its fits") as rows:
        if rows.open:
            ui.table(fits, "Fits of the churn model", "fits_table", "USD")
            downloads.buttons(Extract("churn model fits", lambda: fits, words[1:2]), publication, "fits")


def alone(publication: Publication, chosen: Chosen, horizon: int, words: tuple) -> None:
    """Components and metrics, each by itself."""
    st.subheader("Which part tells most by itself?")
    kind = pills_filter("alone", ALONE, "component")
    shown, spec = cache.model(trial.ranked, publication, chosen.date, chosen.scope.profile, kind, horizon)
    if spec is None:
        st.info("None of them was tried at this horizon.")
        return
    st.caption(
        f"AUC of each alone, churn within {horizon} days. Below 0.5, high scores were lost more often than low ones."
    )
    ui.chart(spec, "AUC of each part alone", key="alone_chart")
    with ui.rows("alone_rows") as rows:
        if rows.open:
            listed = shown.drop_columns(["scorer"])
            ui.table(listed, "AUC of each part alone", "alone_table", "USD")
            downloads.buttons(Extract(f"trial {kind}", lambda: listed, words), publication, "alone")
