"""Blocks of the tie-out: every month's movements, a month from MRR to billed, and what nothing explains."""

import datetime as dt
from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, repo, tieout_repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.finance_filters import item_filter, pick_item
from cs_dash.models import finance
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import SEGMENT_LABELS


def movements(publication: Publication, chosen: Filters, currency: str) -> None:
    """Opening, movements and closing of every month, and what is left over."""
    st.subheader("Do opening and movements make the closing?")
    place = (publication, chosen.segment, chosen.month, finance.FOOTED_MONTHS)
    shown = cache.model(tieout_repo.footing, *place)
    if not shown.num_rows:
        st.info("No month in these filters.")
        return
    rows = shown.to_pylist()
    left = fmt.inert(fmt.money_full(sum(abs(row["residual"]) for row in rows), currency))
    unfooted = sum(row["unfooted"] for row in rows)
    told = f"{SEGMENT_LABELS[chosen.segment]}, {len(rows)} months to {fmt.month(chosen.month)}. Left over: {left}"
    if unfooted:
        st.error(f"{told}; {fmt.count(unfooted)} account-months do not foot.", icon=":material/error:")
    else:
        st.success(f"{told}; every account foots in every month.", icon=":material/check_circle:")
    ui.table(shown, "Opening, movements, closing", "footing_table", currency)
    downloads.of_shown(
        "opening movements closing", shown, publication, "footing", segment=SEGMENT_LABELS[chosen.segment],
        months_to=fmt.month(chosen.month),
    )  # fmt: skip


def billing(publication: Publication, chosen: Filters, currency: str) -> None:
    """A month from MRR to what was billed in it."""
    st.subheader("Does MRR tie to the invoices?")
    if not cache.model(repo.tables, publication).issuperset(finance.BILLING_TABLES):
        st.info("This publication holds no reconciliation of MRR with billing.")
        return
    model = cache.model(finance.billing, publication, chosen.month, currency)
    if model is None:
        st.info(f"Nothing was billed and no MRR stood in {fmt.month(chosen.month)}.")
        return
    st.caption(
        f"All segments, {fmt.month(chosen.month)}: from MRR at month end to the invoices dated in the month, less what "
        "was credited, refunded or voided. The axis does not start at zero."
    )
    left = fmt.inert(fmt.money_full(model.residual, currency))
    if model.residual == 0:
        st.success(f"MRR and the items below sum to billed. Left over: {left}.", icon=":material/check_circle:")
    else:
        st.error(f"MRR and the items below do not sum to billed. Left over: {left}.", icon=":material/error:")
    ui.chart(model.spec, "From MRR to billed", key="billing_chart")
    items = pa.Table.from_pylist(
        [
            {"item": row["label"], **{name: row[name] for name in ("amount", "accounts", "meaning")}}
            for row in model.items
        ]
    )
    codes = [row["item"] for row in model.items]
    ui.table(
        items, "From MRR to billed", "billing_items_table", currency,
        select=partial(pick_item, "billing_item", "billing_items_table", codes),
    )  # fmt: skip
    downloads.of_shown("mrr to billed", items, publication, "billing_items", month=fmt.month(chosen.month))
    accounts(publication, chosen.month, {row["item"]: row["label"] for row in model.items}, currency)


def accounts(publication: Publication, month: dt.date, labels: dict[str, str], currency: str) -> None:
    """The accounts behind an item, and the entries of one of them."""
    item = item_filter("billing_item", labels)
    shown = cache.model(tieout_repo.billing_rows, publication, month, item, TABLE_ROWS)
    total = cache.model(tieout_repo.billing_total, publication, month, item)
    if not shown.num_rows:
        st.info("No account has anything under this item.")
        return
    counted = ui.counted(shown.num_rows, total["row_count"], "rows")
    amount = fmt.inert(fmt.money_full(total["amount"], currency, plus=True))
    st.caption(f"{counted}, largest first, together {amount}. Choose one for its invoices.")
    row = ui.account_choice(shown, "Accounts of the item", "billing_rows", currency, "Take apart")
    extract = Extract(
        f"mrr to billed {item} {fmt.month(month)}",
        lambda: tieout_repo.billing_rows(publication, month, item, None),
        (("Month", fmt.month(month)), ("Item", labels.get(item, "All items"))),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "billing_rows")
    if row is not None:
        account_month(publication, shown.slice(row, 1).to_pylist()[0], "billing", currency)


def account_month(publication: Publication, chosen: dict, key: str, currency: str) -> None:
    """One account's month from MRR to billed and the entries behind it, down to invoice, file and row."""
    account_id, month = chosen["account_id"], chosen["month_end"]
    with st.container(border=True):
        st.markdown(f"**{fmt.inert(chosen['account_name'] or account_id)}**, {fmt.month(month)}")
        items = cache.model(tieout_repo.account_reconciliation, publication, account_id, month)
        ui.table(items, "The account from MRR to billed", f"{key}_account_table", currency)
        place = {"account": account_id, "month": fmt.month(month)}
        downloads.of_shown(f"mrr to billed {account_id}", items, publication, f"{key}_account", **place)
        entries = cache.model(tieout_repo.entries, publication, account_id, month)
        if entries.num_rows:
            st.caption("The entries behind these items; those that stand on a document name its file and row.")
            ui.table(entries, "Entries of the account", f"{key}_entries_table", currency)
            downloads.of_shown(f"billing entries {account_id}", entries, publication, f"{key}_entries", **place)
        if st.button("Open the account", icon=":material/domain:", key=f"{key}_open"):
            ui.open_account(account_id, month)


def unexplained(publication: Publication, currency: str) -> None:
    """What no item explains, over the tolerance, by age."""
    st.subheader("What does nothing explain?")
    if not cache.model(repo.tables, publication).issuperset(finance.BILLING_TABLES):
        st.info("This publication holds no reconciliation of MRR with billing.")
        return
    ages = cache.model(tieout_repo.unexplained_by_age, publication)
    if not ages.num_rows:
        st.success(
            "Nothing: in no month has an account an unexplained amount over the tolerance.",
            icon=":material/check_circle:",
        )
        return
    st.caption("All months. An amount ages from its month to the newest.")
    ui.table(ages, "Unexplained by age", "ages_table", currency)
    downloads.of_shown("unexplained by age", ages, publication, "ages")
    shown = cache.model(tieout_repo.unexplained, publication, TABLE_ROWS)
    count = sum(row["account_months"] for row in ages.to_pylist())
    st.caption(f"{ui.counted(shown.num_rows, count, 'rows')}, the oldest first. Choose one for its invoices.")
    row = ui.account_choice(shown, "Unexplained amounts", "unexplained", currency, "Take apart")
    extract = Extract("unexplained", lambda: tieout_repo.unexplained(publication, None), row_count=count)
    downloads.buttons(extract, publication, "unexplained")
    if row is not None:
        account_month(publication, shown.slice(row, 1).to_pylist()[0], "unexplained", currency)
