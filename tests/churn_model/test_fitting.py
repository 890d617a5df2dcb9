"""The churn model learns what there is, from what was known, and says when that is too little."""

from dataclasses import replace

import numpy as np
import pytest

from churn_model.fitting import NEVER, Cases, Fit, Term, fit
from tests.churn_model.company import FIRST_DAY, HORIZON, RULES, STEP, WEEKS, area_under_curve, company, log_odds

END = FIRST_DAY + WEEKS * 7
REFIT = FIRST_DAY + 620


@pytest.fixture(scope="module")
def planted():
    return company()


@pytest.fixture(scope="module")
def learned(planted) -> Fit:
    return fit(planted, REFIT, RULES)


def served(cases):
    """The cases that a fit of REFIT scores and whose outcome is over at the end."""
    return cases.taken((cases.days >= REFIT) & (cases.days + HORIZON <= END))


def test_a_planted_relation_is_learned_and_noise_is_not(planted, learned):
    weight = {term.feature: term.coefficient for term in learned.terms[1:]}
    assert learned.message is None
    assert weight["planted"] > 0.8
    assert abs(weight["noise"]) < 0.2 and abs(weight["sparse"]) < 0.2
    later = served(planted)
    assert area_under_curve(log_odds(learned, later), later.losses(HORIZON)) > 0.8


def test_losses_that_follow_nothing_are_not_predicted():
    cases = company(effect=0, level=-2.9)
    blind = fit(cases, REFIT, RULES)
    later = served(cases)
    if blind.message is None:
        assert 0.4 < area_under_curve(log_odds(blind, later), later.losses(HORIZON)) < 0.6
    else:
        assert blind.message.startswith("What was learned did not hold: ")


def test_probabilities_are_what_happens(planted, learned):
    """In each fifth of the scored cases the share lost lies within 6 points of the mean probability."""
    later = served(planted)
    chance = 1 / (1 + np.exp(-log_odds(learned, later)))
    order = np.argsort(chance, kind="stable")
    gaps = [abs(chance[part].mean() - later.losses(HORIZON)[part].mean()) for part in np.array_split(order, 5)]
    assert max(gaps) < 0.06


def test_probabilities_of_a_fit_sum_to_the_losses_it_learned_from(planted, learned):
    settled = planted.taken(planted.days + HORIZON + RULES.embargo_days <= REFIT)
    expected = (1 / (1 + np.exp(-log_odds(learned, settled)))).sum()
    assert expected == pytest.approx(learned.churned_cases, abs=1e-3)


def test_an_outcome_not_settled_by_the_refit_has_no_influence(planted, learned):
    settled = planted.days + HORIZON + RULES.embargo_days <= REFIT
    changed = replace(
        planted,
        lost_on=np.where(settled, planted.lost_on, planted.days + 1),
        values=np.where(settled[:, None], planted.values, 99.0),
    )
    assert fit(changed, REFIT, RULES) == learned
    assert fit(planted.taken(settled), REFIT, RULES) == learned


def test_an_outcome_settled_on_the_day_of_the_refit_counts(planted):
    last = int(planted.days[planted.days + HORIZON + RULES.embargo_days <= REFIT].max())
    on_the_day = last + HORIZON + RULES.embargo_days
    assert fit(planted, on_the_day, RULES).trained_through == last
    assert fit(planted, on_the_day - 1, RULES).trained_through == last - STEP


def test_rows_and_columns_in_any_order_give_the_same_digits(planted, learned):
    shuffle = np.random.default_rng(1)
    rows = shuffle.permutation(len(planted.days))
    columns = [2, 0, 1]
    mixed = planted.taken(rows)
    mixed = replace(mixed, values=mixed.values[:, columns], features=[planted.features[at] for at in columns])
    assert fit(mixed, REFIT, RULES) == learned == fit(planted, REFIT, RULES)


def test_too_little_is_refused_with_every_count_that_falls_short():
    """Six accounts on day 0 and, but for f, on day 200; f is lost on day 50, which trains, e on day 250."""
    few = Cases(
        accounts=np.array([*"abcdef", *"abcde"]),
        days=np.array([0] * 6 + [200] * 5),
        lost_on=np.array([NEVER] * 4 + [250, 50] + [NEVER] * 4 + [250]),
        values=np.arange(11.0)[:, None],
        features=["planted"],
    )
    needs = replace(RULES, embargo_days=10, minimum_accounts=10, minimum_churns=3, minimum_part_churns=2)
    refused = fit(few, 300, needs)
    assert refused.message == (
        "Too little to learn from: 6 accounts (10 needed), 2 churned accounts (3 needed), "
        "1 churned accounts to train on (2 needed), 1 churned accounts to calibrate on (2 needed)."
    )
    assert refused.terms == [Term("intercept", None)]
    assert (refused.cases, refused.churned_cases, refused.calibration_cases) == (11, 2, 5)
    assert (refused.trained_from, refused.trained_through, refused.calibrated_from) == (0, 200, 200)


def test_nothing_is_settled_before_the_first_horizon_is_over(planted):
    refused = fit(planted, FIRST_DAY + HORIZON, RULES)
    assert (refused.cases, refused.trained_from, refused.trained_through) == (0, None, None)
    assert refused.message.startswith("Too little to learn from: 0 accounts (100 needed), 0 churned accounts")


@pytest.mark.parametrize(
    ("lost_after", "message"),
    [
        (
            NEVER,
            "Too little to learn from: 0 churned accounts (20 needed), 0 churned accounts to train on (5 needed), "
            "0 churned accounts to calibrate on (5 needed).",
        ),
        (
            1,
            "Too little to learn from: 0 accounts that stayed to train on (1 needed), "
            "0 accounts that stayed to calibrate on (1 needed).",
        ),
    ],
)
def test_one_kind_of_outcome_alone_is_refused(planted, lost_after, message):
    same = replace(planted, lost_on=np.minimum(planted.days + lost_after, NEVER))
    assert fit(same, REFIT, RULES).message == message


def test_what_turns_round_later_is_refused(planted, learned):
    """Those of a low signal are lost in the later part, where those of a high one were before."""
    turned = np.where(planted.values[:, 0] < -1.2, planted.days + 1, NEVER)
    late = planted.days >= learned.calibrated_from
    refused = fit(replace(planted, lost_on=np.where(late, turned, planted.lost_on)), REFIT, RULES)
    assert refused.message.startswith("What was learned did not hold: on the ")
    assert refused.calibration_slope < 0 and refused.terms[1:] == []


def test_far_values_and_unknown_ones_do_not_carry_a_score_away(planted, learned):
    spiked = replace(planted, values=planted.values.copy())
    spiked.values[10, 0] = 1e9
    again = {term.feature: term for term in fit(spiked, REFIT, RULES).terms}["planted"]
    before = {term.feature: term for term in learned.terms}["planted"]
    assert again.scale == pytest.approx(before.scale, rel=0.02)
    nothing = replace(planted.taken(np.array([0])), values=np.full((1, 3), np.nan))
    assert log_odds(learned, nothing)[0] == learned.terms[0].coefficient


def test_what_hardly_ever_happens_does_not_decide_alone(planted):
    """One case in two hundred has it and all those are lost: its scale is an eighth of its range of 1, not 0.07."""
    rare = np.arange(len(planted.days)) % 200 == 0
    cases = replace(
        planted,
        lost_on=np.where(rare, planted.days + 1, planted.lost_on),
        values=np.column_stack([planted.values, rare]),
        features=[*planted.features, "rare"],
    )
    term = {one.feature: one for one in fit(cases, REFIT, replace(RULES, clip_share=0.001)).terms}["rare"]
    assert (term.lowest, term.highest, term.scale) == (0, 1, 0.125)
    assert term.coefficient > 0


def test_more_cases_than_asked_for_leave_out_whole_accounts(planted):
    half = fit(planted, REFIT, replace(RULES, most_cases=3000))
    assert half.accounts == 200 and half.cases < 3000
