"""Cohorts and lives of the demo company against what its maker knows of it, worked out anew in plain Python."""

import calendar
from collections import defaultdict
from datetime import date
from decimal import Decimal

from tests.company.test_truth import TRUTH

Balances = dict[str, dict[int, Decimal]]


def month_number(month_end: str) -> int:
    year, month, _ = map(int, month_end.split("-"))
    return 12 * year + month - 1


def last_day(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def truth_balances(company) -> Balances:
    """MRR by account and month, the month as 12 × year + month − 1."""
    told: Balances = defaultdict(dict)
    rows = company.connection.execute(f"select account_id, month_end, closing_mrr from {TRUTH}.account_mrr").fetchall()
    for account_id, month_end, mrr in rows:
        told[account_id][month_number(month_end)] = Decimal(mrr)
    return told


def expected_cells(balances: Balances, months_in_cohort: int) -> dict[tuple[date, int], list]:
    """[start logos, logos, gross logos, start MRR, MRR] by cohort and age that all of its accounts have reached."""
    newest = max(max(months) for months in balances.values())
    cells: dict[tuple[date, int], list] = defaultdict(lambda: [0, 0, 0, Decimal(0), Decimal(0)])
    for months in balances.values():
        paid = [month for month, mrr in months.items() if mrr > 0]
        if not paid:
            continue
        start = min(paid)
        cohort = start - start % months_in_cohort + months_in_cohort - 1
        for age in range(newest - min(cohort, newest) + 1):
            path = [months.get(month, Decimal(0)) for month in range(start, start + age + 1)]
            values = [1, path[-1] > 0, min(path) > 0, path[0], path[-1]]
            cell = cells[last_day(cohort), age]
            cell[:] = [told + value for told, value in zip(cell, values, strict=True)]
    return cells


def test_cells_equal_the_truth(company):
    balances = truth_balances(company)
    for basis, months in (("month", 1), ("quarter", 3)):
        found = company.connection.execute(
            "select cohort_month, age_months, start_logos, logos, gross_logos, start_mrr, mrr from marts.cohorts "
            "where cohort_basis = ? and segment = 'all' and plan = 'all' and channel = 'all'",
            [basis],
        ).fetchall()
        expected = expected_cells(balances, months)
        assert len(expected) > 400
        assert {(cohort, age) for cohort, age, *_ in found} == set(expected)
        for cohort, age, *logos, start_mrr, mrr in found:
            *expected_logos, expected_start, expected_mrr = expected[cohort, age]
            assert logos == expected_logos, (basis, cohort, age)
            # The truth is told to the cent by account.
            assert abs(start_mrr - expected_start) < Decimal("0.01") * logos[0], (basis, cohort, age)
            assert abs(mrr - expected_mrr) < Decimal("0.01") * logos[0], (basis, cohort, age)


def test_lives_end_on_the_days_that_the_truth_names(company):
    """Whoever left is lost on that day; of the others only the two that paused are, for a pause pays nothing."""
    rows = company.connection.execute(
        f"""
        select
            lives.account_id, truth.scenario, lives.watched_to, min(cast(churns.churned_on as date)) as churned_on
        from marts.cohort_lives as lives
        left join {TRUTH}.accounts as truth on lives.account_id = truth.account_id
        left join {TRUTH}.churn as churns on lives.account_id = churns.account_id
        where lives.is_lost
        group by all
        """
    ).fetchall()
    paused = {scenario for _, scenario, _, churned_on in rows if churned_on is None}
    assert paused == {"paused_now", "paused_and_resumed"}
    assert all(lost_on == churned_on for *_, lost_on, churned_on in rows if churned_on is not None)
    lost = company.connection.execute(f"select count(distinct account_id) from {TRUTH}.churn").fetchone()[0]
    assert len([row for row in rows if row[-1] is not None]) == lost > 50
