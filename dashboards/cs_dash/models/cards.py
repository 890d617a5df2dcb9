"""A headline figure in words: its value, which way it went, its target and what it means."""

import calendar
import datetime as dt
from dataclasses import dataclass

from cs_dash import fmt
from cs_dash.fmt import Number
from cs_dash.theme_tokens import FEW_LOGOS

SPARK_MONTHS = 13
# What a figure is compared with, as the scorecard's columns name it, and how many months back that is.
COMPARED = {"quarter_ago": "Quarter before", "previous": "Month before", "year_ago": "Year before"}
BACK = {"quarter_ago": 3, "previous": 1, "year_ago": 12}
GOOD = {"higher": 1, "lower": -1}


@dataclass(frozen=True)
class Card:
    """`direction` is -1, 0, 1 or None where there is nothing to compare with; `tone` is 1 where that is good, -1 where
    it is bad and 0 where it is neither.

    `is_thin` says that it is a rate on fewer than FEW_LOGOS accounts or answers, so nothing to rejoice or despair over.
    """

    metric_id: str
    label: str
    value: str
    change: str
    direction: int | None
    tone: int
    against: str | None
    footnote: list[str]
    spark: list[float]
    meaning: str
    is_thin: bool


def months_before(month: dt.date, months: int) -> dt.date:
    """The month end so many months before."""
    year, number = divmod(month.year * 12 + month.month - 1 - months, 12)
    return dt.date(year, number + 1, calendar.monthrange(year, number + 1)[1])


def shown_value(unit: str, value: Number | None, currency: str) -> str:
    """A figure the way its unit is written on a card."""
    if unit == "ratio":
        return fmt.rate(value)
    return fmt.money(value, currency) if unit == "money" else fmt.count(value)


def shown_change(row: dict, compared: str, currency: str = "USD") -> str:
    """Points for a rate and a score, per cent for money (the amount where it was nothing before), a plain difference
    for a count."""
    step = row[f"change_from_{compared}"]
    if row["unit"] == "ratio":
        return fmt.points(step)
    if row["unit"] == "points":
        told = fmt.count(step, plus=True)
        return told if step is None else f"{told} pt{'' if told[1:] == '1' else 's'}"
    if row["unit"] != "money":
        return fmt.count(step, plus=True)
    ratio = row[f"change_ratio_from_{compared}"]
    return fmt.money(step, currency, plus=True) if ratio is None else fmt.change(ratio)


def is_thin(logos: Number | None) -> bool:
    """Whether a rate on so many accounts or answers says little; a balance (None) never is."""
    return logos is not None and logos < FEW_LOGOS


def with_n(text: str, logos: Number | None) -> str:
    """A rate in words with its number of accounts, if these are few."""
    return f"{text} (n = {fmt.count(logos)})" if is_thin(logos) else text


def meaning(metric_id: str, row: dict, catalogue: dict[str, dict], definitions: dict[str, dict]) -> str:
    """The retention definition with its version, or what the catalogue says; empty where neither knows the figure."""
    definition = definitions.get(row["definition_id"])
    if definition:
        stamped = f"{definition['name']} ({definition['definition_id']}, version {definition['definition_version']})"
        return f"{stamped}: {definition['formula_words']}"
    known = catalogue.get(metric_id)
    return f"{known['name']}: {known['formula_words']}. Owner: {known['owner']}." if known else ""


def way(change: str) -> int | None:
    """Which way a change in words goes: flat (0) where it rounds to nothing, None where there is none."""
    if change == fmt.MISSING:
        return None
    if not any(digit in change for digit in "123456789"):
        return 0
    return -1 if change.startswith(fmt.MINUS) else 1


def earlier(month: dt.date, compared: str) -> str:
    """The month that is compared with, short enough for a narrow card: Jun, or Sep 25 a year before."""
    then = months_before(month, BACK[compared])
    return f"{fmt.month_name(then)} {then:%y}" if compared == "year_ago" else fmt.month_name(then)


def card(
    label: str,
    history: list[dict],
    currency: str,
    compared: str,
    better: str | None,
    meaning: str,
    notes: tuple[str, ...] = (),
    has_target: bool = True,
) -> Card:
    """`history`: a figure's scorecard rows up to the chosen month, oldest first, at least one.

    `compared` is one of COMPARED, `better` is higher, lower or neither, `notes` stand before the target.
    """
    row = history[-1]
    change = shown_change(row, compared, currency)
    direction = way(change)
    parts = list(notes)
    if row["target_value"] is not None:
        parts.append(f"Target {shown_value(row['unit'], row['target_value'], currency)}")
    elif has_target:
        parts.append("No target")
    if row["year_ago_value"] is not None and compared != "year_ago":
        year_ago = shown_value(row["unit"], row["year_ago_value"], currency)
        parts.append(f"{with_n(year_ago, row['year_ago_logos'])} a year ago")
    thin = is_thin(row["logos"])
    if thin:
        of = "answers" if row["metric_id"] == "nps" else "accounts"
        parts.insert(0, f"n = {fmt.count(row['logos'])} {of}")
    return Card(
        metric_id=row["metric_id"],
        label=label,
        value=shown_value(row["unit"], row["value"], currency),
        change="Flat" if direction == 0 else change,
        direction=direction,
        tone=(direction or 0) * GOOD.get(better or "neither", 0),
        against=None if direction is None else f"vs {earlier(row['month_end'], compared)}",
        footnote=parts,
        spark=[float(past["value"]) for past in history[-SPARK_MONTHS:] if past["value"] is not None],
        meaning=meaning,
        is_thin=thin,
    )


def unknown(metric_id: str, label: str, why: str, meaning: str) -> Card:
    """The card of a figure that the scorecard does not tell of this month."""
    return Card(metric_id, label, fmt.MISSING, fmt.MISSING, None, 0, None, [why], [], meaning, False)
