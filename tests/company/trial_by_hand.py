"""The trial of health scores told a second time, in plain Python over rows of scores and of churns.

Scores are {(account, date): score or None}: a row for every account that pays on a date, None where it was not scored.
Outcomes are {(account, date): day of the churn or None}.
"""

import math
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

Key = tuple[str, date]
Scores = dict[Key, float | None]
Outcomes = dict[Key, date | None]


def trial_dates(first: date, last: date) -> set[date]:
    """The last Sunday of each month from `first` to `last`."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day for day in days if day.weekday() == 6 and (day + timedelta(days=7)).month != day.month}


def outcomes(paying: set[Key], churns: dict[str, list[date]], horizon: int, today: date) -> Outcomes:
    """What became of each case whose horizon is over by `today`: the first churn after its date, if it lies within."""
    told: Outcomes = {}
    for account, day in paying:
        end = day + timedelta(days=horizon)
        if end <= today:
            told[account, day] = min((lost for lost in churns.get(account, []) if day < lost <= end), default=None)
    return told


def area(lost: list[float], stayed: list[float]) -> tuple[Fraction, int]:
    """Pairs in which the lost one has the lower score, ties by half, and all pairs: by the mean rank of each score."""
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for place, score in enumerate(sorted(lost + stayed), start=1):
        first.setdefault(score, place)
        last[score] = place
    ranks = Fraction(sum(first[score] + last[score] for score in lost), 2)
    above = ranks - Fraction(len(lost) * (len(lost) + 1), 2)
    return len(lost) * len(stayed) - above, len(lost) * len(stayed)


def tried(scores: Scores, told: Outcomes) -> dict[Key, float | None]:
    """Scores of all cases on those dates on which anybody was scored."""
    dates = {day for (_, day), score in scores.items() if score is not None}
    return {key: scores.get(key) for key in told if key[1] in dates}


def area_of(scores: Scores, told: Outcomes) -> tuple[Fraction, int]:
    """The area under the curve of the cases that were scored, as `area` tells it."""
    cases = {key: score for key, score in tried(scores, told).items() if score is not None}
    return area(
        [score for key, score in cases.items() if told[key]], [score for key, score in cases.items() if not told[key]]
    )


def flagged(score: float | None, upper: float, included: bool) -> bool:
    """Whether a score lies at or below an edge."""
    return score is not None and (score < upper or (included and score == upper))


def hits_at_share(scores: dict[Key, float], told: Outcomes, share: Fraction) -> Fraction:
    """Lost cases among the lowest scores that make up `share` of all; scores that tie are taken in part."""
    left = share * len(scores)
    groups: dict[float, list[bool]] = defaultdict(list)
    for key, score in scores.items():
        groups[score].append(told[key] is not None)
    hits = Fraction(0)
    for score in sorted(groups):
        part = min(Fraction(1), left / len(groups[score]))
        hits += part * sum(groups[score])
        left -= part * len(groups[score])
    return hits


def lead_days(scores: list[tuple[date, float | None]], churned_on: date, upper: float, included: bool) -> int | None:
    """Days from the first of the unbroken flagged dates that lead up to the churn; None when the last is not flagged.

    `scores` are the weekly ones of the look-back, in order.
    """
    since = None
    for day, score in scores:
        since = (since or day) if flagged(score, upper, included) else None
    return (churned_on - since).days if since else None


def quantile(values: list[int], percent: int) -> int | None:
    """The value that at least so many percent of all reach, by nearest rank; None of nothing."""
    return sorted(values)[math.ceil(Fraction(percent, 100) * len(values)) - 1] if values else None


def standard_error(churns: int) -> float:
    """Of an area under the curve by chance, where those who stayed are many: a rank is uniform, its variance 1/12."""
    return 1 / math.sqrt(12 * churns)
