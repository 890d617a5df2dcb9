"""Blocks of My portfolio: today's list, the book's accounts, renewals and late tasks, and one account in short."""

from collections.abc import Callable
from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import account_blocks, cache, downloads, fmt, portfolio_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import portfolio
from cs_dash.models.portfolio import Panel, PortfolioPage
from cs_dash.portfolio_filters import BANDS, Chosen, close_panel, kind_filter, pick_account
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.wording import REASON_LABELS


def absent(publication: Publication) -> bool:
    """Say so where the publication holds no portfolio; gives whether it was said."""
    if not cache.model(portfolio.is_told, publication):
        st.info("This publication holds no portfolios. Publish again with `make refresh`.")
        return True
    return False


def picked(shown: pa.Table, alt: str, key: str, currency: str, hidden: tuple[str, ...] = ()) -> None:
    """A table whose selected row opens the panel; under it the same choice for keyboards."""
    choose: Callable[[], None] = partial(pick_account, shown, f"{key}_table")
    ui.table(shown, alt, f"{key}_table", currency, hidden=(*hidden, "account_id"), select=choose)
    ids = list(dict.fromkeys(shown["account_id"].to_pylist()))
    names = dict(zip(shown["account_id"].to_pylist(), shown["account_name"].to_pylist(), strict=True))
    asked = st.selectbox(
        "Look at an account of this table",
        ids,
        index=None,
        format_func=lambda account_id: fmt.plain(names[account_id]),
        key=f"{key}_choice",
        label_visibility="collapsed",
        placeholder="Look at an account: select its row, or choose here",
        width=420,
    )
    if asked and asked != st.session_state.get(f"{key}_asked"):
        st.query_params["account_id"] = asked
        st.session_state[f"{key}_asked"] = asked
        st.rerun()


def today(publication: Publication, model: PortfolioPage, chosen: Chosen, currency: str) -> None:
    """Why each account is on the list, what to do next, and by when."""
    st.subheader("Who needs me, why, and what do I do next?")
    if not model.totals["listed"]:
        st.success("Nobody in these filters needs anything today.", icon=":material/check_circle:")
        return
    kind = kind_filter(model.kinds)
    place = (publication, chosen.scope, kind)
    shown = cache.model(portfolio_repo.listed_rows, *place, TABLE_ROWS)
    total = cache.model(portfolio_repo.listed_total, *place)
    counted = ui.counted(shown.num_rows, total["row_count"], "accounts")
    arr = fmt.inert(fmt.money_full(total["arr"], currency))
    st.caption(
        f"{counted}, together {arr} ARR, the most pressing first. "
        + ("Each with the weightiest of its reasons." if kind == "all" else f"Only: {REASON_LABELS[kind].lower()}.")
    )
    hidden = ("reason_kind",) if kind != "all" else ()
    picked(shown, "Accounts that need somebody", "today", currency, hidden)
    extract = Extract(
        f"priorities {chosen.owner_label}",
        lambda: portfolio_repo.listed_rows(*place, None),
        (*chosen.words(), ("Why", "All" if kind == "all" else REASON_LABELS[kind])),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "today")


def accounts(publication: Publication, model: PortfolioPage, chosen: Chosen, currency: str) -> None:
    """Every account of the book."""
    st.subheader("How is each account doing?")
    place = (publication, chosen.scope)
    shown = cache.model(portfolio_repo.account_rows, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.info("No paying account in these filters.")
        return
    counted = ui.counted(shown.num_rows, model.totals["accounts"], "accounts")
    arr = fmt.inert(fmt.money_full(model.totals["arr"], currency))
    st.caption(
        f"{counted}, together {arr} ARR, the lowest score first; {BANDS[chosen.scope.band].lower()}. "
        "The line is the score of the newest thirteen scoring days, from 0 to 100."
    )
    picked(shown, "Accounts of the portfolio", "book", currency)
    extract = Extract(
        f"portfolio {chosen.owner_label}",
        lambda: portfolio_repo.account_rows(*place, None).drop_columns(["health_points"]),
        chosen.words(),
        row_count=model.totals["accounts"],
    )
    downloads.buttons(extract, publication, "book")


def renewals(publication: Publication, model: PortfolioPage, chosen: Chosen, days: int, currency: str) -> None:
    """Open renewals that are due ahead."""
    st.subheader("Which renewals are due, and where do they stand?")
    place = (publication, chosen.scope, days)
    shown = cache.model(portfolio_repo.renewal_rows, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.info(f"No renewal is due within {days} days in these filters.")
        return
    counted = ui.counted(shown.num_rows, model.totals["renewals_ahead"], "renewals")
    amount = fmt.inert(fmt.money_full(model.totals["renewal_amount_ahead"], currency))
    st.caption(f"{counted} within {days} days, together {amount} due, the first due first.")
    picked(shown, "Renewals of the portfolio", "book_renewals", currency)
    extract = Extract(
        f"renewals {chosen.owner_label}",
        lambda: portfolio_repo.renewal_rows(*place, None),
        (*chosen.words(), ("Due within", f"{days} days")),
        row_count=model.totals["renewals_ahead"],
    )
    downloads.buttons(extract, publication, "book_renewals")


def tasks(publication: Publication, model: PortfolioPage, chosen: Chosen, currency: str) -> None:
    """Tasks that are late."""
    st.subheader("Which tasks are late?")
    place = (publication, chosen.scope)
    shown = cache.model(portfolio_repo.task_rows, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.success("No task is overdue in these filters.", icon=":material/check_circle:")
        return
    st.caption(f"{ui.counted(shown.num_rows, model.totals['overdue_tasks'], 'tasks')}, the longest overdue first.")
    picked(shown, "Tasks overdue", "book_tasks", currency)
    extract = Extract(
        f"overdue tasks {chosen.owner_label}",
        lambda: portfolio_repo.task_rows(*place, None),
        chosen.words(),
        row_count=model.totals["overdue_tasks"],
    )
    downloads.buttons(extract, publication, "book_tasks")


def panel(model: Panel) -> None:
    """One account in short: why it is on the list, what is next, how it does."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if st.button("Open Account 360", key="open_360", type="primary", icon=":material/open_in_full:"):
            ui.open_account(model.account_id)
        st.button("Close", key="close_panel", type="tertiary", icon=":material/close:", on_click=close_panel)
    ui.name(model.name, small=True)
    account_blocks.strip(model.facts)
    st.markdown("**Why it is here, and what is next**")
    if model.steps:
        lines = [f"- {fmt.inert(reason)}  \n  **{fmt.inert(step)}**" for reason, step in model.steps]
        st.markdown("\n".join(lines))
    else:
        st.caption(fmt.inert(f"Nothing asks for it today. {model.why}."))
    st.markdown(f"**Health: {fmt.inert(model.health)}**")
    if model.spec:
        ui.chart(model.spec, "Health score of thirteen weeks", key="panel_health")
    if model.drivers:
        st.caption("Costs it most: " + fmt.inert("; ".join(model.drivers)))
    st.markdown("**Renewal**")
    st.markdown(fmt.inert(model.renewal))
    st.markdown("**Signals**")
    st.markdown("\n".join(f"- {fmt.inert(line)}" for line in model.signals))
