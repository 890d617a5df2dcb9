"""Blocks of an account's overview: all that a CSM wants to know before a call, on one page."""

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, overview_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import overview
from cs_dash.models.overview import Overview
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS


def page(publication: Publication, account_id: str, currency: str) -> None:
    """All of the overview, or why there is none."""
    if not cache.model(overview.is_told, publication):
        st.info("This publication holds no portfolios, people or tickets. Publish again with `make refresh`.")
        return
    model = cache.model(overview.build, publication, account_id, currency)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        needs(model)
    with right.container(border=True, height="stretch"):
        doing(model)
    with st.container(border=True):
        history(publication, model, account_id)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        renewal(publication, model, account_id)
    with right.container(border=True, height="stretch"):
        tickets(publication, model, account_id)
    with st.container(border=True):
        people(publication, model, account_id)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        plans(publication, model, account_id)
    with right.container(border=True, height="stretch"):
        value(publication, model, account_id, currency)


def table(publication: Publication, shown: pa.Table, subject: str, key: str, account_id: str, currency: str = "USD"):
    """A table that is shown whole, with its downloads."""
    ui.table(shown, subject.capitalize(), f"{key}_table", currency)
    downloads.of_shown(f"{subject} {account_id}", shown, publication, key, account=account_id)


def needs(model: Overview) -> None:
    """Why it is on its owner's list, and what is next."""
    st.subheader("Why does it need me, and what is next?")
    if model.panel is None:
        st.info("It pays nothing today, so it is in no portfolio.")
    elif not model.panel.steps:
        st.success("Nothing asks for it today.", icon=":material/check_circle:")
    else:
        lines = [f"- {fmt.inert(reason)}  \n  **{fmt.inert(step)}**" for reason, step in model.panel.steps]
        st.markdown("\n".join(lines))


def doing(model: Overview) -> None:
    """Its health, what costs it most, and what else goes on."""
    st.subheader("How is it doing?")
    if model.panel is None:
        st.info("It pays nothing today, so it is not scored.")
        return
    st.markdown(f"**Health: {fmt.inert(model.panel.health)}**")
    if model.panel.drivers:
        st.caption("Costs it most: " + fmt.inert("; ".join(model.panel.drivers)))
    st.markdown("\n".join(f"- {fmt.inert(line)}" for line in model.panel.signals))


def history(publication: Publication, model: Overview, account_id: str) -> None:
    """MRR, health and what happened, over the same months."""
    st.subheader("How did it get here?")
    if model.level is None and model.health is None:
        st.info("It never paid, and was never scored.")
    if model.level:
        st.caption("Closing MRR by month")
        ui.chart(model.level, "Closing MRR by month", key="overview_level")
    if model.health:
        st.caption("Health score, over its bands")
        ui.chart(model.health, "Health score over time", key="overview_health")
    if model.marks:
        st.caption("What happened: circles are good, diamonds bad, squares neither")
        ui.chart(model.marks, "What happened to the account, by kind", key="overview_marks")
    if model.events.num_rows:
        with ui.rows("event_rows", "Show what happened") as rows:
            if rows.open:
                table(publication, model.events.drop_columns(["tone"]), "events", "events", account_id)


def renewal(publication: Publication, model: Overview, account_id: str) -> None:
    """The next renewal, and the steps to it."""
    st.subheader("Where does its renewal stand?")
    st.markdown(fmt.inert(model.panel.renewal) if model.panel else "It pays nothing today.")
    if model.steps is not None and model.steps.num_rows:
        table(publication, model.steps, "renewal steps", "renewal_steps", account_id)


def tickets(publication: Publication, model: Overview, account_id: str) -> None:
    """Promises of its tickets."""
    st.subheader("Do we keep our promises to it?")
    st.markdown(fmt.inert(model.sla))
    shown = cache.model(overview_repo.tickets, publication, account_id, TABLE_ROWS)
    if shown.num_rows:
        ui.table(shown, "Promises of tickets", "sla_table", "USD")
        extract = Extract(
            f"tickets {account_id}",
            lambda: overview_repo.tickets(publication, account_id, None),
            (("Account", account_id),),
        )
        downloads.buttons(extract, publication, "sla")


def people(publication: Publication, model: Overview, account_id: str) -> None:
    """Who its people are, and how strong the relationship with each is."""
    st.subheader("Who are its people?")
    if not model.stakeholders.num_rows:
        st.info("The CRM has no contact of it.")
        return
    st.caption(model.people + " Strength is from 1 (at risk) to 5 (strong).")
    table(publication, model.stakeholders, "stakeholders", "stakeholders", account_id)


def plans(publication: Publication, model: Overview, account_id: str) -> None:
    """Success plans and business reviews."""
    st.subheader("Are we on plan with it?")
    if model.plans.num_rows:
        table(publication, model.plans, "success plans", "plans", account_id)
    else:
        st.info("It never had a success plan.")
    if model.reviews.num_rows:
        st.markdown("**Business reviews**")
        table(publication, model.reviews, "business reviews", "reviews", account_id)


def value(publication: Publication, model: Overview, account_id: str, currency: str) -> None:
    """What it gained from what it pays."""
    st.subheader("What is it worth to them?")
    if not model.values.num_rows:
        st.info("No report of value was delivered to it.")
        return
    st.caption(
        "Hard value beside what was paid in the period. The multiple is value over investment; the return is what is "
        "left of the value after the investment, over the investment."
    )
    table(publication, model.values, "value realized", "values", account_id, currency)
