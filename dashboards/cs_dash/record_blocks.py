"""Blocks of the forecast on record: every week's forecast of a quarter, and how good forecasts were."""

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, record_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import renewals
from cs_dash.publication import Publication
from cs_dash.renewals_blocks import renewal_table
from cs_dash.renewals_filters import Chosen, horizon_filter, quarter_filter
from cs_dash.settings import TABLE_ROWS


def on_record(publication: Publication, chosen: Chosen, currency: str) -> None:
    """What each method expected of a quarter, week by week."""
    with st.container(border=True):
        st.subheader("What did we forecast, and what came?")
        quarters = [row["quarter_end"] for row in cache.model(record_repo.periods, publication)]
        if not quarters:
            st.info("No forecast is on record yet.")
            return
        quarter_end = quarter_filter(quarters, renewals.quarter(chosen.newest)[1])
        model = cache.model(renewals.record, publication, chosen.scope, chosen.labels, quarter_end, currency)
        if model.spec is None:
            st.info("No forecast of this quarter is on record in these filters.")
            return
        st.caption(
            f"Renewals due in the quarter to {fmt.day(quarter_end)}, as each week's forecast had them; the quarter "
            "itself is shaded. A forecast knows only what was known on its day: contracts signed later are not in it. "
            "A method leaves out what it has no basis for, as CSMs' calls before there is a deal."
        )
        ui.chart(model.spec, "Forecast of the quarter by week and method", key="record_chart")
        with ui.rows("record_rows") as rows:
            if rows.open:
                shown = pa.Table.from_pylist(model.rows)
                ui.table(shown, "Forecasts on record", "record_table", currency)
                downloads.of_shown(
                    f"forecasts of {quarter_end}", shown, publication, "record", **dict(chosen.words()[:2])
                )


def accuracy(publication: Publication, chosen: Chosen, currency: str) -> None:
    """How far forecasts were off, by method and horizon, and the misses by name."""
    horizon = horizon_filter(cache.model(renewals.choices, publication).horizons)
    model = cache.model(renewals.accuracy, publication, chosen.scope, horizon, currency)
    if model is None:
        st.info("Accuracy is told by segment or by owner, not by both at once: choose one of them.")
        return
    if not model.cells:
        st.info("No forecast of these filters is settled yet: the first needs a due month that is over.")
        return
    with st.container(border=True):
        st.subheader("How good are the forecasts?")
        st.caption(
            "Absolute error of settled due months, month by month, as a share of what was renewed. Methods began at "
            "different times, so they tell of different months. What chance alone would do is on hover and in rows. "
            f"Goals: {fmt.inert(model.goal)}."
        )
        ui.chart(model.cells_spec, "Absolute error by method and horizon", key="accuracy_chart")
        with ui.rows("accuracy_rows") as rows:
            if rows.open:
                shown = pa.Table.from_pylist(model.cells).drop_columns(["method", "is_record"])
                ui.table(shown, "Accuracy by method and horizon", "accuracy_table", currency)
                downloads.of_shown("forecast accuracy", shown, publication, "accuracy", **dict(chosen.words()[:2]))
    with st.container(border=True):
        by_month(publication, model, chosen, horizon, currency)


def by_month(publication: Publication, model: renewals.Accuracy, chosen: Chosen, horizon: int, currency: str) -> None:
    """One method at one horizon: each month, then each renewal."""
    st.subheader(f"Where was it off, {horizon} days ahead?")
    if model.months_spec is None:
        st.info(f"{chosen.method_label} told nothing of a settled month so long before.")
        return
    st.caption(
        f"{fmt.inert(chosen.method_label)}: bars are what was renewed, ticks what was forecast at least {horizon} days "
        "before the month."
    )
    ui.chart(model.months_spec, "Forecast against what was renewed by month", key="months_chart")
    with ui.rows("months_rows") as rows:
        if rows.open:
            ui.table(model.months, "Forecast and actual by due month", "months_table", currency)
            downloads.of_shown(
                f"forecast and actual {horizon} days", model.months, publication, "months", **dict(chosen.words()[:3])
            )
    st.markdown("**Renewals, the furthest off first**")
    cut = renewals.cut_by(chosen.scope)
    place = (publication, chosen.scope.method, horizon, *cut)
    shown = cache.model(record_repo.misses, *place, TABLE_ROWS)
    total = cache.model(record_repo.misses_total, *place)
    sums = {key: fmt.inert(fmt.money_full(total[key], currency)) for key in ("forecast_amount", "actual_amount")}
    st.caption(
        f"{ui.counted(shown.num_rows, total['row_count'], 'renewals')}: {sums['forecast_amount']} forecast, "
        f"{sums['actual_amount']} renewed. An error is that of the outcome (renewed or not) and that of the amount."
    )
    renewal_table(shown, "Misses by name", "misses", currency)
    extract = Extract(
        f"forecast misses {horizon} days",
        lambda: record_repo.misses(*place, None),
        (*chosen.words()[:3], ("Horizon", f"{horizon} days")),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "misses")
