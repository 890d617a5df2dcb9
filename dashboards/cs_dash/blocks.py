"""Blocks of the Executive page that lead from a figure to the accounts it is made of."""

import streamlit as st

from cs_dash import cache, downloads, finance_blocks, fmt, repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.models.executive import ExecutivePage
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import MOVEMENT_LABELS

KINDS = ("all", "new", "reactivation", "expansion", "contraction", "churn", "fx", "tier_change")
BASES = {"cohort": "Retention (NRR, GRR, logos)", "paying": "MRR, ARR and paying accounts"}


def rows_behind_cards(publication: Publication, chosen: Filters, currency: str) -> None:
    """The accounts that the cards were summed over."""
    with ui.rows("card_rows", "Show the accounts behind these figures") as rows:
        if not rows.open:
            return
        basis = st.segmented_control(
            "Figures", list(BASES), default="cohort", required=True, format_func=BASES.__getitem__, key="basis"
        )
        if basis == "cohort":
            cohort_rows(publication, chosen, currency)
        else:
            paying_rows(publication, chosen, currency)


def cohort_rows(publication: Publication, chosen: Filters, currency: str) -> None:
    """Accounts of the opening, and the sums that the three rates divide."""
    place = (publication, chosen.segment, chosen.window, chosen.month)
    shown = cache.model(repo.cohort_rows, *place, TABLE_ROWS)
    total = cache.model(repo.cohort_total, *place)
    sums = {
        "NRR": (fmt.money_full(total["retained_mrr"], currency), fmt.money_full(total["opening_mrr"], currency)),
        "GRR": (fmt.money_full(total["retained_mrr_capped"], currency), fmt.money_full(total["opening_mrr"], currency)),
        "Logo retention": (fmt.count(total["retained_logos"]), fmt.count(total["row_count"])),
    }
    st.caption(
        " · ".join(f"{label}: {fmt.inert(over)} of {fmt.inert(under)}" for label, (over, under) in sums.items())
        + f" · {ui.counted(shown.num_rows, total['row_count'], 'accounts')}"
    )
    ui.account_table(shown, "Accounts of the opening", "cohort", currency)
    extract = Extract(
        f"retention {chosen.segment} {chosen.window} months",
        lambda: repo.cohort_rows(*place, None),
        chosen.words(),
        ("N1", "R1", "logo"),
        total["row_count"],
    )
    downloads.buttons(extract, publication, "cohort")


def paying_rows(publication: Publication, chosen: Filters, currency: str) -> None:
    """Accounts that pay at the month's end, and their sum."""
    place = (publication, chosen.segment, chosen.month)
    shown = cache.model(repo.paying_rows, *place, TABLE_ROWS)
    total = cache.model(repo.paying_total, *place)
    mrr, accounts = (
        fmt.money_full(total["closing_mrr"], currency),
        ui.counted(shown.num_rows, total["row_count"], "accounts"),
    )
    st.caption(f"MRR: {fmt.inert(mrr)} from {accounts}. ARR is twelve times MRR.")
    ui.account_table(shown, "Paying accounts", "paying", currency)
    extract = Extract(
        f"paying accounts {chosen.segment}",
        lambda: repo.paying_rows(*place, None),
        chosen.words(),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "paying")


def largest_movements(
    publication: Publication, chosen: Filters, model: ExecutivePage, span: str, currency: str
) -> None:
    """Accounts behind the bridge, largest first, of one kind or all."""
    st.subheader("Which accounts moved it?")
    kinds = KINDS[:-1] if chosen.segment == "all" else KINDS
    kind = st.pills(
        "Movement",
        kinds,
        default="all",
        required=True,
        format_func=lambda step: "All" if step == "all" else MOVEMENT_LABELS[step],
        key="movement",
        bind="query-params",
        label_visibility="collapsed",
    )
    place = (publication, chosen.segment, model.first, model.month, kind)
    shown = cache.model(repo.movement_rows, *place, TABLE_ROWS)
    total = cache.model(repo.movement_total, *place)
    if not shown.num_rows:
        st.info(f"No such movement, {span}.")
        return
    amount = fmt.inert(fmt.money_full(total["amount"], currency, plus=True))
    st.caption(f"{span}, largest first: {ui.counted(shown.num_rows, total['row_count'], 'rows')}, together {amount}.")
    ui.account_table(shown, "Movements, largest first", "movements", currency)
    extract = Extract(
        f"movements {kind} {chosen.segment}",
        lambda: repo.movement_rows(*place, None),
        (*chosen.words(), ("Movement", "All" if kind == "all" else MOVEMENT_LABELS[kind]), ("Months", span)),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "movements")


def definitions_panel(publication: Publication, chosen: Filters, currency: str) -> None:
    """The same months under every definition of retention, so that nobody compares two without knowing."""
    with st.expander("Retention under every definition", icon=":material/menu_book:"):
        st.caption("The cards above use the headlines.")
        finance_blocks.definition_tables(publication, chosen, currency)
        st.page_link("views/finance.py", label="Why they differ", icon=":material/balance:")
