"""Blocks of movements: from band to band between two days, the accounts of a cell, and the scores that fell most."""

import datetime as dt

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, health_charts, moves_repo, ui
from cs_dash.downloads import Extract
from cs_dash.health_blocks import HEALTH_VIEW, account_table
from cs_dash.health_filters import WEEKS, Chosen, band_filter, pick_cell, weeks_filter
from cs_dash.models import health
from cs_dash.models.health import Movements
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import BAND_LABELS


def movements(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Both halves of the section, for one window."""
    weeks = weeks_filter()
    model = cache.model(health.movements, publication, chosen.scope, chosen.date, weeks, currency)
    if model is None:
        st.info(f"No score is {WEEKS[weeks]} older than {fmt.day(chosen.date)}. Choose a shorter window.")
        return
    if model.spec is None:
        st.info("No account in these filters on either day.")
        return
    with st.container(border=True):
        matrix(publication, model, chosen, currency)
    with st.container(border=True):
        drops(publication, model, chosen, currency)


def matrix(publication: Publication, model: Movements, chosen: Chosen, currency: str) -> None:
    """The cells, and the accounts of one."""
    st.subheader("Who changed band?")
    st.caption(
        f"Accounts by band on {fmt.day(model.before)} (rows) and on {fmt.day(chosen.date)} (columns). "
        "Click a cell for its accounts, or choose below."
    )
    ui.chart(model.spec, "Accounts by band before and after", key="transitions_chart", select=pick_cell)
    with ui.rows("transition_rows", "Show all cells") as rows:
        if rows.open:
            listed = pa.Table.from_pylist(model.rows)
            ui.table(listed, "Accounts by band before and after", "transition_table", currency)
            downloads.of_shown("health transitions", listed, publication, "transitions", **dict(chosen.words()))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        from_band = band_filter("from_band", model.bands, "Was")
        to_band = band_filter("to_band", model.bands, "Is")
    place = (publication, chosen.scope, model.before, chosen.date, from_band, to_band)
    shown = cache.model(moves_repo.transition_rows, *place, TABLE_ROWS)
    total = cache.model(moves_repo.transition_total, *place)
    if not shown.num_rows:
        st.info("No account went this way.")
        return
    arr = fmt.inert(fmt.money_full(total["arr"], currency))
    counted = ui.counted(shown.num_rows, total["row_count"], "accounts")
    st.caption(f"{counted}, the largest first, together {arr} ARR.")
    account_table(shown, "Accounts of the cell", "cell", currency, chosen.profile_name)
    labels = BAND_LABELS | {"all": "All bands"}
    extract = Extract(
        f"health {from_band} to {to_band}",
        lambda: moves_repo.transition_rows(*place, None),
        (
            *chosen.words(),
            ("Compared with", fmt.day(model.before)),
            ("Was", labels[from_band]),
            ("Is", labels[to_band]),
        ),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "cell")


def drops(publication: Publication, model: Movements, chosen: Chosen, currency: str) -> None:
    """The scores that fell most, each split into what did it, and one of them by metric."""
    st.subheader("Which scores fell most, and why?")
    if not model.drops.num_rows:
        st.success("No score fell in these filters.", icon=":material/check_circle:")
        return
    st.caption(
        f"From {fmt.day(model.before)} to {fmt.day(chosen.date)}, the {model.drops.num_rows} largest falls. "
        "By behaviour: the metrics' values changed. By weights, stage and coverage: the account was read by other "
        "weights, in another lifecycle stage, or with other metrics known. The four sum to the "
        "change. Take one apart by metric below."
    )
    row = ui.account_choice(model.drops, "Scores that fell most", "drops", currency, "Take apart")
    compared = (*chosen.words(), ("Compared with", fmt.day(model.before)))
    downloads.buttons(Extract("largest falls", lambda: model.drops, compared), publication, "drops")
    if row is not None:
        one_drop(publication, model.drops.slice(row, 1).to_pylist()[0], model, chosen, currency)


def one_drop(publication: Publication, account: dict, model: Movements, chosen: Chosen, currency: str) -> None:
    """One account's change by metric."""
    with st.container(border=True):
        st.markdown(f"**{fmt.inert(account['account_name'] or account['account_id'])}**")
        effect_rows(
            publication, account["account_id"], chosen.scope.profile, model.before, chosen.date,
            (account["score_before"], account["score"]), currency,
        )  # fmt: skip
        if st.button("Open the account", icon=":material/domain:", key="drop_open"):
            ui.open_account(account["account_id"], **HEALTH_VIEW, scored_by=chosen.profile_name)


def effect_rows(
    publication: Publication,
    account_id: str,
    profile: str,
    before: dt.date,
    date: dt.date,
    scores: tuple,
    currency: str,
) -> None:
    """The effects by metric as bars and rows, with the sum that they make; `scores` are those of both days."""
    shown = cache.model(moves_repo.effects, publication, account_id, profile, before, date)
    was, now = scores
    if was is None or now is None:
        st.info("One of the two days has no score, so there is no change to explain.")
        return
    if not shown.num_rows:
        st.info(f"Nothing moved: {fmt.score(now)} on both days.")
        return
    total = sum(shown["points_change"].to_pylist())
    told = f"{fmt.score(was)} on {fmt.day(before)}, {fmt.score(now)} on {fmt.day(date)}: {fmt.gain(now - was)} points"
    if total == now - was:
        st.success(f"{told}, and the rows sum to exactly that.", icon=":material/check_circle:")
    else:
        st.error(f"{told}, but the rows sum to {fmt.gain(total)}.", icon=":material/error:")
    ui.chart(health_charts.effects(shown.to_pylist()), "Points by metric and effect", key="effects_chart")
    with ui.rows("effect_rows") as rows:
        if rows.open:
            ui.table(shown, "Points by metric and effect", "effects_table", currency)
            downloads.of_shown(
                f"score change {account_id}", shown, publication, "effects", account=account_id, profile=profile,
                **{"from": fmt.day(before), "to": fmt.day(date)},
            )  # fmt: skip
