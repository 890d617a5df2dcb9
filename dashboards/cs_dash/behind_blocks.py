"""The Executive page's cards, and the rows that each is the sum of."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from cs_dash import behind_repo, cache, downloads, expansion_repo, fmt, repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.models.cards import Card
from cs_dash.models.executive import LEAST_NPS_WINDOW, WINDOWS, ExecutivePage
from cs_dash.models.standing import AT_RISK, BAND_SETS, SHARES
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import SEGMENT_LABELS

FIGURES = {
    "retention": "NRR, GRR, logo retention",
    "nps": "NPS",
    "paying": "MRR and paying accounts",
    "due": "Renewals due and forecast",
    "at_risk_renewals": "At-risk renewals",
    "pipeline": "Expansion pipeline",
    "health": "Bands of health",
}
BAND_CHOICES = {
    "At-risk and worse": AT_RISK,
    "Healthy": BAND_SETS["4 bands"]["healthy"],
    "Stable": BAND_SETS["4 bands"]["stable"],
    "At-risk": BAND_SETS["4 bands"]["at_risk"],
    "Critical and Emergency": BAND_SETS["4 bands"]["critical"],
    "No score": BAND_SETS["4 bands"]["no_score"],
    "All": tuple(SHARES),
}
BEHIND = {
    "nrr": "retention", "grr": "retention", "logo_retention": "retention", "nps": "nps", "mrr": "paying",
    "paying_accounts": "paying", "renewals_due_amount": "due", "renewals_forecast_amount": "due",
    "renewals_at_risk_amount": "at_risk_renewals", "expansion_pipeline_amount": "pipeline",
    "expansion_expected_amount": "pipeline", "at_risk_accounts": "health", "at_risk_arr": "health",
    "cost_to_serve_share": "cost",
}  # fmt: skip
PAGES = {
    "retention": ("views/retention.py", "Retention"),
    "paying": ("views/retention.py", "Retention"),
    "due": ("views/renewals.py", "Renewals"),
    "at_risk_renewals": ("views/renewals.py", "Renewals"),
    "pipeline": ("views/expansion.py", "Expansion"),
    "health": ("views/health.py", "Health"),
    "cost": ("views/segments.py", "Segments"),
}


@dataclass(frozen=True)
class Rows:
    """A table behind a figure: all of it by `read(limit)`, what it sums to in words, and what it is called."""

    subject: str
    read: Callable[[int | None], pa.Table]
    total: dict
    told: str
    noun: str


def query(kind: str, chosen: Filters) -> dict[str, str]:
    """The page's filters as the address of another page spells them."""
    if kind == "cost":
        return {"month": fmt.month(chosen.month)}
    asked = {} if chosen.segment == "all" else {"segment": SEGMENT_LABELS[chosen.segment]}
    if kind in ("retention", "paying"):
        asked |= {"month": fmt.month(chosen.month)} | (
            {} if chosen.window == 12 else {"window": WINDOWS[chosen.window]}
        )
    if kind == "at_risk_renewals":
        asked["renewals_section"] = "At risk"
    return asked


def show_rows(kind: str) -> None:
    """Open the rows behind a card."""
    st.session_state["behind"] = kind
    st.session_state["card_rows"] = True
    if kind == "health":
        st.session_state["behind_band"] = "At-risk and worse"


def cards(shown: list[Card], chosen: Filters, columns: int) -> None:
    """Cards side by side, each with ways to its rows and to its page."""
    with st.grid(columns=columns, min_column_width=148):
        for card in shown:
            with st.container(border=True, height="stretch", gap="xsmall"):
                ui.kpi(card)
                ways(card, chosen)


def ways(card: Card, chosen: Filters) -> None:
    """From a card to the rows it is the sum of, and to the page that tells more."""
    kind = BEHIND.get(card.metric_id)
    if kind is None or card.value == fmt.MISSING:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if kind in FIGURES:
            st.button("Rows", key=f"rows_{card.metric_id}", type="tertiary", on_click=show_rows, args=(kind,))
        if kind in PAGES:
            page, label = PAGES[kind]
            ui.link(page, label, query_params=query(kind, chosen))


def rows_behind_cards(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> None:
    """The rows that a card was summed over."""
    with ui.rows("card_rows", "Show the rows behind these figures") as opened:
        if not opened.open:
            return
        kind = st.pills(
            "Figures", list(FIGURES), default="retention", required=True, format_func=FIGURES.__getitem__,
            key="behind", bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
        readers = {
            "retention": retention, "paying": paying, "nps": answers, "due": quarter, "at_risk_renewals": at_risk,
            "pipeline": pipeline, "health": health,
        }  # fmt: skip
        found = readers[kind](publication, chosen, model, currency)
        if found is None:
            return
        shown = found.read(TABLE_ROWS)
        st.caption(f"{found.told} {ui.counted(shown.num_rows, found.total['row_count'], found.noun)}.")
        if not shown.num_rows:
            return
        ui.account_table(shown, found.subject, f"behind_{kind}", currency)
        extract = Extract(
            f"{found.subject} {chosen.segment}",
            lambda: found.read(None),
            chosen.words(),
            ("N1", "R1", "logo") if kind == "retention" else (),
            row_count=found.total["row_count"],
        )
        downloads.buttons(extract, publication, f"behind_{kind}")


def amount(value: fmt.Number, currency: str) -> str:
    """Money to the cent, as inert Markdown."""
    return fmt.inert(fmt.money_full(value, currency))


def retention(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """Accounts of the opening, and the sums that the three rates divide."""
    place = (publication, chosen.segment, chosen.window, chosen.month)
    total = cache.model(repo.cohort_total, *place)
    under = amount(total["opening_mrr"] or 0, currency)
    told = (
        f"NRR: {amount(total['retained_mrr'] or 0, currency)} of {under} · "
        f"GRR: {amount(total['retained_mrr_capped'] or 0, currency)} of {under} · "
        f"Logo retention: {fmt.count(total['retained_logos'])} of {fmt.count(total['row_count'])} ·"
    )
    return Rows("retention", lambda limit: cache.model(repo.cohort_rows, *place, limit), total, told, "accounts")


def paying(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """Accounts that pay at the month's end, and their sum."""
    place = (publication, chosen.segment, chosen.month)
    total = cache.model(repo.paying_total, *place)
    told = f"MRR: {amount(total['closing_mrr'] or 0, currency)}, and ARR is twelve times that, from"
    return Rows("paying accounts", lambda limit: cache.model(repo.paying_rows, *place, limit), total, told, "accounts")


def answers(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """Answers of the window, and what NPS divides."""
    window = max(chosen.window, LEAST_NPS_WINDOW)
    place = (publication, chosen.segment, window, chosen.month)
    total = cache.model(behind_repo.answer_total, *place)
    told = (
        f"{fmt.count(total['promoters'])} promoters less {fmt.count(total['detractors'])} detractors in "
        f"{WINDOWS[window]}, over"
    )
    return Rows(
        "nps answers", lambda limit: cache.model(behind_repo.answer_rows, *place, limit), total, told, "answers"
    )


def due_in_quarter(
    publication: Publication, chosen: Filters, model: ExecutivePage, currency: str, at_risk: bool
) -> Rows:
    """Renewals of the quarter, all or those at risk."""
    place = (publication, chosen.segment, at_risk, model.standing.month, model.standing.day)
    total = cache.model(behind_repo.quarter_total, *place)
    # At the end of a past month that is its last Sunday.
    forecast_on = total["forecast_date"]
    since = f"as forecast on {fmt.day(forecast_on)}" if forecast_on else "not yet forecast"
    told = (
        f"{fmt.quarter(model.standing.month)}, {since}: "
        f"{amount(total['amount_due'], currency)} due and {amount(total['expected_amount'], currency)} expected, "
        f"{fmt.count(total['accounts'])} accounts,"
    )
    subject = "renewals at risk" if at_risk else "renewals of the quarter"
    return Rows(subject, lambda limit: cache.model(behind_repo.quarter_rows, *place, limit), total, told, "renewals")


def quarter(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """All renewals of the quarter."""
    return due_in_quarter(publication, chosen, model, currency, False)


def at_risk(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """Those with a level of risk."""
    return due_in_quarter(publication, chosen, model, currency, True)


def pipeline(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows | None:
    """Open opportunities of expansion, as they are today."""
    if not model.standing.is_newest:
        st.info("The pipeline is told as it is today: choose the newest month for its rows.")
        return None
    place = (publication, chosen.segment, "all", "all", "pipeline")
    total = cache.model(expansion_repo.opportunity_total, *place)
    told = (
        f"Open today: {amount(total['amount'], currency)} ARR, {amount(total['expected_amount'], currency)} expected,"
    )
    return Rows(
        "expansion pipeline", lambda limit: cache.model(expansion_repo.opportunity_rows, *place, limit), total, told,
        "opportunities",
    )  # fmt: skip


def health(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> Rows:
    """Paying accounts of a band."""
    band = st.selectbox("Band", list(BAND_CHOICES), key="behind_band", bind="query-params", width=220)
    place = (publication, chosen.segment, BAND_CHOICES[band], model.standing.month)
    total = cache.model(behind_repo.scored_total, *place)
    told = f"{band}, as scored until {fmt.day(model.standing.day)}: {amount(total['arr'], currency)} ARR of"
    return Rows(
        f"accounts {band.lower()}", lambda limit: cache.model(behind_repo.scored_rows, *place, limit), total, told,
        "paying accounts",
    )  # fmt: skip
