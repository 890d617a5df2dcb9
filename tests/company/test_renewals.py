"""How terms ended, against what the maker of the demo company knows: outcome, signature and rates."""

from collections import Counter
from datetime import date, timedelta

TERMS = """
    from memory.truth.renewals as truth
    inner join marts.renewals as renewals
        on 'contract:' || truth.contract_id = renewals.renewal_id
    where truth.is_renewed is not null
"""


def test_every_term_ended_as_the_truth_says(company):
    wrong = company.connection.execute(
        f"""
        select truth.contract_id, truth.is_renewed, truth.signed_on, renewals.outcome, renewals.booked_on
        {TERMS}
            and (
                renewals.outcome <> case when cast(truth.is_renewed as boolean) then 'renewed' else 'churned' end
                or renewals.account_id <> truth.account_id
                or renewals.due_date <> cast(truth.due_date as date)
                or renewals.booked_on <> cast(truth.signed_on as date)
            )
        """
    ).fetchall()
    assert wrong == []


def test_every_kind_of_renewal_occurs(company):
    counted = company.connection.execute(
        f"""
        select
            count(*),
            count(*) filter (renewals.timing = 'early'),
            count(*) filter (renewals.timing = 'late'),
            count(*) filter (renewals.renewed_mrr < renewals.mrr_due and renewals.outcome = 'renewed'),
            count(*) filter (renewals.co_termed_with > 0),
            count(*) filter (renewals.is_multi_year),
            count(*) filter (renewals.price_uplift_mrr > 0),
            count(*) filter (renewals.outcome = 'churned')
        {TERMS}
        """
    ).fetchone()
    assert counted[0] > 150
    assert min(counted) > 0


def test_rates_by_timing_equal_the_truth(company):
    """Signed before the due date is early, up to the day after it on time; unsigned counts by the day it begins."""
    timings = {"early": Counter(), "on_time": Counter(), "late": Counter()}
    for due, signed, renewed in company.connection.execute(
        "select cast(due_date as date), cast(signed_on as date), cast(renewed_on as date)"
        " from memory.truth.renewals where cast(is_renewed as boolean)"
    ).fetchall():
        days = ((signed or renewed) - due).days
        timing = "early" if days < 0 else "on_time" if days <= 1 else "late"
        timings[timing][quarter_end(due)] += 1
    rates = company.connection.execute(
        "select period_end, renewals_early, renewals_on_time, renewals_late, early_rate from marts.renewal_rates"
        " where basis = 'due_quarter' and segment = 'all' and renewals_renewed > 0"
    ).fetchall()
    assert len(rates) > 10
    for period_end, early, on_time, late, early_rate in rates:
        counts = [timings[timing][period_end] for timing in ("early", "on_time", "late")]
        assert [early, on_time, late] == counts, period_end
        assert abs(float(early_rate) - counts[0] / sum(counts)) < 0.000001


def quarter_end(day: date) -> date:
    """The last day of the quarter."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1) - timedelta(days=1)
