"""Blocks of expansion: the pipeline with its signals, the mix with its sources, and what could still be sold."""

from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, expansion_repo, filters, fmt, ui, whitespace_repo
from cs_dash.downloads import Extract
from cs_dash.growth_filters import COUNTED, coded, opportunity_filters, pick, pick_row, side_by_side, window_filters
from cs_dash.models import growth
from cs_dash.models.executive import WINDOWS
from cs_dash.models.growth import SOURCES, Drawn
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import SEGMENT_LABELS

STILL_OPEN = ("pipeline", "open", "handed_over")


def pipeline(publication: Publication, segment: str, currency: str) -> None:
    """What is open by stage, the opportunities behind it, and what the signals have come to."""
    model = cache.model(growth.pipeline, publication, segment, currency)
    if model.tiles:
        ui.tiles(model.tiles)
    with st.container(border=True):
        st.subheader("What could grow, and how far is it?")
        if model.spec is None:
            st.info("Nothing is open in these filters.")
        else:
            st.caption(
                "ARR by stage with its probability; dark: expected of it. What only signals have seen is an estimate "
                "and stands at the first stage. Click a bar for its opportunities, or choose below."
            )
            ui.chart(
                model.spec, "Pipeline by stage", key="stages_chart", select=partial(pick, "stages_chart", stage="stage")
            )
            told = named(model.rows, {"amount": "amount_arr", "expected_amount": "expected_arr"})
            rows_of(publication, told, "pipeline by stage", segment, currency)
        opportunities(publication, model, segment, currency)
    with st.container(border=True):
        signals(publication, segment, currency)


def named(rows: list[dict], names: dict[str, str]) -> list[dict]:
    """Rows with some columns by other names, which say the unit."""
    return [{names.get(column, column): value for column, value in row.items()} for row in rows]


def rows_of(publication: Publication, drawn: list[dict], subject: str, segment: str, currency: str) -> None:
    """The rows that a chart was drawn from."""
    key = subject.replace(" ", "_")
    place = f"{key}_rows"
    with ui.rows(place) as rows:
        if rows.open:
            listed = pa.Table.from_pylist(drawn)
            ui.table(listed, subject.capitalize(), f"{key}_table", currency)
            downloads.of_shown(subject, listed, publication, key, segment=SEGMENT_LABELS[segment])


def opportunities(publication: Publication, model: Drawn, segment: str, currency: str) -> None:
    """Opportunities with what was seen and what it asks for."""
    listed = cache.model(expansion_repo.signals, publication, segment)
    stages = [row["stage"] for row in model.rows]
    counted, stage, signal = opportunity_filters(stages, sorted(listed["signal"].to_pylist()))
    place = (publication, segment, stage, signal, counted)
    shown = cache.model(expansion_repo.opportunity_rows, *place, TABLE_ROWS)
    total = cache.model(expansion_repo.opportunity_total, *place)
    if not shown.num_rows:
        st.info("No such opportunity.")
        return
    amounts = (
        fmt.inert(fmt.money_full(total[key], currency)) for key in ("amount", "expected_amount", "credited_amount")
    )
    amount, expected, credited = amounts
    # What has ended is expected no more.
    ahead = f"{expected} expected, " if counted in STILL_OPEN else ""
    st.caption(
        f"{COUNTED[counted]}: {ui.counted(shown.num_rows, total['row_count'], 'opportunities')}, together "
        f"{amount} ARR, {ahead}{credited} credited."
    )
    ui.account_table(shown, "Opportunities with their evidence", "opportunities", currency)
    words = {"Segment": SEGMENT_LABELS[segment], "Which": COUNTED[counted], "Stage": stage, "Signal": signal}
    extract = Extract(
        f"expansion {counted} {stage}",
        lambda: expansion_repo.opportunity_rows(*place, None),
        tuple(words.items()),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "opportunities")


def signals(publication: Publication, segment: str, currency: str) -> None:
    """What each signal has come to."""
    st.subheader("Which signals lead to growth?")
    shown = cache.model(expansion_repo.signals, publication, segment)
    if not shown.num_rows:
        st.info("No signal was ever seen in these filters.")
        return
    st.caption(
        "All that were ever opened. Growth is credited once, to the earliest signal that was open. Growth followed: of "
        "the judged openings of all segments, those whose days are over, whoever was credited; beside it how often it "
        "follows any month end. Select a row to see its opportunities above."
    )
    names = shown["signal"].to_pylist()
    ui.table(shown, "Signals", "signals_table", currency, select=partial(pick_row, "signals_table", "signal", names))
    downloads.of_shown("expansion signals", shown, publication, "signals", segment=SEGMENT_LABELS[segment])


def mix(publication: Publication, segment: str, currency: str) -> None:
    """What grew by type against the usual ranges, which customers grew, and who found it."""
    window, month = window_filters(lambda window: cache.model(expansion_repo.months, publication, window))
    if month is None:
        st.info("No window is whole yet.")
        return
    model = cache.model(growth.mix, publication, segment, window, month, currency)
    if model.tiles:
        ui.tiles(model.tiles)
    when = f"{WINDOWS[window]} to {fmt.month(month)}"
    with st.container(border=True):
        st.subheader("What did customers grow by?")
        if model.spec is None:
            st.info(f"Nothing grew, {when}.")
        else:
            st.caption(
                f"Share of growth by type, {when}; grey: the usual range, * outside of it. Price uplifts and what "
                "cannot be told apart stand only in the table. Click a bar for its accounts, or choose below."
            )
            ui.chart(
                model.spec, "Growth by type", key="mix_chart", select=partial(pick, "mix_chart", type="growth_type")
            )
            rows_of(publication, named(model.rows, {"amount": "mix_mrr"}), "growth by type", segment, currency)
        types = {row["expansion_type"]: fmt.spelled(row["expansion_type"]) for row in model.rows}
        kind = coded("Type", "growth_type", types)
        place = (publication, segment, window, month, kind)
        total = cache.model(expansion_repo.mix_total, *place)
        listed(
            publication, partial(expansion_repo.mix_rows, *place), total["row_count"], "mix",
            f"together {fmt.money_full(total['mrr'], currency)} MRR, {when}, the largest first",
            (("Segment", SEGMENT_LABELS[segment]), ("Window", when), ("Type", types.get(kind, "All"))), currency,
        )  # fmt: skip
    with st.container(border=True):
        customers(publication, segment, (window, month, when), currency)
    with st.container(border=True):
        sources(publication, (window, month, when), currency)


def listed(publication, rows, count: int, key: str, told: str, words: tuple, currency: str) -> None:
    """Accounts with a line that says what they sum to; `rows` takes a limit."""
    shown = cache.model(rows.func, *rows.args, TABLE_ROWS)
    if not shown.num_rows:
        st.info("None in these filters.")
        return
    st.caption(f"{ui.counted(shown.num_rows, count, 'rows')}, {fmt.inert(told)}.")
    ui.account_table(shown, "Accounts", key, currency)
    extract = Extract(key.replace("_", " "), lambda: rows(None), words, row_count=count)
    downloads.buttons(extract, publication, key)


def customers(publication: Publication, segment: str, at: tuple, currency: str) -> None:
    """Customers of the window's opening, whether they grew or not."""
    window, month, when = at
    st.subheader("Which customers expanded?")
    place = (publication, segment, window, month)
    total = cache.model(expansion_repo.customer_total, *place)
    if not total["row_count"]:
        st.info("Nobody paid when the window opened.")
        return
    grown, opening = (fmt.money_full(total[key], currency) for key in ("expansion_mrr", "opening_mrr"))
    told = (
        f"{fmt.count(total['expanded_customers'])} of them expanded, together {grown} on {opening} MRR, {when}, "
        "those that grew most first"
    )
    words = (("Segment", SEGMENT_LABELS[segment]), ("Window", when))
    rows = partial(expansion_repo.customer_rows, *place)
    listed(publication, rows, total["row_count"], "customers_that_expanded", told, words, currency)


def sources(publication: Publication, at: tuple, currency: str) -> None:
    """Who found what the CRM has as expansion."""
    window, month, when = at
    st.subheader("Who finds expansion?")
    if ui.is_closed(publication, "expansion_sources"):
        return
    found = cache.model(expansion_repo.sources, publication, window, month)
    if not found:
        st.info(f"The CRM has no opportunity of expansion created or won, {when}.")
        return
    st.caption(
        f"Opportunities of the CRM, {when}, all segments, at the amounts that the CRM says; credited is what was "
        "billed of those won. Select a row, or choose below, for its opportunities."
    )
    table = pa.Table.from_pylist(named(found, {"amount": "amount_arr"}))
    pick_source = partial(pick_found, [(row["basis"], row["sourced_by"]) for row in found])
    ui.table(table, "Who finds expansion", "sources_table", currency, select=pick_source)
    downloads.of_shown("expansion sources", table, publication, "sources", window=when)
    with side_by_side():
        bases = {row["basis"]: row["basis"].capitalize() for row in found}
        basis = filters.one_of("Counted when", "found_basis", bases, 150)
        source = coded("Found by", "found_by", SOURCES)
    place = (publication, basis, window, month, source)
    total = cache.model(expansion_repo.sourced_total, *place)
    told = f"together {fmt.money_full(total['amount'], currency)} ARR, {basis} in {when}, the largest first"
    words = (("Window", when), ("Counted when", basis), ("Found by", SOURCES.get(source, "All")))
    listed(
        publication, partial(expansion_repo.sourced_rows, *place), total["row_count"], "found", told, words, currency
    )


def pick_found(codes: list[tuple[str, str]]) -> None:
    """Set basis and finder to those of the selected row."""
    rows = st.session_state["sources_table"]["selection"]["rows"]
    if rows and rows[0] < len(codes):
        st.session_state["found_basis"], st.session_state["found_by"] = codes[rows[0]]


def whitespace(publication: Publication, segment: str, currency: str) -> None:
    """Products that peers hold, and the accounts that lack them."""
    with st.container(border=True):
        st.subheader("What do peers hold that others lack?")
        found = cache.model(whitespace_repo.products, publication, segment)
        if not found.num_rows:
            st.info("No account lacks what enough of its peers hold.")
            return
        st.caption(
            "A product counts where enough paying accounts of the segment hold it, and a large enough share of them; "
            "the potential is what they typically pay for it in a year, less what it would replace. Who asked to leave "
            "is left out. Select a row for its accounts."
        )
        steps = found["product_step"].to_pylist()
        shown = found.drop_columns(["product_step"])
        select = partial(pick_row, "products_table", "product", steps)
        ui.table(shown, "Products that peers hold", "products_table", currency, select=select)
        downloads.of_shown("whitespace by product", shown, publication, "products", segment=SEGMENT_LABELS[segment])
        rows = shown.to_pylist()
        names = [f"{row['product']} · {fmt.spelled(row['expansion_type'])}" for row in rows]
        step = coded("Product", "product", dict(zip(steps, names, strict=True)), 260)
        place = (publication, segment, step)
        total = cache.model(whitespace_repo.lacking_total, *place)
        told = (
            f"{fmt.count(total['accounts'])} accounts, together "
            f"{fmt.money_full(total['potential_amount'], currency)} a year, the largest potential first"
        )
        words = (
            ("Segment", SEGMENT_LABELS[segment]),
            ("Product", dict(zip(steps, names, strict=True)).get(step, "All")),
        )
        rows = partial(whitespace_repo.lacking_rows, *place)
        listed(publication, rows, total["row_count"], "whitespace", told, words, currency)
