"""What a column of a page or a download is: its name there and the kind of thing in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`kind`: text, code, flag, number, share, factor, date, month, moment, money, amount, points,
    score, gain, measure, auc or line.

    Money is in the reporting currency, an amount in its own; a gain is a change of a score, and a
    measure has the unit of its metric. A line is a list of scores in order of time, which downloads leave out.
    """

    label: str
    kind: str = "text"
