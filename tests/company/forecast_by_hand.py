"""The renewal forecast on trial told a second time, in plain Python over single renewals.

Amounts are Decimal, probabilities too. A chance is (probability, amount): the amount comes with it, or nothing does.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

Chance = tuple[Decimal, Decimal]
SUNDAY = 6


@dataclass(frozen=True)
class Trial:
    """What a method said of a renewal at a horizon, and what came of it; `worth` is what it brings if it renews."""

    due_on: date
    horizon_days: int
    method: str
    renewal_id: str
    due: Decimal
    probability: Decimal
    worth: Decimal
    forecast: Decimal
    renewed: bool | None
    actual: Decimal | None

    @property
    def outcome_error(self) -> Decimal:
        return self.forecast - self.renewed * self.worth

    @property
    def amount_error(self) -> Decimal:
        return self.renewed * self.worth - self.actual


def month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def quarter_end(day: date) -> date:
    return month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3))


def forecast_date(month: date, horizon_days: int) -> date:
    """The last Sunday up to so many days before the first of the month that ends on `month`."""
    latest = month.replace(day=1) - timedelta(days=horizon_days)
    return latest - timedelta(days=(latest.weekday() - SUNDAY) % 7)


def by_period(trials: list[Trial], period_of) -> dict[tuple[date, int, str], list[Trial]]:
    """The trials by end of the period, horizon and method."""
    cells = defaultdict(list)
    for trial in trials:
        cells[period_of(trial.due_on), trial.horizon_days, trial.method].append(trial)
    return cells


def distribution(chances: list[Chance]) -> dict[Decimal, float]:
    """Every sum that the chances can come to, with its probability."""
    sums = {Decimal(0): 1.0}
    for probability, amount in chances:
        share = float(probability)
        longer: dict[Decimal, float] = defaultdict(float)
        for total, weight in sums.items():
            if share > 0:
                longer[total + amount] += weight * share
            if share < 1:
                longer[total] += weight * (1 - share)
        sums = longer
    return sums


def expected_distance(sums: dict[Decimal, float], centre: Decimal) -> float:
    return sum(weight * abs(float(total - centre)) for total, weight in sums.items())


def spread(chances: list[Chance]) -> float:
    """The standard deviation of their sum."""
    return math.sqrt(sum(float(amount) ** 2 * float(share) * (1 - float(share)) for share, amount in chances))


def share_up_to(sums: dict[Decimal, float], amount: Decimal) -> float:
    return sum(weight for total, weight in sums.items() if total <= amount)
