"""Blocks of the Finance page: the answer, the definitions side by side, and the bridge between two of them."""

import datetime as dt
from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, finance_repo, fmt, retention_repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.finance_filters import Pair, item_filter, pair_filter, pick_item
from cs_dash.models import finance
from cs_dash.models.executive import WINDOWS
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import FEW_LOGOS, SEGMENT_LABELS


def card(label: str, value: str, note: str) -> None:
    """One figure of the answer with a line under it."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(label, fmt.inert(value))
        st.caption(note)


def answer(publication: Publication, chosen: Filters, currency: str) -> None:
    """Does it tie, and what is the spread of definitions?"""
    found = cache.model(finance.answer, publication, chosen.segment, chosen.window, chosen.month)
    head = found.headline
    with st.grid(columns=4, min_column_width=190):
        card(
            "Headline NRR",
            fmt.rate(head["rate"]) if head else fmt.MISSING,
            f"{head['definition_id']}, version {head['definition_version']}, {WINDOWS[chosen.window]}"
            if head
            else "Nobody paid at the opening",
        )
        card(
            "NRR by definition",
            f"{fmt.rate(found.lowest['rate'])} to {fmt.rate(found.highest['rate'])}" if head else fmt.MISSING,
            f"{found.lowest['definition_id']} is lowest, {found.highest['definition_id']} highest" if head else "",
        )
        card(
            "Movements left over",
            fmt.money_full(found.residual, currency),
            f"{fmt.month(chosen.month)}: opening and movements make the closing of every account"
            if not found.unfooted
            else f"{fmt.month(chosen.month)}: {fmt.count(found.unfooted)} accounts do not foot",
        )
        if found.unexplained is None:
            card("Billing unexplained", fmt.MISSING, "Not reconciled in this publication")
        else:
            more = (
                f"; {fmt.count(found.running)} more in the running month, still being billed" if found.running else ""
            )
            card("Billing unexplained", fmt.count(found.unexplained), f"Account-months over the tolerance{more}")
    closed = fmt.month(found.closed_through) if found.closed_through else "no month yet"
    st.caption(f"Closed through: {closed}.")


def definitions(publication: Publication, chosen: Filters, currency: str) -> None:
    """Every definition beside the headline of its metric."""
    st.subheader("What is NRR under every definition?")
    st.caption(
        f"{SEGMENT_LABELS[chosen.segment]}, {WINDOWS[chosen.window]} to {fmt.month(chosen.month)}. "
        "Filled: the headline. The axis does not start at zero."
    )
    model = cache.model(finance.definitions, publication, chosen.segment, chosen.window, chosen.month)
    if model.spec is None:
        st.info("No retention in these filters: nobody paid at the opening of the window.")
        return
    ui.chart(model.spec, "Rate under every definition", key="dots")
    definition_tables(publication, chosen, currency)


def definition_tables(publication: Publication, chosen: Filters, currency: str) -> None:
    """Definitions in money and those that count accounts, each beside its headline."""
    model = cache.model(finance.definitions, publication, chosen.segment, chosen.window, chosen.month)
    st.markdown("**In money**")
    ui.table(model.money, "Definitions in money", "definitions_table", currency)
    downloads.of_shown("definitions in money", model.money, publication, "definitions", **dict(chosen.words()))
    st.caption(
        "Differences to the headline of the same kind; in money only where both start from the same amount. "
        f"Grey: on fewer than {FEW_LOGOS} accounts."
    )
    if model.counts.num_rows:
        st.markdown("**In accounts**")
        ui.table(model.counts, "Definitions that count accounts", "counts_table", currency)
        downloads.of_shown("definitions in accounts", model.counts, publication, "counts", **dict(chosen.words()))


def bridge(publication: Publication, chosen: Filters, currency: str) -> None:
    """From one definition to another, item by item and account by account."""
    st.subheader("Why do two definitions differ?")
    st.caption(f"The whole book, all segments, {WINDOWS[chosen.window]} to {fmt.month(chosen.month)}.")
    ids = cache.model(finance_repo.bridged_definitions, publication)
    pair = pair_filter(ids, ("N1", "N2"))
    words = {row["definition_id"]: row for row in cache.model(retention_repo.definitions, publication)}
    st.caption("  \n".join(ui.in_full(words[one]) for one in dict.fromkeys((pair.one, pair.other))))
    if pair.one == pair.other:
        st.info("Choose two different definitions.")
        return
    place = (chosen.window, chosen.month, pair.one, pair.other)
    model = cache.model(finance.bridge, publication, *place, currency)
    if model is None:
        st.info("No retention in these filters: nobody paid at the opening of the window.")
        return
    ends = model.ends
    if ends["is_provisional"]:
        st.warning(f"{fmt.month(chosen.month)} is still running: provisional.", icon=":material/hourglass_top:")
    told = [
        fmt.inert(fmt.money_full(ends[key], currency, plus=key == "difference"))
        for key in ("numerator_from", "numerator_to", "difference", "residual")
    ]
    st.markdown(
        f"**{pair.one}** {told[0]} ({fmt.inert(fmt.rate(ends['rate_from']))}) → **{pair.other}** {told[1]} "
        f"({fmt.inert(fmt.rate(ends['rate_to']))}): {told[2]}, {fmt.inert(fmt.points(ends['rate_change']))}."
    )
    if ends["residual"] == 0:
        st.success(f"The rows below sum to the difference. Left over: {told[3]}.", icon=":material/check_circle:")
    else:
        st.error(f"The rows below do not sum to the difference. Left over: {told[3]}.", icon=":material/error:")
    ui.chart(model.spec, f"From {pair.one} to {pair.other}", key="bridge_chart")
    if not model.items:
        st.info("Nothing lies between them in these filters: both give the same amount.")
        return
    items = pa.Table.from_pylist(
        [
            {"item": row["label"], **{name: row[name] for name in ("amount", "points", "accounts", "meaning")}}
            for row in model.items
        ]
    )
    codes = [row["item"] for row in model.items]
    ui.table(
        items, "The bridge by item", "items_table", currency,
        select=partial(pick_item, "bridge_item", "items_table", codes),
    )  # fmt: skip
    filters = (*chosen.words()[1:], ("From", pair.one), ("To", pair.other))
    downloads.buttons(
        Extract(f"bridge {pair.one} to {pair.other}", lambda: items, filters, (pair.one, pair.other)),
        publication,
        "bridge_items",
    )
    bridge_accounts(publication, chosen, pair, {row["item"]: row["label"] for row in model.items}, currency)


def bridge_accounts(
    publication: Publication, chosen: Filters, pair: Pair, labels: dict[str, str], currency: str
) -> None:
    """The accounts behind an item of the bridge, or behind all of it."""
    item = item_filter("bridge_item", labels)
    place = (publication, chosen.month, chosen.window, pair.one, pair.other, item)
    shown = cache.model(finance_repo.bridge_rows, *place, TABLE_ROWS)
    total = cache.model(finance_repo.bridge_total, *place)
    counted = ui.counted(shown.num_rows, total["row_count"], "rows")
    amount = fmt.inert(fmt.money_full(total["amount"], currency, plus=True))
    st.caption(f"{counted}, largest first, together {amount}.")
    # Only the factors of a chain belong to a month.
    dated = shown["factor_month_end"].null_count < shown.num_rows
    placed = shown if dated else shown.drop_columns(["factor_month_end"])
    show_rows(placed, "Accounts behind the bridge", "bridge_rows", currency, chosen.month)
    extract = Extract(
        f"bridge {pair.one} to {pair.other} accounts",
        lambda: finance_repo.bridge_rows(*place, None),
        (*chosen.words()[1:], ("From", pair.one), ("To", pair.other), ("Item", labels.get(item, "All items"))),
        (pair.one, pair.other),
        total["row_count"],
    )
    downloads.buttons(extract, publication, "bridge_rows")


def show_rows(shown: pa.Table, alt: str, key: str, currency: str, month: dt.date) -> None:
    """Rows of accounts and, among them, of the whole book, which opens no account."""
    row = ui.account_choice(shown, alt, key, currency)
    account_id = shown["account_id"][row].as_py() if row is not None else None
    if account_id is not None:
        ui.open_account(account_id, month)
