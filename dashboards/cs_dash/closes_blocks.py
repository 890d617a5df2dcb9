"""Blocks of the month closes and of the policies."""

import datetime as dt

import streamlit as st

from cs_dash import cache, closes_repo, downloads, fmt, repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.finance_filters import closed_month_filter
from cs_dash.models import finance
from cs_dash.models.executive import WINDOWS
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import SEGMENT_LABELS


def closes(publication: Publication, chosen: Filters, currency: str) -> None:
    """Closed months, as closed and as known now."""
    st.subheader("Which months are closed, and do they still stand?")
    if not cache.model(repo.tables, publication).issuperset(finance.CLOSE_TABLES):
        st.info("This publication knows of no month closes.")
        return
    months = cache.model(closes_repo.closed_months, publication)
    if not months.num_rows:
        st.info(
            "No month is closed yet. `make close MONTH=2026-09` freezes one: from then on its figures stand, and what "
            "changes later is told here."
        )
        return
    ui.table(months, "Closed months", "closes_table", currency)
    downloads.of_shown("closed months", months, publication, "closes")
    month = closed_month_filter(months["month_end"].to_pylist())
    closed_rates(publication, chosen, month, currency)
    restatements(publication, month, currency)
    frozen(publication, currency)


def closed_rates(publication: Publication, chosen: Filters, month: dt.date, currency: str) -> None:
    """Retention of a closed month, both ways."""
    st.markdown(f"**Retention of {fmt.month(month)}, as closed and as known now**")
    shown = cache.model(closes_repo.closed_rates, publication, month, chosen.segment, chosen.window)
    if not shown.num_rows:
        st.info("The close tells no rate in these filters.")
        return
    place = {
        "closed_month": fmt.month(month), "segment": SEGMENT_LABELS[chosen.segment], "window": WINDOWS[chosen.window]
    }  # fmt: skip
    st.caption(", ".join((place["segment"], place["window"])) + ". The difference is in points.")
    ui.table(shown, "Rates as closed and as known now", "closed_rates_table", currency)
    downloads.of_shown(f"closed retention {fmt.month(month)}", shown, publication, "closed_rates", **place)


def restatements(publication: Publication, month: dt.date, currency: str) -> None:
    """What has changed of a closed month since."""
    st.markdown(f"**What has changed of {fmt.month(month)} since its close**")
    shown = cache.model(closes_repo.restatements, publication, month)
    if not shown.num_rows:
        st.success("Nothing: it stands as closed.", icon=":material/check_circle:")
        return
    together = fmt.inert(fmt.money_full(sum(shown["amount"].to_pylist()), currency, plus=True))
    st.caption(f"{ui.counted(shown.num_rows, shown.num_rows, 'rows')}, together {together}: the change of the month.")
    ui.account_table(shown, "Restatements", "restatements", currency, month)
    downloads.of_shown(
        f"restatements {fmt.month(month)}", shown, publication, "restatements", closed_month=fmt.month(month)
    )


def frozen(publication: Publication, currency: str) -> None:
    """The frozen books: closed months as signed, later changes in the month that learnt of them."""
    st.markdown("**The frozen books**")
    st.caption("Closed months move as signed; what became known later is a line of the month in which it became known.")
    books = cache.model(closes_repo.frozen_books, publication, finance.FOOTED_MONTHS)
    if books.num_rows:
        ui.table(books, "The frozen books by month", "books_table", currency)
        downloads.of_shown("frozen books", books, publication, "books")
    lines = cache.model(closes_repo.prior_period_lines, publication, TABLE_ROWS)
    if not lines.num_rows:
        st.info("There are no prior-period lines and no adjustments.")
        return
    st.markdown("**Prior-period lines and adjustments**")
    ui.account_table(lines, "Prior-period lines and adjustments", "lines", currency)
    extract = Extract("prior period lines", lambda: closes_repo.prior_period_lines(publication, None))
    downloads.buttons(extract, publication, "lines")


def policies(publication: Publication, currency: str) -> None:
    """What was decided on each question that moves MRR, and what else could have been."""
    st.subheader("Which answers do these figures rest on?")
    if not cache.model(repo.tables, publication).issuperset(("policies", "policy_positions")):
        st.info("This publication does not say which policies it was built with.")
        return
    st.caption("A policy is a row of seeds/policies.csv: changing the row changes the figures, and no SQL.")
    taken = cache.model(closes_repo.policies, publication)
    ui.table(taken, "Policies in force", "policies_table", currency)
    downloads.of_shown("policies in force", taken, publication, "policies")
    st.markdown("**All positions**")
    positions = cache.model(closes_repo.positions, publication)
    ui.table(positions, "Positions of every policy", "positions_table", currency)
    downloads.of_shown("policy positions", positions, publication, "positions")
