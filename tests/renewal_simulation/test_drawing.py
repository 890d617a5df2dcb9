"""Draws against sums that can be worked out by hand."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from renewal_simulation.drawing import Rules, chances, renewed, summaries, summed

RULES = Rules(draws=4000, random_seed=120, interval_share=Fraction("0.8"))


def told(probabilities: list[float], amounts: list[int], rules: Rules = RULES):
    """Totals of one cell that holds all renewals, and what is said of them."""
    drawn = chances([f"renewal {number}" for number in range(len(amounts))], rules)
    brought = renewed(drawn, np.array(probabilities), np.array(amounts))
    totals = summed(brought, np.zeros(len(amounts), dtype=int))
    expected = np.array([round(sum(p * a for p, a in zip(probabilities, amounts, strict=True)))])
    return totals[0], summaries(totals, expected, rules)


@pytest.mark.parametrize(
    ("probability", "lower", "median", "upper"),
    [
        (0.6, 0, 100, 100),
        (0.4, 0, 0, 100),
        (0.95, 100, 100, 100),
        (0.05, 0, 0, 0),
        (0.0, 0, 0, 0),
        (1.0, 100, 100, 100),
    ],
)
def test_one_renewal_is_all_or_nothing(probability, lower, median, upper):
    """At 0.6 four draws in ten are nothing: the tenth and no more lies there, the median and nine tenths do not."""
    totals, summary = told([probability], [100])
    assert (summary.lower[0], summary.median[0], summary.upper[0]) == (lower, median, upper)
    assert totals.mean() / 100 == pytest.approx(probability, abs=0.025)
    assert summary.expected_absolute_error[0] == pytest.approx(2 * 100 * probability * (1 - probability), abs=2)


def test_two_renewals_of_one_amount_are_a_binomial():
    """At 0.6 each: nothing in 0.16, one in 0.48, both in 0.36. 120 is expected, 57.6 the mean distance."""
    totals, summary = told([0.6, 0.6], [100, 100])
    for number in range(3):
        share = comb(2, number) * 0.6**number * 0.4 ** (2 - number)
        assert (totals == 100 * number).mean() == pytest.approx(share, abs=0.025)
    assert (summary.lower[0], summary.median[0], summary.upper[0]) == (0, 100, 200)
    assert summary.expected_absolute_error[0] == pytest.approx(57.6, abs=2)


def test_renewals_of_different_amounts():
    """300 at 0.9 and 100 at 0.5: 0 and 100 in 0.05 each, 300 and 400 in 0.45 each, so a tenth lies at 100."""
    totals, summary = told([0.9, 0.5], [300, 100])
    assert {amount: pytest.approx((totals == amount).mean(), abs=0.025) for amount in (0, 100, 300, 400)} == {
        0: 0.05,
        100: 0.05,
        300: 0.45,
        400: 0.45,
    }
    assert summary.upper[0] == 400 and summary.median[0] in (300, 400)
    # 320 is expected: 320 and 220 off in 0.05 each, 20 and 80 in 0.45 each.
    assert summary.expected_absolute_error[0] == pytest.approx(72, abs=3)


def test_what_is_booked_is_certain():
    """Beside a booked 500 a renewal of 100 at 0.6 leaves 500 or 600, whatever is drawn."""
    totals, summary = told([1.0, 0.6], [500, 100])
    assert set(totals.tolist()) == {500, 600}
    assert (summary.lower[0], summary.upper[0]) == (500, 600)
    lost, _ = told([0.0, 1.0], [500, 100])
    assert set(lost.tolist()) == {100}


def test_many_alike_are_near_the_normal_curve():
    """400 of 1 at 0.8: 320, and 1.2816 × 8 = 10.25 either side; the mean distance is 8 × √(2/π) = 6.38."""
    _, summary = told([0.8] * 400, [1000] * 400)
    assert summary.lower[0] == pytest.approx(310_000, abs=1000)
    assert summary.median[0] == pytest.approx(320_000, abs=1000)
    assert summary.upper[0] == pytest.approx(330_000, abs=1000)
    assert summary.expected_absolute_error[0] == pytest.approx(6383, rel=0.05)


def test_a_quantile_is_an_amount_that_was_drawn():
    """Of ten draws 1 to 10 the interval of 0.8 begins with the first and ends with the ninth."""
    rules = Rules(draws=10, random_seed=1, interval_share=Fraction("0.8"))
    summary = summaries(np.array([[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]), np.array([5]), rules)
    assert (summary.lower[0], summary.median[0], summary.upper[0]) == (1, 5, 9)
    # 5 + 4 + 3 + 2 + 1 above and 4 + 3 + 2 + 1 below, over ten, is 2.5: whole millionths, to the even one.
    assert summary.expected_absolute_error[0] == 2


def test_a_renewal_draws_alike_in_any_company_and_another_seed_differs():
    alone = chances(["b"], RULES)[0]
    assert (chances(["a", "b", "c"], RULES)[1] == alone).all()
    assert (chances(["a"], RULES)[0] != alone).any()
    assert (chances(["b"], Rules(RULES.draws, 121, RULES.interval_share))[0] != alone).any()


def test_cells_are_sums_of_their_renewals():
    brought = np.array([[1, 0], [10, 10], [100, 0]])
    assert summed(brought, np.array([1, 0, 1])).tolist() == [[10, 10], [101, 0]]
