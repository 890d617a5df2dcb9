"""Titles of the pack's pages: what a page says, computed from its numbers."""

import datetime as dt

from cs_dash import fmt
from cs_dash.models.changes import counted

GROWTH = ("new", "reactivation", "expansion")
LOSSES = ("contraction", "churn")
NAMES = {"nrr": "NRR", "grr": "GRR"}


def against_target(name: str, row: dict) -> str:
    """A rate and whether it meets its target, if it has one."""
    told = f"{name} is {fmt.rate(row['value'])}"
    if row["target_value"] is None:
        return told
    target = fmt.rate(row["target_value"])
    if row["value"] >= row["target_value"]:
        return f"{told} and meets its target of {target}"
    short = fmt.points(row["value"] - row["target_value"]).lstrip(fmt.MINUS)
    return f"{told}, {short} short of its target of {target}"


def kept(at: dict[str, dict]) -> str:
    """NRR and GRR against their targets."""
    told = [against_target(name, at[metric]) for metric, name in NAMES.items() if metric in at]
    return "; ".join(told) if told else "No retention is known of this window"


def moved(rows: list[dict], first: dt.date, month: dt.date, currency: str) -> str:
    """From opening to closing MRR, growth against losses. `rows`: step and amount of the bridge."""
    amounts = {row["step"]: row["amount"] for row in rows}
    step = amounts["closing"] - amounts["opening"]
    word = "held at" if step == 0 else "rose to" if step > 0 else "fell to"
    growth = sum(amounts.get(kind, 0) for kind in GROWTH)
    losses = sum(amounts.get(kind, 0) for kind in LOSSES)
    span = fmt.month(month) if first == month else f"{fmt.month(first)} to {fmt.month(month)}"
    return (
        f"{span}: MRR {word} {fmt.money(amounts['closing'], currency)}, growth of {fmt.money(growth, currency)} "
        f"against losses of {fmt.money(abs(losses), currency)}"
    )


def healthy(at: dict[str, dict], before: dt.date, currency: str) -> str:
    """How much of the portfolio is at risk, and since the month end `before`."""
    if "at_risk_accounts" not in at:
        return "No score is known of this month"
    accounts = at["at_risk_accounts"]
    step = accounts["change_from_previous"]
    since = ""
    if step is not None:
        then = fmt.day(before)
        since = f", as many as on {then}" if step == 0 else f", {fmt.count(step, plus=True)} since {then}"
    share = f" of {fmt.count(at['paying_accounts']['value'])}" if "paying_accounts" in at else ""
    return (
        f"{fmt.count(accounts['value'])}{share} paying accounts are at risk{since}: "
        f"{fmt.money(at['at_risk_arr']['value'], currency)} ARR"
    )


def quarter(at: dict[str, dict], month: dt.date, currency: str) -> str:
    """What is due in the quarter, expected of it and at risk."""
    if "renewals_due_amount" not in at:
        return f"{fmt.quarter(month)}: no renewal forecast is known"
    due, forecast = at["renewals_due_amount"]["value"], at["renewals_forecast_amount"]["value"]
    if not due:
        return f"{fmt.quarter(month)}: no renewal is due"
    share = at.get("renewals_forecast_share")
    of_due = f" ({fmt.rate(share['value'])})" if share else ""
    risk = at["renewals_at_risk_amount"]["value"]
    at_risk = f"; {fmt.money(risk, currency)} is at risk" if risk else "; nothing is at risk"
    return (
        f"{fmt.quarter(month)}: {fmt.money(forecast, currency)} of {fmt.money(due, currency)} due is "
        f"expected{of_due}{at_risk}"
    )


def largest(shown: int, held: fmt.Number, total: dict, currency: str) -> str:
    """What the largest accounts at risk hold of all at-risk ARR. `total`: row_count and arr of all of them."""
    if not shown:
        return "No paying account is at risk"
    if shown >= total["row_count"]:
        verb = "holds" if shown == 1 else "hold"
        return f"{counted(shown, 'account')} at risk {verb} {fmt.money(total['arr'], currency)} ARR"
    return (
        f"The {shown} largest of {fmt.count(total['row_count'])} accounts at risk hold {fmt.money(held, currency)} of "
        f"{fmt.money(total['arr'], currency)} ARR"
    )


def cohorts(rows: list[dict], age: int) -> str:
    """The newest start years that reached the age, side by side. `rows`: line (the year) and net_retention at it."""
    told = sorted(rows, key=lambda row: row["line"], reverse=True)[:2]
    if not told:
        return f"No cohort is {age} months old yet"
    parts = [f"customers of {row['line']} stood at {fmt.rate(row['net_retention'])}" for row in told]
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]} of their first MRR after {age} months"


def reconciled(rows: list[dict], bridge: list[dict], currency: str) -> str:
    """How far apart the definitions of NRR lie, and whether the ledger foots. `rows`: metric_id, rate, is_headline."""
    rates = [row["rate"] for row in rows if row["metric_id"] == "nrr"]
    headline = next((row for row in rows if row["metric_id"] == "nrr" and row["is_headline"]), None)
    amounts = {row["step"]: row["amount"] for row in bridge}
    left = (
        amounts["opening"]
        - amounts["closing"]
        + sum(amount for step, amount in amounts.items() if step not in ("opening", "closing"))
    )
    foots = "movements foot to the cent" if left == 0 else f"{fmt.money_full(left, currency)} of movements do not foot"
    if headline is None:
        return foots[:1].upper() + foots[1:]
    return (
        f"NRR reads {fmt.rate(min(rates))} to {fmt.rate(max(rates))} by definition; the headline is "
        f"{fmt.rate(headline['rate'])} ({headline['definition_id']}), and {foots}"
    )
