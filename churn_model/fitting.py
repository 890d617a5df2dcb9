"""One fit: a logistic regression of the outcomes known by a day, with its odds set right on the later part of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

NEVER = np.iinfo(np.int32).max  # the day of loss of an account that was not lost
DIGITS = 9
SMALLEST_SCALE = 1e-6  # what varies less is a constant, and DIGITS could not tell its scale
INTERCEPT = "intercept"


@dataclass(frozen=True)
class Rules:
    """A row of seed churn_model_rules: how one horizon is learned."""

    horizon_days: int
    embargo_days: int
    minimum_accounts: int
    minimum_churns: int
    minimum_part_churns: int
    calibration_share: float
    regularisation: float
    clip_share: float
    least_scale_share: float
    most_cases: int


@dataclass(frozen=True)
class Cases:
    """Accounts on days, a row each: what was known of them, and the day of the loss that came next.

    `days` and `lost_on` count from 1970-01-01; `values` has a column per feature, nan where nothing is known.
    """

    accounts: np.ndarray
    days: np.ndarray
    lost_on: np.ndarray
    values: np.ndarray
    features: list[str]

    def taken(self, rows: np.ndarray) -> "Cases":
        """The rows that a mask or positions name."""
        return replace(
            self,
            accounts=self.accounts[rows],
            days=self.days[rows],
            lost_on=self.lost_on[rows],
            values=self.values[rows],
        )

    @cached_property
    def in_order(self) -> "Cases":
        """The same by day and account, features by name: sums in floating point depend on the order."""
        columns = np.argsort(np.array(self.features))
        rows = np.lexsort((self.accounts, self.days))
        ordered = self.taken(rows)
        return replace(ordered, values=ordered.values[:, columns], features=[self.features[at] for at in columns])

    def losses(self, horizon_days: int) -> np.ndarray:
        """Whether each account was lost within the horizon, the day itself left out."""
        return self.lost_on <= self.days + horizon_days


@dataclass(frozen=True)
class Term:
    """A feature's part in the log-odds: coefficient × (value, kept within lowest and highest, − mean) / scale."""

    feature: str
    coefficient: float | None
    mean: float | None = None
    scale: float | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Fit:
    """What was learned by a day, or, with a message and no coefficients, why nothing was."""

    message: str | None
    trained_from: int | None
    trained_through: int | None
    cases: int
    churned_cases: int
    accounts: int
    churned_accounts: int
    calibrated_from: int | None
    calibration_cases: int
    calibration_churned_cases: int
    calibration_slope: float | None
    terms: list[Term]


def fit(cases: Cases, refit_day: int, rules: Rules) -> Fit:
    """What the cases teach whose outcome was settled by `refit_day` (days since 1970-01-01); the others do not count.

    An outcome is settled once the horizon and the embargo are over. A model of the earlier cases, whose outcomes were
    settled before the first day of the later ones, shows on those how far its odds can be trusted (the slope of Platt's
    sigmoid). The model that counts learns on all cases and takes that slope; its level is such that its probabilities
    sum to the losses among them, since the level of the earlier model is that of another time.
    """
    settled = rules.horizon_days + rules.embargo_days
    known = _thinned(cases.taken(cases.days + settled <= refit_day).in_order, rules.most_cases)
    lost = known.losses(rules.horizon_days)
    calibrated_from = _start_of_last(known.days, rules.calibration_share)
    early = known.days + settled <= calibrated_from
    late = known.days >= calibrated_from
    scales = _scales(known.values[early], known.features, rules)
    report = Fit(
        message=_shortfall(known.accounts, lost, early, late, len(scales), rules),
        trained_from=int(known.days[0]) if len(lost) else None,
        trained_through=int(known.days[-1]) if len(lost) else None,
        cases=len(lost),
        churned_cases=int(lost.sum()),
        accounts=len(set(known.accounts)),
        churned_accounts=len(set(known.accounts[lost])),
        calibrated_from=calibrated_from if len(lost) else None,
        calibration_cases=int(late.sum()),
        calibration_churned_cases=int(lost[late].sum()),
        calibration_slope=None,
        terms=[Term(INTERCEPT, None)],
    )
    if report.message:
        return report
    # More threads add up in another order, and results differ in the last digits.
    with threadpool_limits(limits=1):
        slope = _slope(known, lost, early, late, scales, rules)
        if slope <= 0:
            return replace(report, message=_no_hold(report, slope), calibration_slope=slope)
        return replace(report, calibration_slope=slope, terms=_terms(known, lost, slope, rules))


def _thinned(cases: Cases, most: int) -> Cases:
    """Every k-th account where there are more cases than `most`."""
    if len(cases.days) <= most:
        return cases
    names, at = np.unique(cases.accounts, return_inverse=True)
    every = -(-len(cases.days) // most)
    return cases.taken(at % every == 0) if len(names) > every else cases


def _start_of_last(days: np.ndarray, share: float) -> int:
    """The day from which on the last `share` of the cases stand; the cases of a day stay together."""
    return int(days[min(int(len(days) * (1 - share)), len(days) - 1)]) if len(days) else 0


def _shortfall(
    accounts: np.ndarray, lost: np.ndarray, early: np.ndarray, late: np.ndarray, varying: int, rules: Rules
) -> str | None:
    """What there is too little of, with what is needed; None when there is enough."""

    def count(rows: np.ndarray | slice) -> int:
        return len(set(accounts[rows]))

    enough = [
        (count(slice(None)), rules.minimum_accounts, "accounts"),
        (count(lost), rules.minimum_churns, "churned accounts"),
        (count(lost & early), rules.minimum_part_churns, "churned accounts to train on"),
        (count(lost & late), rules.minimum_part_churns, "churned accounts to calibrate on"),
    ]
    # What a fit cannot do without, however low the minima are set.
    possible = [
        (count(~lost & early), 1, "accounts that stayed to train on"),
        (count(~lost & late), 1, "accounts that stayed to calibrate on"),
        (varying, 1, "features that vary"),
    ]
    for needs in (enough, possible):
        short = [f"{found} {what} ({needed} needed)" for found, needed, what in needs if found < needed]
        if short:
            return f"Too little to learn from: {', '.join(short)}."
    return None


def _no_hold(report: Fit, slope: float) -> str:
    return (
        f"What was learned did not hold: on the {report.calibration_cases} later cases, "
        f"{report.calibration_churned_cases} of them churned, higher odds went with fewer losses (slope {slope:.6f})."
    )


def _slope(
    known: Cases, lost: np.ndarray, early: np.ndarray, late: np.ndarray, scales: list[tuple[int, Term]], rules: Rules
) -> float:
    """What log-odds learned on the early cases must be multiplied by to be those of the late ones."""
    model = _regression(_standardised(known.values[early], scales), lost[early], rules)
    sigmoid = CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid")
    sigmoid.fit(_standardised(known.values[late], scales), lost[late])
    return round(-sigmoid.calibrated_classifiers_[0].calibrators[0].a_, DIGITS)


def _terms(known: Cases, lost: np.ndarray, slope: float, rules: Rules) -> list[Term]:
    """Intercept and coefficients of all cases, calibrated."""
    scales = _scales(known.values, known.features, rules)
    standardised = _standardised(known.values, scales)
    weights = slope * _regression(standardised, lost, rules).coef_[0]
    parts = standardised @ weights

    def surplus(level: float) -> float:
        return expit(level + parts).sum() - lost.sum()

    # Beyond the largest part all are lost, or none.
    reach = float(np.abs(parts).max()) + 40
    level = brentq(surplus, -reach, reach, xtol=1e-12)
    coefficients = [round(float(weight), DIGITS) for weight in weights]
    terms = [replace(term, coefficient=one) for (_, term), one in zip(scales, coefficients, strict=True)]
    return [Term(INTERCEPT, round(level, DIGITS)), *terms]


def _scales(values: np.ndarray, features: list[str], rules: Rules) -> list[tuple[int, Term]]:
    """Column and term of each feature that varies; neither a far value nor a rare one may outweigh the rest."""
    scales = []
    for column, feature in enumerate(features):
        found = values[~np.isnan(values[:, column]), column]
        if not len(found):
            continue
        lowest, highest = np.quantile(found, [rules.clip_share, 1 - rules.clip_share])
        clipped = np.clip(found, lowest, highest)
        scale = max(clipped.std(), rules.least_scale_share * (highest - lowest))
        numbers = [round(float(number), DIGITS) for number in (clipped.mean(), scale, lowest, highest)]
        if numbers[1] >= SMALLEST_SCALE:
            scales.append((column, Term(feature, None, *numbers)))
    return scales


def _standardised(values: np.ndarray, scales: list[tuple[int, Term]]) -> np.ndarray:
    """A column per term in units of its scale from its mean; what is not known counts as the mean."""
    columns = [(np.clip(values[:, at], term.lowest, term.highest) - term.mean) / term.scale for at, term in scales]
    return np.nan_to_num(np.column_stack(columns), nan=0.0)


def _regression(standardised: np.ndarray, lost: np.ndarray, rules: Rules) -> LogisticRegression:
    # Newton's steps end where the gradient is nothing, so that the digits kept do not depend on the machine.
    model = LogisticRegression(C=rules.regularisation, solver="newton-cholesky", tol=1e-10, max_iter=200)
    return model.fit(standardised, lost)
