"""Companies made up for the churn model: accounts seen every fourth Sunday, whose losses follow a signal or do not."""

import numpy as np

from churn_model.fitting import NEVER, Cases, Fit, Rules

FIRST_DAY = 19_012  # in week 2716 since 1970
WEEKS = 130
STEP = 28
HORIZON = 90

RULES = Rules(
    horizon_days=HORIZON,
    embargo_days=45,
    minimum_accounts=100,
    minimum_churns=20,
    minimum_part_churns=5,
    calibration_share=0.25,
    regularisation=0.1,
    clip_share=0.01,
    least_scale_share=0.125,
    most_cases=100_000,
)


def company(seed: int = 7, accounts: int = 400, effect: float = 1.6, level: float = -3.6) -> Cases:
    """Cases of so many accounts; per step the chance of being lost is sigmoid(level + effect × planted signal).

    Columns: planted (drifts slowly), noise, and sparse (known of one in three).
    """
    draw = np.random.default_rng(seed)
    rows = []
    for account in range(accounts):
        signal = draw.normal()
        seen = []
        lost_on = NEVER
        for day in range(FIRST_DAY, FIRST_DAY + WEEKS * 7, STEP):
            signal = 0.95 * signal + 0.31 * draw.normal()
            seen.append((day, signal, draw.normal(), draw.normal() if draw.random() < 1 / 3 else np.nan))
            if draw.random() < 1 / (1 + np.exp(-(level + effect * signal))):
                lost_on = day + 1 + draw.integers(STEP)
                break
        rows += [(f"account {account:04}", day, lost_on, *values) for day, *values in seen]
    names, days, lost_on, *values = zip(*rows, strict=True)
    return Cases(
        np.array(names),
        np.array(days),
        np.array(lost_on, dtype=np.int64),
        np.column_stack(values),
        ["planted", "noise", "sparse"],
    )


def log_odds(fit: Fit, cases: Cases) -> np.ndarray:
    """What the terms of a fit make of each case, worked out anew from what is published of them."""
    total = np.full(len(cases.days), fit.terms[0].coefficient)
    for term in fit.terms[1:]:
        column = cases.values[:, cases.features.index(term.feature)]
        part = term.coefficient * (np.clip(column, term.lowest, term.highest) - term.mean) / term.scale
        total += np.where(np.isnan(part), 0, part)
    return total


def area_under_curve(scores: np.ndarray, lost: np.ndarray) -> float:
    """Share of pairs of a lost and a kept case that the scores put in order, ties counted half."""
    over = (scores[lost][:, None] > scores[~lost]).mean()
    ties = (scores[lost][:, None] == scores[~lost]).mean()
    return over + ties / 2
