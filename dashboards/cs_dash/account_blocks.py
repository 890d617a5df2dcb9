"""Blocks of the Account page, from the account's figure down to its invoice lines."""

import datetime as dt
import html

import pyarrow as pa
import streamlit as st

from cs_dash import account_repo, cache, downloads, fmt, repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import account
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS

FOUND = 20


def search(publication: Publication) -> None:
    """Find an account by a part of its name or id."""
    text = st.text_input("Name or id", max_chars=100, key="find", placeholder="A part of the name or id", type="search")
    found = cache.model(account_repo.find, publication, text.strip(), FOUND)
    if not found.num_rows:
        st.info("No account has this in its name or id.")
        return
    st.caption(f"The {found.num_rows} largest that match." if found.num_rows == FOUND else f"{found.num_rows} found.")
    ui.account_table(found, "Accounts found", "found", "USD")
    downloads.of_shown("accounts found", found, publication, "found", search=fmt.plain(text))


def strip(facts: list[tuple[str, str]]) -> None:
    """(label, value) side by side, each as it is typed."""
    cells = "".join(
        "<div style='min-width:8.5rem'><div style='color:#5C6B7A;font-size:0.85rem'>" + html.escape(label) + "</div>"
        "<div style='font-weight:600;font-size:1.1rem;overflow-wrap:anywhere'>" + html.escape(value) + "</div></div>"
        for label, value in facts
    )
    st.html("<div style='display:flex;flex-wrap:wrap;gap:0.9rem 2.2rem;padding:0.4rem 0'>" + cells + "</div>")


def facts(model: account.AccountPage) -> None:
    """Who owns it, what it pays, since when."""
    strip(model.facts)


def view_filter() -> str:
    """What of the account to look at, kept in the query string."""
    views = {"overview": "Overview", "revenue": "Revenue", "health": "Health"}
    return st.segmented_control(
        "View",
        list(views),
        default="overview",
        required=True,
        format_func=views.__getitem__,
        key="account_view",
        bind="query-params",
        label_visibility="collapsed",
    )


def month_filter(model: account.AccountPage) -> dt.date:
    """The month to take apart, kept in the query string."""
    running = {row["month_end"] for row in model.history_rows if row["is_provisional"]}
    return st.selectbox(
        "Month to take apart",
        model.months,
        index=model.months.index(model.default_month),
        format_func=lambda value: fmt.month(value) + (" (running)" if value in running else ""),
        key="account_month",
        bind="query-params",
        width=220,
    )


def history_rows(publication: Publication, model: account.AccountPage) -> None:
    """Table twin of the charts."""
    account_id = model.account["account_id"]
    with ui.rows("history_rows") as rows:
        if rows.open:
            history = pa.Table.from_pylist(model.history_rows[::-1])
            ui.table(history, "MRR by month", "history_table", model.currency)
            downloads.of_shown(f"mrr by month {account_id}", history, publication, "history", account=account_id)
            if model.movement_rows:
                moves = pa.Table.from_pylist(model.movement_rows[::-1])
                ui.table(moves, "Movements by month", "moves_table", model.currency)
                downloads.of_shown(f"movements {account_id}", moves, publication, "moves", account=account_id)


def month_steps(publication: Publication, model: account.AccountPage, month: dt.date) -> None:
    """Opening, movements, closing of one month."""
    account_id = model.account["account_id"]
    page = cache.model(account.build_month, publication, account_id, month)
    st.subheader(f"What happened in {fmt.month(month)}?")
    if page.is_provisional:
        st.caption(f"The month is still running: provisional, read on {fmt.day(page.state_date)}.")
    opening, closing = (
        fmt.inert(fmt.money_full(value, model.currency)) for value in (page.opening_mrr, page.closing_mrr)
    )
    st.markdown(
        f"MRR went from **{opening}** to **{closing}**." if opening != closing else f"MRR stayed at **{closing}**."
    )
    steps = cache.model(account_repo.month_movements, publication, account_id, month)
    ui.table(steps, "Opening, movements and closing", "steps_table", model.currency)
    place = {"account": account_id, "month": fmt.month(month)}
    downloads.of_shown(f"steps {account_id} {fmt.month(month)}", steps, publication, "steps", **place)
    if page.conversion.num_rows:
        st.markdown("**From the periods below to MRR**")
        hidden = ("is_closing", "ties") if page.periods_tie else ("is_closing",)
        ui.table(page.conversion, "From periods to MRR", "conversion_table", model.currency, hidden=hidden)
    if page.periods_tie:
        at_rates = ", at these exchange rates," if page.is_foreign else ""
        st.success(
            f"The subscription periods below{at_rates} sum to both ends, to the cent.", icon=":material/check_circle:"
        )
    else:
        st.error("The subscription periods below do not sum to the figures above.", icon=":material/error:")
    if page.conversion.num_rows:
        rows = page.conversion.drop_columns(["is_closing"])
        downloads.of_shown(f"periods to mrr {account_id} {fmt.month(month)}", rows, publication, "conversion", **place)


def periods(publication: Publication, model: account.AccountPage, month: dt.date) -> str | None:
    """Subscription periods at either end of the month; gives the selected period's subscription item."""
    account_id = model.account["account_id"]
    page = cache.model(account.build_month, publication, account_id, month)
    st.subheader("Which subscriptions make this up?")
    shown = cache.model(account_repo.periods, publication, account_id, month)
    if not shown.num_rows:
        st.info("No subscription was in force at the opening or the closing of this month.")
        return None
    st.caption(
        f"In force on the last day before the month or on {fmt.day(page.state_date)}, each in its own currency. "
        "Select a row for its invoice lines only."
    )
    row = ui.table(shown, "Subscription periods", "periods_table", model.currency, select=True)
    place = {"account": account_id, "month": fmt.month(month)}
    downloads.of_shown(f"periods {account_id} {fmt.month(month)}", shown, publication, "periods", **place)
    return None if row is None else shown["subscription_item_id"][row].as_py()


def invoice_lines(publication: Publication, model: account.AccountPage, month: dt.date, item_id: str | None) -> None:
    """Invoice lines of the month's service periods, each with the file and row it came from."""
    account_id = model.account["account_id"]
    st.subheader("Which invoice lines are behind it?")
    shown = cache.model(account_repo.invoice_lines, publication, account_id, month, item_id, TABLE_ROWS)
    if not shown.num_rows:
        st.info("No invoice line covers this month: the periods above come from the change ledger or from snapshots.")
        return
    st.caption("Lines whose service period touches the month or the day before it, with the export's file and row.")
    ui.table(shown, "Invoice lines", "lines_table", model.currency, hidden=("line_id",))
    extract = Extract(
        f"invoice lines {account_id} {fmt.month(month)}",
        lambda: account_repo.invoice_lines(publication, account_id, month, item_id, None),
        (("Account", account_id), ("Month", fmt.month(month)), ("Subscription item", item_id or "all")),
    )
    downloads.buttons(extract, publication, "lines")


def records(publication: Publication, model: account.AccountPage, month: dt.date, item_id: str | None) -> None:
    """The records of the exports that the closing periods were read from, whatever kind of export it was."""
    st.subheader("Which records say so?")
    if "subscription_period_sources" not in cache.model(repo.tables, publication):
        st.info("This publication does not tell the records behind a period.")
        return
    account_id = model.account["account_id"]
    shown = cache.model(account_repo.records, publication, account_id, month, item_id)
    if not shown.num_rows:
        st.info("No period was in force at the closing of this month.")
        return
    st.caption(
        "Invoice lines, entries of the change ledger or exports in force at the closing; the rates of one subscription "
        "item add up to the MRR at closing of its period above."
    )
    ui.table(shown, "Records behind the periods", "records_table", model.currency)
    place = {"account": account_id, "month": fmt.month(month), "subscription_item": item_id or "all"}
    downloads.of_shown(f"records {account_id} {fmt.month(month)}", shown, publication, "records", **place)
