"""What the Finance page shows: definitions side by side, a bridge between two, ties to movements and to billing."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as compute

from cs_dash import closes_repo, finance_charts, finance_repo, repo, tieout_repo
from cs_dash.publication import Publication

FOOTED_MONTHS = 24
BILLING_TABLES = ("billing_reconciliation", "billing_reconciliation_lines", "reconciliation_items")
CLOSE_TABLES = ("closed_retention", "frozen_mrr_movements", "month_closes", "restatements")


@dataclass(frozen=True)
class Answer:
    """The cards above every view. `headline` is a row of `side_by_side`; None where there is nothing to say.

    `unexplained` counts account-months over the tolerance, `running` those of the running month, which is still being
    billed; `closed_through` is the newest closed month.
    """

    headline: dict | None
    lowest: dict | None
    highest: dict | None
    residual: object
    unfooted: int
    unexplained: int | None
    running: int
    closed_through: dt.date | None


@dataclass(frozen=True)
class Definitions:
    """All definitions of a month, those in money apart from those that count accounts."""

    money: pa.Table
    counts: pa.Table
    spec: dict | None


@dataclass(frozen=True)
class Bridge:
    """From one definition to another; `items` are what lies between, `ends` both figures and the residual."""

    ends: dict
    items: list[dict]
    spec: dict


@dataclass(frozen=True)
class Billing:
    """A month from MRR to billed; `items` start with MRR and end with billed."""

    items: list[dict]
    spec: dict
    residual: object


def answer(publication: Publication, segment: str, window: int, month: dt.date) -> Answer:
    """Does it tie, and what is the spread of definitions?"""
    rows = finance_repo.side_by_side(publication, segment, window, month).to_pylist()
    net = [row for row in rows if row["metric_id"] == "nrr"]
    footed = tieout_repo.footing(publication, segment, month, 1).to_pylist()
    found = repo.tables(publication)
    ages = tieout_repo.unexplained_by_age(publication).to_pylist() if found.issuperset(BILLING_TABLES) else None
    closed = closes_repo.closed_months(publication) if found.issuperset(CLOSE_TABLES) else None
    return Answer(
        headline=next((row for row in net if row["is_headline"]), None),
        lowest=min(net, key=lambda row: row["rate"], default=None),
        highest=max(net, key=lambda row: row["rate"], default=None),
        residual=sum(abs(row["residual"]) for row in footed),
        unfooted=sum(row["unfooted"] for row in footed),
        unexplained=None if ages is None else sum(row["account_months"] for row in ages if not row["is_provisional"]),
        running=sum(row["account_months"] for row in ages or () if row["is_provisional"]),
        closed_through=closed["month_end"][0].as_py() if closed is not None and closed.num_rows else None,
    )


SHOWN = (
    "definition", "definition_id", "definition_version", "rate", "numerator", "denominator", "difference", "points",
    "logos", "is_headline", "formula_words",
)  # fmt: skip


def definitions(publication: Publication, segment: str, window: int, month: dt.date) -> Definitions:
    """The side by side table, split by unit, and its chart."""
    table = finance_repo.side_by_side(publication, segment, window, month)
    money = {"numerator": "numerator_mrr", "denominator": "denominator_mrr", "difference": "difference_mrr"}
    in_money = table.filter(compute.invert(table["counts"])).select(SHOWN)
    return Definitions(
        money=in_money.rename_columns([money.get(name, name) for name in SHOWN]),
        counts=table.filter(table["counts"]).select(SHOWN),
        spec=finance_charts.definition_dots(table.to_pylist()) if table.num_rows else None,
    )


def bridge(publication: Publication, window: int, month: dt.date, one: str, other: str, currency: str) -> Bridge | None:
    """The bridge of the whole book, or None where the month lacks either figure."""
    ends = finance_repo.bridge_ends(publication, month, window, one, other)
    if ends is None:
        return None
    items = finance_repo.bridge_items(publication, month, window, one, other)
    sides = ({"label": one, "amount": ends["numerator_from"]}, {"label": other, "amount": ends["numerator_to"]})
    return Bridge(ends, items, finance_charts.waterfall(items, sides, currency))


def billing(publication: Publication, month: dt.date, currency: str) -> Billing | None:
    """The month's reconciliation, or None where nothing is known of it."""
    items = tieout_repo.billing_items(publication, month)
    if not items:
        return None
    first, *between, last = items
    shown = [item for item in between if item["amount"] != 0 or item["item"] == "unexplained"]
    spec = finance_charts.waterfall(shown, (first, last), currency)
    return Billing(items, spec, first["residual"])
