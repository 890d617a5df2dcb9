"""What the Account page shows: one account, and one of its months down to the rows behind it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from cs_dash import account_repo, charts, fmt
from cs_dash.publication import Publication
from cs_dash.theme_tokens import SEGMENT_LABELS


@dataclass(frozen=True)
class AccountPage:
    """`facts` are (label, value) in words; `months` are newest first, and empty for an account that never paid."""

    account: dict
    currency: str
    facts: list[tuple[str, str]]
    months: list[dt.date]
    default_month: dt.date | None
    history_rows: list[dict]
    movement_rows: list[dict]


@dataclass(frozen=True)
class MonthPage:
    """One month; `periods_tie` says that the periods in force sum to the account's MRR at both of its ends.

    `conversion` has how: a row per end and currency, with the rate where the currency is not the reporting one.
    """

    month: dt.date
    state_date: dt.date
    is_provisional: bool
    opening_mrr: Decimal
    closing_mrr: Decimal
    conversion: pa.Table
    is_foreign: bool
    periods_tie: bool


def facts(account: dict) -> list[tuple[str, str]]:
    """The strip under the account's name."""
    currency = account["reporting_currency"]
    shown = [
        ("Current MRR", fmt.money_full(account["current_mrr"], currency)),
        ("Current ARR", fmt.money_full(account["current_arr"], currency)),
        ("Segment", SEGMENT_LABELS.get(account["segment"], fmt.plain(account["segment"]))),
        ("Owner", fmt.plain(account["owner_name"])),
        ("First paid", fmt.day(account["first_paid_date"])),
        ("Renewal", fmt.day(account["renewal_date"])),
    ]
    shown.append(("Account id", fmt.plain(account["account_id"])))
    if account["parent_account_id"]:
        shown.append(("Parent", fmt.plain(account["parent_name"] or account["parent_account_id"])))
    return shown


def build(publication: Publication, account_id: str) -> AccountPage | None:
    """The account and its history, or None when this publication has no such account."""
    account = account_repo.account(publication, account_id)
    if account is None:
        return None
    history = account_repo.history(publication, account_id)
    movements = account_repo.movements(publication, account_id)
    final = [row["month_end"] for row in history if not row["is_provisional"]]
    moved = [row["month_end"] for row in movements if row["movement"] != "fx" and not row["is_provisional"]]
    # The newest month in which the customer did something is what a reader wants to see explained.
    default = moved[-1] if moved else final[-1] if final else history[-1]["month_end"] if history else None
    return AccountPage(
        account=account,
        currency=account["reporting_currency"],
        facts=facts(account),
        months=[row["month_end"] for row in reversed(history)],
        default_month=default,
        history_rows=history,
        movement_rows=movements,
    )


def history_charts(page: AccountPage, month: dt.date) -> tuple[dict, dict | None]:
    """The MRR chart with `month` marked, and the movements chart if there are any."""
    level = charts.account_history(page.history_rows, page.currency, month)
    if not page.movement_rows:
        return level, None
    return level, charts.account_movements(page.movement_rows, page.history_rows, page.currency)


def build_month(publication: Publication, account_id: str, month: dt.date) -> MonthPage:
    """The month's figures beside what its subscription periods sum to."""
    row = next(row for row in account_repo.history(publication, account_id) if row["month_end"] == month)
    reporting = account_repo.account(publication, account_id)["reporting_currency"]
    conversion = account_repo.conversion(publication, account_id, month)
    ends = conversion.to_pylist()
    opening = sum(end["mrr"] for end in ends if not end["is_closing"])
    closing = sum(end["mrr"] for end in ends if end["is_closing"])
    return MonthPage(
        month=month,
        state_date=row["state_date"],
        is_provisional=row["is_provisional"],
        opening_mrr=row["opening_mrr"],
        closing_mrr=row["closing_mrr"],
        conversion=conversion,
        is_foreign=any(end["currency"] != reporting.upper() for end in ends),
        periods_tie=all(end["ties"] for end in ends) and (opening, closing) == (row["opening_mrr"], row["closing_mrr"]),
    )
