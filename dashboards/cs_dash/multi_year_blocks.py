"""Blocks of longer terms: who may be offered one, what stands in the way, and the offers."""

from functools import partial

import streamlit as st

from cs_dash import cache, downloads, filters, fmt, multi_year_repo, ui
from cs_dash.expansion_blocks import listed
from cs_dash.growth_filters import ALL, coded, pick_row, side_by_side
from cs_dash.models import growth
from cs_dash.publication import Publication
from cs_dash.theme_tokens import SEGMENT_LABELS

WHICH = {"eligible": "Eligible", "others": "Not yet", "all": "All open renewals"}


def multi_year(publication: Publication, segment: str, currency: str) -> None:
    """Open renewals by the criteria of a longer term, and what the eligible ones may be offered."""
    shown = cache.model(growth.multi_year_tiles, publication, segment, currency)
    if not shown:
        st.info("No renewal is open in these filters.")
        return
    ui.tiles(shown)
    with st.container(border=True):
        renewals(publication, segment, currency)
    with st.container(border=True):
        offers(publication, segment, currency)


def renewals(publication: Publication, segment: str, currency: str) -> None:
    """Which renewals meet the criteria, and which criterion the others lack."""
    st.subheader("Who may sign for several years?")
    found = cache.model(multi_year_repo.criteria, publication, segment)
    st.caption("Renewals are eligible that meet every required criterion. Select a criterion for those that lack it.")
    codes = found["criterion"].to_pylist()
    table = found.drop_columns(["criterion"])
    select = partial(pick_row, "criteria_table", "lacking_criterion", codes)
    ui.table(table, "Criteria of a longer term", "criteria_table", currency, select=select)
    downloads.of_shown("multi-year criteria", table, publication, "criteria", segment=SEGMENT_LABELS[segment])
    names = dict(zip(codes, found["criterion_label"].to_pylist(), strict=True))
    with side_by_side():
        which = filters.one_of("Renewals", "eligible", WHICH, 190)
        lacking = coded("Without", "lacking_criterion", names, 300)
    place = (publication, segment, "all" if lacking != "all" and which == "eligible" else which, lacking)
    total = cache.model(multi_year_repo.renewal_total, *place)
    told = f"together {fmt.money_full(total['amount_due'], currency)} ARR due, the largest first"
    words = (
        ("Segment", SEGMENT_LABELS[segment]),
        ("Renewals", WHICH[place[2]]),
        ("Without", names.get(lacking, "Anything")),
    )
    rows = partial(multi_year_repo.renewal_rows, *place)
    listed(publication, rows, total["row_count"], "multi_year_renewals", told, words, currency)


def offers(publication: Publication, segment: str, currency: str) -> None:
    """What the eligible renewals may be offered."""
    st.subheader("What may they be offered?")
    terms = cache.model(multi_year_repo.terms, publication, segment)
    if not terms:
        st.info("No open renewal in these filters is eligible.")
        return
    chosen = filters.one_of(
        "Term", "offer", ALL | {row["term_years"]: f"{row['term_years']} years" for row in terms}, 150
    )
    years = None if chosen == "all" else chosen
    asked = [row for row in terms if years in (None, row["term_years"])]
    told = "; ".join(one_term(row, currency) for row in asked)
    count = sum(row["offers"] for row in asked)
    words = (("Segment", SEGMENT_LABELS[segment]), ("Term", "All" if years is None else f"{years} years"))
    rows = partial(multi_year_repo.offer_rows, publication, segment, years)
    listed(publication, rows, count, "multi_year_offers", told, words, currency)


def one_term(row: dict, currency: str) -> str:
    """What all offers of a term come to."""
    off = f"{fmt.rate(row['lowest_discount'])} to {fmt.rate(row['highest_discount'])} off"
    least, most = (fmt.money_full(row[key], currency) for key in ("lowest_term_amount", "highest_term_amount"))
    return f"{row['term_years']} years at {off}: {least} to {most}"
