"""Blocks of CSMs' books."""

from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import books_repo, cache, downloads, filters, fmt, ui
from cs_dash.downloads import Extract
from cs_dash.growth_filters import coded, pick_row, side_by_side
from cs_dash.models.executive import WINDOWS
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS

BOOK_WINDOWS = {window: WINDOWS[window] for window in (12, 3)}


def books(publication: Publication, _: str, currency: str) -> None:
    """How each CSM's book did, and its accounts."""
    if ui.is_closed(publication, "csm_books"):
        return
    ends = cache.model(books_repo.quarters, publication)
    if not ends:
        st.info("No quarter is told yet.")
        return
    with side_by_side():
        window = filters.one_of("Window", "book_window", BOOK_WINDOWS, 150)
        quarter = filters.one_of("Up to", "book_quarter", {end: fmt.quarter(end) for end in ends}, 140)
    with st.container(border=True):
        st.subheader("How do the CSMs' books do?")
        found = cache.model(books_repo.books, publication, window, quarter)
        told_by = cache.model(books_repo.measures, publication, window, quarter)
        if not found.num_rows:
            st.info("No book is told of in these filters.")
            return
        st.caption(
            f"All segments, by who owns an account today. {goals(told_by)} In a book the end is held against "
            "the opening, so that net retention is gross retention plus expansion; the mix adds up the months in which "
            "customers rose and tells more. Select a row for its accounts."
        )
        ids = found["book_id"].to_pylist()
        shown = found.drop_columns(["book_id"])
        ui.table(shown, "Books", "books_table", currency, select=partial(pick_row, "books_table", "book", ids))
        when = f"{WINDOWS[window]} to {fmt.quarter(quarter)}"
        downloads.of_shown("csm books", shown, publication, "books", window=when)
        owners = dict(zip(ids, found["owner_name"].to_pylist(), strict=True))
        with side_by_side():
            book = coded("Book of", "book", {one: name for one, name in owners.items() if one != "all"})
            labels = {row["measure"]: fmt.plain(row["label"]) for row in told_by}
            measure = filters.one_of("Measure", "book_measure", labels, 380)
        accounts(publication, (window, quarter, book, measure), (when, owners[book], labels[measure]), currency)


def goals(told_by: list[dict]) -> str:
    """Weights and targets in words."""
    told = []
    for row in told_by:
        target = fmt.score(row["target"]) if row["measure"] == "health" else fmt.rate(row["target"])
        goal = "" if row["target"] is None else f", target {target}"
        told.append(f"{fmt.spelled(row['measure']).replace('rr', 'RR')} weighs {fmt.rate(row['weight'])}{goal}")
    return fmt.inert(f"{'; '.join(told)}.")


def accounts(publication: Publication, at: tuple, words: tuple[str, str, str], currency: str) -> None:
    """The accounts of a book; `at` is what `books_repo.book_rows` takes, `words` window, owner and measure."""
    total = cache.model(books_repo.book_total, publication, *at)
    shown = cache.model(books_repo.book_rows, publication, *at, TABLE_ROWS)
    if not shown.num_rows:
        st.info("Nobody paid when the window opened.")
        return
    under = fmt.money_full(total["denominator"], currency)
    over = "score times MRR" if at[-1] == "health" else fmt.money_full(total["numerator"], currency)
    counted = ui.counted(shown.num_rows, total["row_count"], "accounts")
    st.caption(f"{counted}, {fmt.inert(words[2])}: {fmt.inert(over)} over {fmt.inert(under)}, the largest first.")
    ui.account_table(named(shown, at[-1]), "Accounts of the book", "book_accounts", currency)
    extract = Extract(
        f"book {words[1]} {at[-1]}",
        lambda: named(books_repo.book_rows(publication, *at, None), at[-1]),
        tuple(zip(("Window", "Book of", "Measure"), words, strict=True)),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "book_accounts")


def named(table: pa.Table, measure: str) -> pa.Table:
    """The numerator by its unit."""
    unit = "score_mrr" if measure == "health" else "numerator_mrr"
    return table.rename_columns([unit if name == "numerator" else name for name in table.column_names])
