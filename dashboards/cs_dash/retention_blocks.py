"""Blocks of the Retention page: the rate, its trends, its parts, and the accounts behind parts and bars."""

import datetime as dt
from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, fmt, movements_repo, retention_repo, ui
from cs_dash.downloads import Extract
from cs_dash.models import retention
from cs_dash.models.cards import is_thin
from cs_dash.models.executive import WINDOWS, Months
from cs_dash.models.retention import RetentionPage
from cs_dash.publication import Publication
from cs_dash.retention_filters import (
    Chosen,
    dimension_filter,
    moved_filters,
    part_filter,
    pick_bar,
    pick_factor,
    pick_part,
)
from cs_dash.settings import TABLE_ROWS
from cs_dash.theme_tokens import FAINT, FEW_LOGOS, MOVEMENT_LABELS, SEGMENT_LABELS

MOVED_KINDS = ("new", "reactivation", "expansion", "contraction", "churn", "fx")


def absent(publication: Publication, months: Months, definitions: list[dict]) -> bool:
    """Say so where the publication cannot fill the page; gives whether it was said."""
    if not cache.model(retention.is_told, publication):
        st.info("This publication holds no bridges over MRR. Publish again with `make refresh`.")
        return True
    if months.headline is None or not definitions:
        st.info("This publication holds no retention yet: no month has an opening that somebody paid at.")
        return True
    return False


def headline(model: RetentionPage, chosen: Chosen, currency: str) -> None:
    """The chosen rate with its numerator, denominator and number of accounts."""
    st.caption(ui.in_full(model.definition))
    if model.figure is None:
        st.info("No retention in these filters: nobody paid at the opening of the window.")
        return
    row, before = model.figure, model.before
    rate, thin = fmt.rate(row["rate"]), is_thin(row["logos"])
    with st.grid(columns=4, min_column_width=170):
        st.metric(
            f"{model.definition['definition_id']}, {WINDOWS[chosen.window]}",
            f':color[{rate}]{{foreground="{FAINT}"}}' if thin else rate,
            border=True,
            help=ui.in_full(model.definition),
        )
        st.metric("Numerator", fmt.inert(retention.amount(model.definition, row["numerator"], currency)), border=True)
        st.metric(
            "Denominator", fmt.inert(retention.amount(model.definition, row["denominator"], currency)), border=True
        )
        st.metric("Accounts (n)", fmt.count(row["logos"]), border=True)
    if row["is_provisional"]:
        st.warning(f"{fmt.month(chosen.month)} is still running: provisional.", icon=":material/hourglass_top:")
    if before:
        st.caption(f"{fmt.month(before['month_end'])}: {fmt.rate(before['rate'])}.")


def trends(publication: Publication, model: RetentionPage, chosen: Chosen, currency: str) -> None:
    """Net beside gross, by segment."""
    places = st.columns(2)
    for number, (place, one) in enumerate(zip(places, model.trends, strict=False)):
        definition = one.definition
        with place.container(border=True, height="stretch"):
            st.subheader(f"{definition['name']} ({definition['definition_id']})")
            grey = f" Grey: on fewer than {FEW_LOGOS} accounts." if one.has_thin else ""
            st.caption(
                f"Over {WINDOWS[chosen.window]}, by segment at the opening. Dashed: targets. "
                f"The axis does not start at zero.{grey}{f' Bands: {fmt.inert(one.source)}.' if one.source else ''}"
            )
            ui.chart(one.spec, f"{definition['name']} by segment and month", key=f"trend_{number}")
            place_for_rows = f"trend_rows_{number}"
            with ui.rows(place_for_rows) as rows:
                if rows.open:
                    shown = retention.told(pa.Table.from_pylist(one.rows), definition)
                    ui.table(shown, "Rates by month and segment", f"trend_table_{number}", currency)
                    extract = Extract(
                        f"{definition['definition_id']} by month and segment",
                        lambda shown=shown: shown,
                        chosen.words()[2:],
                        (definition["definition_id"],),
                    )
                    downloads.buttons(extract, publication, f"trend_{number}")


def parts(publication: Publication, model: RetentionPage, chosen: Chosen, currency: str) -> None:
    """The rate by a dimension, and the accounts of one of its parts."""
    st.subheader("Where is it kept, and where lost?")
    dimension = dimension_filter()
    split = cache.model(retention.parts, publication, chosen.figure, dimension)
    if not split.table.num_rows:
        st.info("This split holds nothing for this definition, window and month.")
    else:
        values = split.table["part"].to_pylist()
        shown = retention.told(labelled(split.table, dimension), model.definition)
        over, under = (
            fmt.inert(retention.amount(model.definition, value, currency))
            for value in (split.numerator, split.denominator)
        )
        st.caption(
            f"{retention.DIMENSIONS[dimension]}, all segments, largest first; together {over} of {under}. "
            f"Grey: on fewer than {FEW_LOGOS} accounts. Select a row for its accounts."
        )
        pick = partial(pick_part, "parts_table", values)
        ui.table(shown, "The rate by part", "parts_table", currency, select=pick)
        extract = Extract(
            f"{chosen.figure.definition_id} by {dimension}",
            lambda: shown,
            (*chosen.words(), ("Split by", retention.DIMENSIONS[dimension])),
            (chosen.figure.definition_id,),
        )
        downloads.buttons(extract, publication, "parts")
    if chosen.definition["kind"] == "chained":
        factors(publication, chosen, currency)
    elif dimension in retention.OTHER_UNITS:
        st.info(
            "Here a product of an account, or a parent with its children, counts as one customer, so rows of accounts "
            "do not sum to these figures. Split by segment, region or owner to see accounts."
        )
    else:
        accounts(publication, chosen, dimension, split.table["part"].to_pylist(), currency)


def labelled(table: pa.Table, dimension: str) -> pa.Table:
    """The parts by their names."""
    words = SEGMENT_LABELS if dimension in ("segment", "segment_today") else {}
    if dimension == "segment_region":
        values = [
            f"{SEGMENT_LABELS.get(segment, segment)} · {region}"
            for segment, _, region in (str(value).partition(" · ") for value in table["part"].to_pylist())
        ]
    else:
        values = [words.get(value, value) for value in table["part"].to_pylist()]
    return table.set_column(table.column_names.index("part"), "part", pa.array(values, pa.string()))


def factors(publication: Publication, chosen: Chosen, currency: str) -> None:
    """The months that a chained definition multiplies."""
    shown = cache.model(retention_repo.factors, publication, chosen.figure, chosen.segment)
    st.markdown("**The months that are multiplied**")
    if not shown.num_rows:
        st.info("No month to multiply in these filters.")
        return
    st.caption("What is carried in times the month's rate is carried out. Select a month for its own accounts.")
    based_on = chosen.definition["based_on"]
    pick = partial(pick_factor, "factors_table", based_on, shown["factor_month_end"].to_pylist())
    ui.table(shown, "Month factors", "factors_table", currency, select=pick)
    extract = Extract(
        f"{chosen.figure.definition_id} month factors",
        lambda: shown,
        chosen.words(),
        (chosen.figure.definition_id, based_on),
    )
    downloads.buttons(extract, publication, "factors")


def accounts(publication: Publication, chosen: Chosen, dimension: str, values: list[str], currency: str) -> None:
    """Accounts behind the rate or one of its parts; the sum of their rows is its numerator."""
    labels = dict(
        zip(
            values,
            labelled(pa.table({"part": pa.array(values, pa.string())}), dimension)["part"].to_pylist(),
            strict=True,
        )
    )
    part = part_filter(values, labels, chosen.segment if dimension == "segment" else "all")
    place = (publication, chosen.figure, dimension, part)
    shown = cache.model(retention_repo.contribution_rows, *place, TABLE_ROWS)
    total = cache.model(retention_repo.contribution_total, *place)
    if not shown.num_rows:
        st.info("No account enters this figure.")
        return
    over, under = (
        fmt.inert(retention.amount(chosen.definition, total[side], currency)) for side in ("numerator", "denominator")
    )
    capped = (
        f" The accounts are those of {chosen.definition['based_on']}; the sum is then capped at the book's opening."
        if chosen.definition["kind"] == "capped_total"
        else ""
    )
    st.caption(
        f"{ui.counted(shown.num_rows, total['row_count'], 'accounts')}, those that moved most first. "
        f"The rows sum to {over} of {under}.{capped}"
    )
    row = ui.account_choice(
        retention.told(shown, chosen.definition), "Accounts behind the rate", "accounts", currency, "Take apart"
    )
    extract = Extract(
        f"{chosen.figure.definition_id} accounts",
        lambda: retention.told(retention_repo.contribution_rows(*place, None), chosen.definition),
        (*chosen.words(), (retention.DIMENSIONS[dimension], labels.get(part, "All"))),
        (chosen.figure.definition_id,),
        total["row_count"],
    )
    downloads.buttons(extract, publication, "accounts")
    if row is not None:
        one_account(publication, chosen, shown.slice(row, 1).to_pylist()[0], currency)


def one_account(publication: Publication, chosen: Chosen, account: dict, currency: str) -> None:
    """What one account adds to the numerator, and its movements within the window."""
    account_id = account["account_id"]
    with st.container(border=True):
        st.markdown(f"**{fmt.inert(account['account_name'] or account_id)}**")
        left, right = st.columns(2)
        with left:
            items = cache.model(retention_repo.account_items, publication, chosen.figure, account_id)
            kept = fmt.inert(retention.amount(chosen.definition, account["numerator"], currency))
            st.caption(f"Its items sum to {kept}, at the rate of the window's opening.")
            told = retention.told(items, chosen.definition)
            ui.table(told, "Items of the account", "items_table", currency)
            downloads.of_shown(f"items {account_id}", told, publication, "items", **dict(chosen.words()))
        with right:
            moves = cache.model(retention_repo.account_movements, publication, chosen.figure, account_id)
            st.caption("Its movements in the window. Select one for its periods and invoice lines.")
            if moves.num_rows:
                row = ui.table(moves, "Movements of the account", "account_moves_table", currency, select=True)
                downloads.of_shown(f"movements {account_id}", moves, publication, "account_moves")
                if row is not None:
                    ui.open_account(account_id, moves["month_end"][row].as_py())
            else:
                st.info("It did not move in the window.")
        if st.button("Open the account", icon=":material/domain:", key="open_account"):
            ui.open_account(account_id)


def moved(publication: Publication, model: RetentionPage, chosen: Chosen, currency: str) -> None:
    """Monthly movements, and the accounts of one bar."""
    st.subheader("What moved MRR, month by month?")
    st.caption(
        f"{SEGMENT_LABELS[chosen.segment]}; each month at the exchange rate of its opening. "
        "A pale month is provisional. Click a bar for its accounts, or choose below."
    )
    if not model.move_rows:
        st.info("Nothing moved in these filters.")
        return
    ui.chart(model.moves, "MRR movements by month", key="moves_chart", select=pick_bar)
    months = sorted({row["month_end"] for row in model.move_rows}, reverse=True)
    newest = chosen.month if chosen.month in months else months[0]
    month, kind = moved_filters(months, newest, list(MOVED_KINDS), MOVEMENT_LABELS)
    bar_rows(publication, chosen, month, kind, currency)
    with ui.rows("moves_rows", "Show all bars") as rows:
        if rows.open:
            shown = pa.Table.from_pylist(model.move_rows)
            ui.table(shown, "Movements by month", "moves_table", currency)
            downloads.of_shown(
                "movements by month", shown, publication, "moves", segment=SEGMENT_LABELS[chosen.segment]
            )


def bar_rows(publication: Publication, chosen: Chosen, month: dt.date, kind: str, currency: str) -> None:
    """The accounts of one bar, or of a month."""
    place = (publication, chosen.segment, month, kind)
    if kind == "all":
        shown = cache.model(movements_repo.largest_moved, publication, chosen.segment, month, TABLE_ROWS)
    else:
        shown = cache.model(movements_repo.moved_rows, *place, TABLE_ROWS)
    total = cache.model(movements_repo.moved_total, *place)
    name = "All movements" if kind == "all" else MOVEMENT_LABELS[kind]
    if not shown.num_rows:
        st.info(f"{name} in {fmt.month(month)}: none.")
        return
    amount = fmt.inert(fmt.money_full(total["amount"], currency, plus=True))
    counted = ui.counted(shown.num_rows, total["row_count"], "rows")
    bars = "the bars of the month" if kind == "all" else "the bar"
    st.caption(f"{name} in {fmt.month(month)}: {counted}, together {amount}: {bars}.")
    ui.account_table(shown, "Accounts of the bar", "bar", currency, month)
    extract = Extract(
        f"{kind} {fmt.month(month)}",
        lambda: movements_repo.moved_rows(*place, None),
        (("Segment", SEGMENT_LABELS[chosen.segment]), ("Month", fmt.month(month)), ("Movement", name)),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "bar")
