"""Blocks of Segments: segments side by side, who serves how many, who moved, who was not touched in time."""

import streamlit as st

from cs_dash import cache, downloads, filters, fmt, segments_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import segments
from cs_dash.models.segments import SegmentsPage
from cs_dash.publication import Publication
from cs_dash.segments_filters import Chosen
from cs_dash.settings import TABLE_ROWS


def compare(publication: Publication, model: SegmentsPage, chosen: Chosen, meaning: str, currency: str) -> None:
    """The set's segments side by side, NRR over time, and the accounts of a segment."""
    st.subheader("Does coverage match value?")
    st.caption(
        f"{fmt.inert(meaning)}. Retention is over twelve months, by the segment at its opening; grey rows stand on few "
        "accounts. Every set adds up to the same book. NPS is of the answers that its paying accounts gave in twelve "
        "months, where Executive counts every answer of the window chosen there."
    )
    ui.table(model.card, "Segments side by side", "segment_card", currency, hidden=("segment_code",))
    downloads.of_shown("segments side by side", model.card, publication, "segment_card", **_named(chosen))
    if model.trend:
        st.subheader("How does NRR of each segment move?")
        st.caption("Net revenue retention over twelve months. The axis does not start at zero; the line is 100%.")
        ui.chart(model.trend, "NRR by segment and month", key="segment_trend")
    st.subheader("Which accounts are in it, and what do they cost?")
    segment = filters.one_of("Segment", "tier", {"all": "All segments"} | model.labels, 220)
    place = (publication, chosen.segment_set, segment, chosen.month)
    shown = cache.model(segments_repo.account_rows, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.info("No paying account in these filters.")
        return
    total = cache.model(segments_repo.account_totals, *place)
    arr = fmt.inert(fmt.money_full(total["arr"], currency))
    st.caption(f"{ui.counted(shown.num_rows, total['row_count'], 'accounts')}, together {arr} ARR, the largest first.")
    ui.account_table(shown, "Accounts of the segment", "segment_accounts", currency)
    extract = Extract(
        f"accounts of {segment}",
        lambda: segments_repo.account_rows(*place, None),
        (*chosen.words(), ("Segment", "All segments" if segment == "all" else model.labels[segment])),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "segment_accounts")


def coverage(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Who serves how many accounts against the ratios, and which have nobody."""
    model = cache.model(segments.coverage, publication, chosen.month)
    st.subheader("Who has more accounts than one person can serve?")
    st.caption(
        "People needed: each account is one over the accounts of a CSM in its coverage segment. A bar reaches from the "
        "most accounts of the ratio to the fewest; the line is one person."
    )
    if model.load_chart:
        ui.chart(model.load_chart, "People needed by CSM and pool", key="load")
        ui.table(model.load, "Load of each CSM and pool", "load_table", currency, hidden=("owner_id",))
        downloads.of_shown("load of csms", model.load, publication, "load", **_named(chosen))
    else:
        st.info("No paying account in this month.")
    st.subheader("Which paying accounts have no active owner today?")
    if model.orphans.num_rows:
        ui.account_table(model.orphans, "Accounts without an owner", "orphans", currency)
        downloads.of_shown("accounts without an owner", model.orphans, publication, "orphans")
    else:
        st.success("Every paying account has an active owner.", icon=":material/check_circle:")


def moves(publication: Publication, model: SegmentsPage, chosen: Chosen, currency: str) -> None:
    """Accounts whose coverage segment changed in the twelve months up to the chosen one, each with its reason."""
    st.subheader("Which accounts changed coverage segment, and why?")
    place = (publication, model.moved_after, chosen.month)
    shown = cache.model(segments_repo.moves, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.info("No account changed its coverage segment in the twelve months up to this one.")
        return
    st.caption(
        f"Coverage segments, {fmt.day(model.moved_after)} to {fmt.day(chosen.month)}: "
        + fmt.inert("; ".join(model.move_words))
        + ". An account leaves a segment only once it is clearly past the bound."
    )
    ui.account_table(shown, "Moves between coverage segments", "moves", currency)
    extract = Extract("moves between segments", lambda: segments_repo.moves(*place, None), chosen.words())
    downloads.buttons(extract, publication, "moves")


def cadence(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Touches and reviews against what a segment asks for; hours with customers; what automation would free."""
    left, right = st.columns(2)
    with left:
        st.subheader("Is every account touched as often as promised?")
        met = cache.model(segments_repo.cadence, publication, chosen.month)
        st.caption("By coverage segment: a touch is any activity with the account, a QBR a business review held.")
        ui.table(met, "Cadence by segment", "cadence", currency)
        downloads.of_shown("cadence by segment", met, publication, "cadence", month=fmt.month(chosen.month))
    with right:
        st.subheader("How much time goes to customers?")
        worked = cache.model(segments_repo.time_worked, publication, chosen.month)
        if worked.num_rows:
            st.caption("Meetings and calls in the CRM, of the hours landed with each person's cost.")
            ui.table(worked, "Hours with customers", "time", currency)
            downloads.of_shown("hours with customers", worked, publication, "time", month=fmt.month(chosen.month))
        else:
            st.info("No hours were landed for this month (extracts/manual/csm_costs).")
        for one in cache.model(segments_repo.automation, publication):
            st.caption(
                fmt.inert(
                    f"{one['label']}: {fmt.count(one['hours_per_week'])} hours a week ×"
                    f" {fmt.rate(one['share_automated'])} × {fmt.count(one['people'])} people"
                    f" free {fmt.count(one['hours_freed'])} hours,"
                    f" as many as {fmt.score(one['people_freed'])} people work."
                )
            )
    st.subheader("Who was not touched or reviewed in time?")
    missed = cache.model(segments_repo.overdue_touches, publication, chosen.month, TABLE_ROWS)
    if not missed.num_rows:
        st.success("Every account was touched and reviewed in time.", icon=":material/check_circle:")
        return
    ui.account_table(missed, "Accounts not touched in time", "missed", currency)
    extract = Extract(
        "accounts not touched in time",
        lambda: segments_repo.overdue_touches(publication, chosen.month, None),
        (("Month", fmt.month(chosen.month)),),
    )
    downloads.buttons(extract, publication, "missed")


def _named(chosen: Chosen) -> dict[str, str]:
    return {"segments": chosen.set_label, "month": fmt.month(chosen.month)}
