"""Blocks of losses: why over time, payments that failed, and whom to win back."""

import datetime as dt
from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, downloads, filters, fmt, losses_repo, ui
from cs_dash.expansion_blocks import listed, rows_of
from cs_dash.expansion_charts import OUTCOMES, period_name
from cs_dash.growth_filters import BASES, CUTS, KINDS, coded, period_filter, pick, side_by_side
from cs_dash.models import growth
from cs_dash.publication import Publication
from cs_dash.theme_tokens import SEGMENT_LABELS


def losses(publication: Publication, segment: str, currency: str) -> None:
    """Lost MRR by reason over time, and the losses behind a bar."""
    with side_by_side():
        kind = filters.one_of("Losses", "loss_kind", KINDS, 150)
        basis = filters.one_of("By", "loss_basis", BASES, 130)
        # An account that left has only one cause.
        cut = "reason" if kind == "churn" else filters.one_of("Told by", "loss_cut", CUTS, 150)
    with st.container(border=True):
        st.subheader("Why do we lose revenue?" if kind == "churn" else "Why do customers pay less?")
        model = cache.model(growth.losses, publication, basis, segment, kind, cut, currency)
        if model.spec is None:
            st.info(f"No {KINDS[kind].lower()} in these filters.")
            return
        st.caption(
            f"Lost MRR by {basis} and {CUTS[cut].lower()}, each loss once{by_reason(model.rows, cut, currency)}. "
            "A pale bar is provisional. Click a bar for its losses, or choose below."
        )
        select = partial(pick, "losses_chart", period="loss_period", code="loss_value")
        ui.chart(model.spec, "Losses by period", key="losses_chart", select=select)
        names = cache.model(growth.loss_names, publication, cut)
        worded = [row | {"dimension_value": names[row["dimension_value"]]} for row in model.rows]
        rows_of(publication, worded, "losses by period", segment, currency)
        with side_by_side():
            ends = sorted({row["period_end"] for row in model.rows}, reverse=True)
            period = period_filter(BASES[basis], "loss_period", ends, basis)
            present = {row["dimension_value"] for row in model.rows}
            value = coded(CUTS[cut], "loss_value", {code: name for code, name in names.items() if code in present})
        lost(publication, (basis, segment, kind, cut, period, value), names, "losses", currency)


def by_reason(rows: list[dict], cut: str, currency: str) -> str:
    """How reasons were told, and how much of what was lost has none; empty for other cuts."""
    if cut != "reason":
        return ""
    unstated = sum(row["lost_mrr"] for row in rows if row["dimension_value"] == "not_stated")
    known = (fmt.inert(fmt.money(amount, currency)) for amount in (unstated, sum(row["lost_mrr"] for row in rows)))
    return f", by its best stated reason; nobody stated one for {' of '.join(known)}"


def lost(publication: Publication, at: tuple, names: dict[str, str], key: str, currency: str) -> None:
    """The losses of a period and reason; `at` is what `losses_repo.loss_rows` takes."""
    basis, segment, kind, cut, period, value = at
    total = cache.model(losses_repo.loss_total, publication, *at)
    when = "all the time" if period is None else period_name(period, basis)
    words = (
        ("Segment", SEGMENT_LABELS[segment]),
        ("Losses", KINDS[kind]),
        ("Period", when),
        (CUTS.get(cut, "Which"), names.get(value, "All")),
    )
    told = f"together {fmt.money_full(total['lost_mrr'], currency)} MRR, {when}, the largest first"
    listed(
        publication, partial(losses_repo.loss_rows, publication, *at), total["row_count"], key, told, words, currency
    )


def payments(publication: Publication, segment: str, currency: str) -> None:
    """Churn that nobody decided, and invoices whose payment failed."""
    basis = filters.one_of("By", "paid_basis", BASES, 130)
    model = cache.model(growth.payments, publication, basis, segment, currency)
    if not model.rows:
        st.info("Nothing is known of payments in these filters.")
        return
    if model.tiles:
        ui.tiles(model.tiles)
    ends = [row["period_end"] for row in model.rows]
    with st.container(border=True):
        st.subheader("What becomes of payments that fail?")
        if model.spec is None:
            st.info("No payment failed in these filters.")
        else:
            st.caption(
                f"Invoices by {basis} of their first failed payment and what became of them. A pale bar is "
                "provisional. Click a bar for its invoices, or choose below."
            )
            select = partial(pick, "payments_chart", period="paid_period", code="paid_outcome")
            ui.chart(model.spec, "Failed payments by period", key="payments_chart", select=select)
        rows_of(publication, model.rows, "payments by period", segment, currency)
        with side_by_side():
            period = period_filter(BASES[basis], "paid_period", ends, basis)
            outcome = coded("Outcome", "paid_outcome", {code: label for code, (label, _) in OUTCOMES.items()})
        place = (publication, basis, segment, period, outcome)
        total = cache.model(losses_repo.dunning_total, *place)
        when = "all the time" if period is None else period_name(period, basis)
        told = f"together {fmt.money_full(total['amount'], currency)}, {when}, what is open first"
        words = (("Segment", SEGMENT_LABELS[segment]), ("Period", when), ("Outcome", outcome))
        rows = partial(losses_repo.dunning_rows, *place)
        listed(publication, rows, total["row_count"], "failed_payments", told, words, currency)
    with st.container(border=True):
        involuntary(publication, basis, segment, period, currency)


def involuntary(publication: Publication, basis: str, segment: str, period: dt.date | None, currency: str) -> None:
    """The churn that nobody decided, of the same period."""
    st.subheader("Whom did we lose without anybody deciding it?")
    lost(publication, (basis, segment, "churn", "involuntary", period, "all"), {}, "involuntary_churn", currency)


def win_back(publication: Publication, segment: str, currency: str) -> None:
    """Who left and is worth a call, with what to say."""
    with st.container(border=True):
        st.subheader("Whom could we win back?")
        found = cache.model(losses_repo.win_back_reasons, publication, segment)
        if not found:
            st.info("Nobody who left lately is worth a call by the rule.")
            return
        st.caption(
            "Accounts that decided to leave for a reason that can be answered, or for none that we know, neither too "
            "lately nor too long ago, and that paid enough for long enough. Each has a next step and a last day."
        )
        reason = coded("Reason", "win_reason", {row["reason"]: row["reason_label"] for row in found})
        place = (publication, segment, reason)
        total = cache.model(losses_repo.win_back_total, *place)
        told = f"together {fmt.money_full(total['lost_arr'], currency)} ARR lost, the largest first"
        words = (("Segment", SEGMENT_LABELS[segment]), ("Reason", reason))
        rows = partial(losses_repo.win_back_rows, *place)
        listed(publication, rows, total["row_count"], "win_back", told, words, currency)
        with ui.rows("win_reasons_rows", "Show by reason") as reasons:
            if reasons.open:
                table = pa.Table.from_pylist(found).drop_columns(["reason"])
                ui.table(table, "Win back by reason", "win_reasons_table", currency)
                downloads.of_shown("win back by reason", table, publication, "win_reasons")
