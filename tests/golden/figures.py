"""What a build of the golden book says of one case."""

from datetime import date
from decimal import Decimal

from tests.golden.cases import AS_OF


def closing(connection, case: str, month_end: date) -> Decimal | None:
    row = connection.execute(
        "select closing_mrr from account_mrr where account_id = ? and month_end = ?", [f"stripe:cus_{case}", month_end]
    ).fetchone()
    return row and round(row[0], 4)


def movements(connection, case: str, until: date = AS_OF) -> list[tuple[str, str, Decimal]]:
    """(month, movement, amount) up to a day, in order."""
    rows = connection.execute(
        "select strftime(month_end, '%Y-%m'), movement, amount from mrr_movements"
        " where account_id = ? and month_end <= ? order by month_end, movement",
        [f"stripe:cus_{case}", until],
    ).fetchall()
    return [(month, movement, round(amount, 4)) for month, movement, amount in rows]


def rates(connection, segment: str, month_end: date) -> dict[str, list[Decimal]]:
    """Numerator, denominator and rate by definition over the twelve months up to month_end."""
    rows = connection.execute(
        "select definition_id, numerator, denominator, rate from retention"
        " where segment = ? and window_months = 12 and month_end = ?",
        [segment, month_end],
    ).fetchall()
    return {definition: figures for definition, *figures in rows}


def money(text: str) -> Decimal:
    return Decimal(text)
