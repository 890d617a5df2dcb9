"""Blocks of the Executive page that lead from a figure to the accounts it is made of."""

import pyarrow as pa
import streamlit as st

from cs_dash import behind_blocks, cache, downloads, executive_repo, finance_blocks, fmt, repo, ui
from cs_dash.downloads import Extract
from cs_dash.filters import Filters
from cs_dash.models import executive
from cs_dash.models.executive import ExecutivePage, Months
from cs_dash.models.standing import band_lines
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import MOVEMENT_LABELS

CHANGES = {"moves": "Movements of the month", "bands": "Changes of band", "risks": "Newly at-risk renewals"}
KINDS = ("all", "new", "reactivation", "expansion", "contraction", "churn", "fx", "tier_change")


def standing(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> None:
    """The running quarter, and what is open for growth in it."""
    now = model.standing
    st.subheader(f"Is {fmt.quarter(now.month)} safe?")
    st.caption(f"As of {fmt.day(now.day)}. Renewals are told in ARR and growth in what it would add to ARR.")
    behind_blocks.cards(now.cards, chosen, len(now.cards))


def health(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> None:
    """Accounts at risk, and the portfolio in three bands and in four."""
    now = model.standing
    st.subheader("How healthy is the portfolio?")
    st.caption(
        f"Paying accounts as of {fmt.day(now.day)}. At-risk and worse is the whole portfolio, not only renewals; "
        "in four bands Critical includes Emergency."
    )
    behind_blocks.cards(now.risk, chosen, len(now.risk))
    if now.bands_spec is None:
        st.info("No score is known for this month.")
        return
    ui.chart(now.bands_spec, "Share of paying accounts by band of health", key="bands")
    st.caption("  \n".join(fmt.inert(line) for line in band_lines(now.bands)))
    with ui.rows("bands_rows") as rows:
        if rows.open:
            listed = pa.Table.from_pylist(now.bands)
            ui.table(listed, "Accounts by band of health", "bands_table", currency)
            downloads.of_shown("accounts by band", listed, publication, "bands", **dict(chosen.words()))


def changed(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> None:
    """Sentences made of the numbers, with the rows they speak of."""
    st.subheader("What changed?")
    st.caption(
        f"In {fmt.month(model.month)} against the month before; health and renewals since {fmt.day(model.since)}."
    )
    if not model.changed:
        st.info("There is no earlier month to compare with.")
    for sentence in model.changed:
        st.markdown("- " + fmt.inert(sentence))
    with ui.rows("changed_rows", "Show the accounts behind these sentences") as rows:
        if rows.open:
            changed_rows(publication, chosen, model, currency)


def changed_rows(publication: Publication, chosen: Filters, model: ExecutivePage, currency: str) -> None:
    """The largest movements, the changes of band, or the renewals that came to be at risk."""
    kind = st.segmented_control(
        "Rows", list(CHANGES), default="moves", required=True, format_func=CHANGES.__getitem__, key="changed",
        label_visibility="collapsed",
    )  # fmt: skip
    before = cache.model(executive_repo.reading_day, publication, model.since)
    now = model.standing
    readers = {
        "moves": (repo.movement_rows, chosen.segment, chosen.month, chosen.month, "all"),
        "bands": (executive_repo.band_move_rows, chosen.segment, now.month),
        "risks": (executive_repo.new_risk_rows, chosen.segment, before, now.day),
    }
    read, *place = readers[kind]
    shown = cache.model(read, publication, *place, TABLE_ROWS)
    if not shown.num_rows:
        st.success("Nothing of the kind.", icon=":material/check_circle:")
        return
    if shown.num_rows == TABLE_ROWS:
        st.caption(f"The first {fmt.count(TABLE_ROWS)}; the download has all.")
    ui.account_table(shown, CHANGES[kind], f"changed_{kind}", currency)
    extract = Extract(f"changed {CHANGES[kind]}", lambda: read(publication, *place, None), chosen.words())
    downloads.buttons(extract, publication, f"changed_{kind}")


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
    if kind in ("all", "tier_change"):
        window = (publication, chosen.segment, chosen.window, chosen.month, kind)
        shown = cache.model(repo.largest_movements, *window, TABLE_ROWS)
    else:
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
    with ui.panel("definitions_panel", "Retention under every definition", ":material/menu_book:") as place:
        if not place.open:
            return
        st.caption("The cards above use the headlines.")
        finance_blocks.definition_tables(publication, chosen, currency)
        ui.link("views/finance.py", "Why they differ", icon=":material/balance:")


def absent(publication: Publication, months: Months) -> bool:
    """Say so where the publication cannot fill the page; gives whether it was said."""
    if not cache.model(executive.is_told, publication):
        st.info("This publication holds no headline figures of health and renewals. Publish again with `make refresh`.")
        return True
    if months.headline is None:
        st.info("This publication holds no month yet: no subscription history was found in the exports.")
        return True
    return False
