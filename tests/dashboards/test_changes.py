"""What changed, in sentences whose figures are worked by hand."""

from decimal import Decimal

import pytest
from cs_dash.models import changes
from cs_dash.models.changes import Facts


def row(value, step, unit="ratio", target=None, **more):
    return {
        "value": Decimal(str(value)),
        "change_from_previous": None if step is None else Decimal(str(step)),
        "change_ratio_from_previous": None,
        "unit": unit,
        "target_value": None if target is None else Decimal(str(target)),
    } | more


def facts(**changed):
    known = {
        "month": "Sep 2026", "since": "31 Aug 2026", "at": {}, "moves": [], "largest": [], "fell": None, "risks": None,
    }  # fmt: skip
    return Facts(**(known | changed))


def move(movement, amount):
    return {"movement": movement, "amount": Decimal(amount), "accounts": 1}


def test_mrr_is_told_with_the_movements_that_made_its_change():
    """100,000 + 5,000 of growth - 2,000 of churn = 103,000."""
    told = changes.revenue(
        facts(at={"mrr": row(103000, 3000, "money")}, moves=[move("churn", -2000), move("expansion", 5000)]), "USD"
    )
    assert told == "MRR rose by $3.00k to $103k: expansion +$5.00k, churn −$2.00k."


@pytest.mark.parametrize(("step", "told"), [(-3000, "MRR fell by $3.00k to $97.0k."), (0, "MRR was flat at $97.0k.")])
def test_mrr_falls_or_is_flat(step, told):
    shown = changes.revenue(facts(at={"mrr": row(97000, step, "money")}), "USD")
    assert shown == told


def test_the_first_month_has_no_change_of_mrr():
    assert changes.revenue(facts(at={"mrr": row(97000, None, "money")}), "USD") is None


def test_rates_are_told_with_their_steps_and_those_that_miss_their_targets():
    at = {
        "nrr": row(1.052, 0.0061, target=1.1), "grr": row(0.9, 0.0, target=0.9),
        "logo_retention": row(0.85, None),
    }  # fmt: skip
    assert changes.retention(facts(at=at)) == (
        "NRR 105.2%, up 0.6 pts; GRR 90.0%, flat; logo retention 85.0%, with nothing to compare it with. "
        "Below target: NRR (target 110.0%)."
    )


def test_nps_is_told_in_points_on_its_answers():
    at = {"nps": row(30.4, -3.6, "points", denominator=Decimal(120))}
    assert changes.promoters(facts(at=at)) == "NPS 30 on 120 answers, down 4 pts."


def test_the_largest_movements_are_summed():
    """-4,000 + 1,500 - 500 = -3,000."""
    found = [move("churn", -4000), move("expansion", 1500), move("contraction", -500)]
    told = changes.largest(facts(largest=found), "USD")
    assert told == "The 3 largest movements come to −$3.00k; the largest is churn of $4.00k."
    assert changes.largest(facts(largest=found[:1]), "USD") == "The only movement is churn of $4.00k."


def test_bands_of_health_that_accounts_moved_between():
    fell = {"better": 1, "worse": 3, "worse_arr": Decimal(90000), "into_critical": 2}
    assert changes.health(facts(fell=fell), "USD") == (
        "3 accounts fell to a worse band ($90.0k ARR, 2 of them to Critical or Emergency) and 1 account rose to a "
        "better one since 31 Aug 2026."
    )
    nobody = {"better": 0, "worse": 0, "worse_arr": Decimal(0), "into_critical": 0}
    assert changes.health(facts(fell=nobody), "USD") == "No account changed its band of health since 31 Aug 2026."


def test_renewals_that_came_to_be_at_risk():
    some = {"renewals": 2, "amount_due": Decimal(180000), "no_longer": 1}
    assert changes.risk(facts(risks=some), "USD") == (
        "2 renewals of any due date came to be at risk ($180k due) since 31 Aug 2026; 1 no longer at risk or open."
    )
    none = {"renewals": 0, "amount_due": Decimal(0), "no_longer": 0}
    assert changes.risk(facts(risks=none), "USD") == "No renewal of any due date came to be at risk since 31 Aug 2026."


def test_what_is_not_known_makes_no_sentence():
    assert changes.sentences(facts(), "USD") == []
