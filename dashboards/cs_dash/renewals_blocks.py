"""Blocks of the Renewals page: what is due and expected, where each renewal stands, and which need somebody."""

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, renewals_charts, renewals_repo, risk_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import renewals
from cs_dash.models.renewals import RenewalsPage
from cs_dash.publication import Publication
from cs_dash.renewals_filters import STATE_LABELS, Chosen, due_filters, pick_month
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import RISK_LABELS


def renewal_table(shown: pa.Table, alt: str, key: str, currency: str) -> None:
    """A table of renewals: the chosen one opens its account."""
    ui.account_table(shown.drop_columns(["renewal_id"]), alt, key, currency)


def tiles(model: RenewalsPage) -> None:
    """The running quarter at a glance."""
    with st.grid(columns=4, min_column_width=220):
        for one in model.tiles:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(one.label, one.value, help=fmt.inert(one.meaning))
                st.caption(fmt.inert(one.footnote))


def due(publication: Publication, model: RenewalsPage, chosen: Chosen, currency: str) -> None:
    """Due and expected by month, and the renewals of a span."""
    with st.container(border=True):
        st.subheader("What is due, and what do we expect of it?")
        if model.months_spec is None:
            st.info("Nothing is due in these months in these filters.")
        else:
            st.caption(
                f"ARR by the month in which terms end; forecast of {fmt.day(chosen.newest)}, method: "
                f"{fmt.inert(chosen.method_label)}. A bar is as high as what is due, the vertical line is where the "
                "month will probably end. Click a bar for its renewals."
            )
            ui.chart(model.months_spec, "Renewals due and expected by month", key="due_chart", select=pick_month)
            unbound = cache.model(renewals_repo.without_term, publication, chosen.scope)
            st.caption(
                f"Not in it: {fmt.inert(fmt.money(unbound['arr'], currency))} ARR of {fmt.count(unbound['accounts'])} "
                "paying accounts without a term that ends, such as those billed by the month without a contract."
            )
            with ui.rows("due_month_rows") as rows:
                if rows.open:
                    shown = pa.Table.from_pylist(model.months)
                    ui.table(shown, "Renewals by month", "due_months_table", currency)
                    downloads.of_shown("renewals by month", shown, publication, "due_months", **dict(chosen.words()))
    with st.container(border=True):
        st.subheader("Which renewals are they?")
        span, state = due_filters(list(model.spans))
        place = (publication, chosen.scope, *model.spans[span], state)
        shown = cache.model(renewals_repo.due_rows, *place, TABLE_ROWS)
        total = cache.model(renewals_repo.due_total, *place)
        if not shown.num_rows:
            st.info(f"No such renewal is due: {span}, {STATE_LABELS[state].lower()}.")
            return
        sums = {key: fmt.inert(fmt.money_full(total[key], currency)) for key in ("amount_due", "expected_amount")}
        st.caption(
            f"{span}: {ui.counted(shown.num_rows, total['row_count'], 'renewals')}, together {sums['amount_due']} "
            f"due and {sums['expected_amount']} renewed or expected, the first due first."
        )
        renewal_table(shown, "Renewals of the span", "due", currency)
        extract = Extract(
            f"renewals {span}",
            lambda: renewals_repo.due_rows(*place, None),
            (*chosen.words(), ("Due in", span), ("State", STATE_LABELS[state])),
            row_count=total["row_count"],
        )
        downloads.buttons(extract, publication, "due")


def timeline(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Open renewals by the days that are left, with the step that each is at."""
    steps = cache.model(renewals.choices, publication).step_days
    days = steps[0]
    place = (publication, chosen.scope, days)
    shown = cache.model(renewals_repo.upcoming, *place, TABLE_ROWS)
    with st.container(border=True):
        st.subheader("Where does each renewal stand?")
        if not shown.num_rows:
            st.success(f"Nothing is due within {days} days.", icon=":material/check_circle:")
            return
        st.caption(
            "Each point is an open renewal: the further right, the closer to its due date; the higher, the larger "
            "(each line ten times the one below). Phases begin by tier: "
            f"{fmt.inert(cache.model(renewals.phases_begin, publication))}."
        )
        spec = cache.model(charted, publication, chosen.scope, steps, currency)
        ui.chart(spec, "Open renewals by days to the due date", key="timeline_chart")
        phases = cache.model(renewals_repo.by_phase, *place)
        ui.table(phases, "Open renewals by phase", "phases_table", currency)
        downloads.of_shown("renewals by phase", phases, publication, "phases", **dict(chosen.words()))
    with st.container(border=True):
        st.subheader("What is the next step, and by when?")
        st.caption(f"Open renewals due within {days} days or overdue, the first due first.")
        renewal_table(shown, "Open renewals and their next steps", "upcoming", currency)
        extract = Extract(
            "renewals timeline", lambda: renewals_repo.upcoming(*place, None), chosen.words(), row_count=shown.num_rows
        )
        downloads.buttons(extract, publication, "upcoming")


def charted(publication: Publication, scope: renewals_repo.Scope, steps: tuple[int, ...], currency: str) -> dict:
    """The timeline of all open renewals from the first of the `steps`, days before the due date, on."""
    rows = renewals_repo.upcoming(publication, scope, steps[0], None).to_pylist()
    return renewals_charts.timeline(rows, currency, steps)


def at_risk(publication: Publication, chosen: Chosen, currency: str) -> None:
    """The escalation list, and where methods differ."""
    with st.container(border=True):
        st.subheader("Which renewals need somebody now?")
        totals = cache.model(risk_repo.risk_totals, publication, chosen.scope)
        if not totals:
            st.success("No open renewal has a level of risk in these filters.", icon=":material/check_circle:")
        else:
            with st.grid(columns=4, min_column_width=150):
                for row in totals:
                    label = RISK_LABELS.get(row["risk_level"], fmt.spelled(row["risk_level"]))
                    with st.container(border=True, height="stretch", gap="xsmall"):
                        st.metric(label, fmt.money(row["amount_due"], currency))
                        st.caption(f"{fmt.count(row['renewals'])} renewals, {fmt.count(row['accounts'])} accounts")
            st.caption(
                f"{fmt.inert(cache.model(renewals.risk_lines, publication))}. "
                "The seed renewal_risk_levels holds the lines."
            )
            shown = cache.model(risk_repo.escalations, publication, chosen.scope, TABLE_ROWS)
            renewal_table(shown, "Renewals at risk", "escalations", currency)
            extract = Extract(
                "renewals at risk",
                lambda: risk_repo.escalations(publication, chosen.scope, None),
                chosen.words(),
                row_count=shown.num_rows,
            )
            downloads.buttons(extract, publication, "escalations")
    with st.container(border=True):
        st.subheader("Where do the methods disagree?")
        split = cache.model(risk_repo.disputed, publication, chosen.scope, TABLE_ROWS)
        if not split.num_rows:
            st.success("The methods agree on every open renewal in these filters.", icon=":material/check_circle:")
            return
        st.caption(
            "Their probabilities lie further apart than the rule allows. A difference is looked into, never averaged "
            "away. At stake: the amount times the difference."
        )
        renewal_table(split, "Renewals on which methods differ", "disputed", currency)
        extract = Extract(
            "disputed renewals",
            lambda: risk_repo.disputed(publication, chosen.scope, None),
            chosen.words(),
            row_count=split.num_rows,
        )
        downloads.buttons(extract, publication, "disputed")


def absent(publication: Publication) -> bool:
    """Say so where the publication holds no forecast; gives whether it was said."""
    if not cache.model(renewals.is_told, publication):
        st.info("This publication holds no renewal forecasts. Publish again with `make refresh`.")
        return True
    if cache.model(renewals.choices, publication).newest is None:
        st.info("No renewal is due yet: no contract or subscription of the exports has an end ahead.")
        return True
    return False
