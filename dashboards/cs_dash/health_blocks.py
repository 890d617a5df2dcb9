"""Blocks of the Health page: its tiles, the bands over time with the accounts of one, and what the scores lack."""

from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, health_repo, missing_repo, ui
from cs_dash.downloads import Extract
from cs_dash.health_filters import Chosen, band_filter, lacking_filter, pick_band, pick_lacking
from cs_dash.models import health
from cs_dash.models.health import HealthPage
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import BAND_LABELS

HEALTH_VIEW = {"account_view": "Health"}


def account_table(shown: pa.Table, alt: str, key: str, currency: str, profile_name: str) -> None:
    """A table of accounts: the chosen one opens its page's health part, under the same profile."""
    row = ui.account_choice(shown, alt, key, currency)
    if row is not None:
        ui.open_account(shown["account_id"][row].as_py(), **HEALTH_VIEW, scored_by=profile_name)


def tiles(model: HealthPage) -> None:
    """Four figures of the day, each with its change over four weeks."""
    since = None if model.compared_to is None else f"since {fmt.day(model.compared_to)}"
    with st.grid(columns=4, min_column_width=200):
        for one in model.tiles:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    one.label,
                    one.value,
                    delta=one.change,
                    delta_color={1: "green", -1: "red"}.get(one.direction, "off"),
                    delta_arrow=one.arrow,
                    delta_description=since if one.change is not None else None,
                    help=fmt.inert(one.meaning),
                )
                st.caption(fmt.inert(one.footnote))


def distribution(publication: Publication, model: HealthPage, chosen: Chosen, currency: str) -> None:
    """Bands over time by accounts and by ARR, and the accounts of a band."""
    marked = (
        " Dashed: other weights begin to score; a jump there is configuration, not behaviour."
        if model.has_versions
        else ""
    )
    places = st.columns(2)
    for place, spec, heading, key in (
        (places[0], model.by_accounts, "How many accounts are healthy?", "distribution_chart"),
        (places[1], model.by_arr, "How much ARR is healthy?", "distribution_arr_chart"),
    ):
        with place.container(border=True, height="stretch"):
            st.subheader(heading)
            st.caption(f"Every Sunday up to {fmt.day(chosen.date)}, by band.{marked}")
            select = pick_band if key == "distribution_chart" else None
            ui.chart(spec, f"{heading} By band and week", key=key, select=select)
            if key == "distribution_chart":
                with ui.rows("distribution_rows") as rows:
                    if rows.open:
                        listed = pa.Table.from_pylist(model.rows)
                        ui.table(listed, "Accounts and ARR by band and day", "distribution_table", currency)
                        downloads.of_shown(
                            "health by band", listed, publication, "distribution", **dict(chosen.words())
                        )
    with st.container(border=True):
        accounts(publication, model, chosen, currency)


def accounts(publication: Publication, model: HealthPage, chosen: Chosen, currency: str) -> None:
    """The accounts of a band on the chosen day, the lowest scores first."""
    st.subheader("Which accounts are they?")
    band = band_filter("band", model.bands, "Band")
    place = (publication, chosen.scope, chosen.date, band)
    shown = cache.model(health_repo.account_rows, *place, TABLE_ROWS)
    total = cache.model(health_repo.account_total, *place)
    arr = fmt.inert(fmt.money_full(total["arr"], currency))
    st.caption(
        f"On {fmt.day(chosen.date)}, the lowest scores first: "
        f"{ui.counted(shown.num_rows, total['row_count'], 'accounts')}, together {arr} ARR. The change is to "
        "the newest weekly score at least four weeks older. Costs most: the metric that takes the most points away."
    )
    account_table(shown, "Accounts by score", "scored", currency, chosen.profile_name)
    extract = Extract(
        f"health {band} {chosen.scope.profile}",
        lambda: health_repo.account_rows(*place, None),
        (*chosen.words(), ("Band", BAND_LABELS.get(band, "All bands"))),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "scored")


def coverage(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Which metrics are missing how often and why, and the accounts that lack them."""
    st.subheader("What do the scores not know?")
    found = cache.model(missing_repo.missing_by_metric, publication, chosen.scope, chosen.date)
    lacking = cache.model(missing_repo.missing_total, publication, chosen.scope, chosen.date, "all")
    if not found.num_rows:
        st.success(
            f"Every metric of this profile is known for all {fmt.count(lacking['accounts'])} accounts.",
            icon=":material/check_circle:",
        )
        return
    st.caption(
        f"{fmt.count(lacking['row_count'])} of {fmt.count(lacking['accounts'])} accounts lack at least one metric of "
        f"the profile on {fmt.day(chosen.date)}. Each metric says what the "
        "score does without it. Select a row for its accounts."
    )
    metrics = found["metric"].to_pylist()
    shown = found.drop_columns(["metric"])
    ui.table(shown, "Missing metrics and why", "missing_table", currency, select=partial(pick_lacking, metrics))
    downloads.of_shown("missing metrics", shown, publication, "missing", **dict(chosen.words()))
    names = dict(zip(metrics, found["metric_name"].to_pylist(), strict=True))
    metric = lacking_filter(names)
    place = (publication, chosen.scope, chosen.date, metric)
    listed = cache.model(missing_repo.missing_by_account, *place, TABLE_ROWS)
    total = cache.model(missing_repo.missing_total, *place)
    counted = ui.counted(listed.num_rows, total["row_count"], "accounts")
    st.caption(f"{counted}, those with the least of their weight known first.")
    account_table(listed, "Accounts with missing metrics", "lacking", currency, chosen.profile_name)
    extract = Extract(
        f"missing metrics by account {chosen.scope.profile}",
        lambda: missing_repo.missing_by_account(*place, None),
        (*chosen.words(), ("Metric", names.get(metric, "Any"))),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "lacking")
    targets(publication, chosen)


def targets(publication: Publication, chosen: Chosen) -> None:
    """What the profile asks of every account's data, in one line per source."""
    goals = cache.model(health_repo.coverage_targets, publication, chosen.date)
    if goals:
        st.caption(
            "Targets for the share of accounts with a score: "
            + "; ".join(f"{fmt.inert(fmt.rate(row['target_value']))} ({fmt.inert(row['source'])})" for row in goals)
            + "."
        )


def none_scored(chosen: Chosen) -> None:
    """No account in the filters."""
    st.info(f"No account pays in these filters on {fmt.day(chosen.date)}.")


def absent(publication: Publication) -> bool:
    """Say so where the publication holds no health or no score; gives whether it was said."""
    if not cache.model(health.is_told, publication):
        st.info("This publication holds no health scores. Publish again with `make refresh`.")
        return True
    if not cache.model(health.choices, publication).dates:
        st.info("No account is scored yet: no customer paid on any scoring day.")
        return True
    return False
