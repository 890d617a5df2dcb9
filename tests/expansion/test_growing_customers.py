"""Each signal opens, fades, closes and is credited on a customer worked by hand, told as of several days."""

from decimal import Decimal

import pytest

from tests.expansion.growing_customers import day, told


def opportunities(con, columns: str, account: str = "acme") -> dict[str, tuple]:
    rows = con.execute(
        f"select signal, {columns} from expansion_opportunities where account_id = $1", [account]
    ).fetchall()
    return {signal: tuple(rest) for signal, *rest in rows}


@pytest.fixture(scope="module")
def year_end(models):
    return told(models, "2025-12-31")


def test_signals_open_on_the_day_that_shows_them(models):
    # 39 of 50 seats are 78 %, but 30 % more than 30: the team grew. 40 seats are 80 %, 45 are 90 %.
    assert opportunities(told(models, "2025-01-09"), "opened_on") == {}
    found = opportunities(told(models, "2025-02-09"), "opened_on, evidence, outcome")
    assert found == {
        "team_growth": (day("2025-01-10"), "39 active users after 30 twelve weeks ago (+30 %)", "open"),
        "seats_at_80": (day("2025-01-15"), "40 active users on 50 seats (80 %)", "open"),
        "seats_at_90": (day("2025-02-03"), "45 active users on 50 seats (90 %)", "open"),
    }


def test_what_is_open_is_estimated_and_counted_once(models):
    con = told(models, "2025-02-09")
    # The month opened with 120,000 a year: a fifth, a quarter, a fifth of it, a tenth of which is expected.
    assert opportunities(con, "expansion_type, amount, amount_basis, expected_amount, is_in_pipeline") == {
        "team_growth": ("seat", 24000, "estimate", 2400, True),
        "seats_at_80": ("upsell", 30000, "estimate", 3000, True),
        # The team's growth tells of the same seats already.
        "seats_at_90": ("seat", 24000, "estimate", 2400, False),
    }
    assert opportunities(con, "scenario, owner_role, support_role")["seats_at_80"] == (
        "significant_expansion", "csm", "sales",
    )  # fmt: skip
    assert con.execute(
        "select expansion_type, stage, opportunities, amount, estimated_amount, expected_amount,"
        " estimated_expected_amount from expansion_pipeline order by 1"
    ).fetchall() == [
        ("seat", "identified", 1, 24000, 24000, 2400, 2400), ("upsell", "identified", 1, 30000, 30000, 3000, 3000),
    ]  # fmt: skip


def test_an_opportunity_of_the_crm_moves_its_signal(models):
    columns = "stage, probability, amount, amount_basis, expected_amount, handed_over_on, outcome"
    # Created on 20 March: the signal of its own type has it, though others are open for longer. EUR 12,000 at 1.1.
    assert opportunities(told(models, "2025-03-31"), columns)["new_use_case"] == (
        "identified", Decimal("0.1"), 13200, "crm", 1320, None, "open",
    )  # fmt: skip
    # Sales leads a new product from when the customer is interested.
    assert opportunities(told(models, "2025-04-30"), columns)["new_use_case"] == (
        "proposed", Decimal("0.5"), 13200, "crm", 6600, day("2025-04-01"), "open",
    )  # fmt: skip
    assert opportunities(told(models, "2025-06-05"), columns)["new_use_case"] == (
        "closed", Decimal("1"), 13200, "crm", 13200, day("2025-04-01"), "won",
    )  # fmt: skip


def test_every_signal_fades_and_closes(year_end):
    assert opportunities(year_end, "opened_on, faded_on, outcome, closed_on, stage") == {
        "team_growth": (day("2025-01-10"), day("2025-04-09"), "won", day("2025-02-20"), "closed"),
        "seats_at_80": (day("2025-01-15"), day("2025-02-20"), "won", day("2025-05-12"), "closed"),
        # 44 of 50 for four days is no new opening.
        "seats_at_90": (day("2025-02-03"), day("2025-02-20"), "expired", day("2025-08-02"), "identified"),
        "new_use_case": (day("2025-03-10"), day("2025-04-07"), "won", day("2025-06-05"), "closed"),
        # A promoter from 10 April on, healthy from the 13th to the 27th.
        "happy_customer": (day("2025-04-13"), day("2025-04-27"), "expired", day("2025-10-10"), "identified"),
        # 45 days before 15 June, for 60 days.
        "anniversary": (day("2025-05-01"), day("2025-06-30"), "expired", day("2025-10-28"), "identified"),
        # A manager became director; the change of February was none, and the other contact is no champion.
        "champion_promoted": (day("2025-07-01"), day("2025-09-29"), "lost", day("2025-10-02"), "proposed"),
        "department_interest": (day("2025-09-20"), day("2025-12-19"), "won", day("2025-10-05"), "closed"),
    }
    words = opportunities(year_end, "evidence")
    assert words["champion_promoted"] == ("Operations Manager became Director of Operations since 1 Jul 2025",)
    assert words["department_interest"] == ("First contact in the department Marketing on 20 Sep 2025",)
    assert words["happy_customer"] == ("NPS 9 and health 80",)


def test_growth_is_credited_once_to_the_earliest_that_is_open(year_end):
    credited = year_end.execute(
        "select credits.account_id, credits.expanded_on, opportunities.signal, credits.credited_mrr, credits.growth_mrr"
        " from expansion_credits as credits left join expansion_opportunities as opportunities"
        " using (expansion_opportunity_id) order by 2"
    ).fetchall()
    assert credited == [
        ("acme", day("2025-02-20"), "team_growth", 2000, 2000),
        # The 120 days of the team's growth ended on 10 May.
        ("acme", day("2025-05-12"), "seats_at_80", 1500, 1500),
        ("acme", day("2025-06-10"), "new_use_case", 1000, 1000),
        # Nothing was seen of Cedar before.
        ("cedar", day("2025-06-20"), None, 0, 50),
        # The opportunity of the promoted champion was lost three days before. The price rise of November is nobody's.
        ("acme", day("2025-10-05"), "department_interest", 500, 500),
    ]
    amounts = opportunities(year_end, "credited_mrr, credited_amount")
    assert {signal: amount for signal, amount in amounts.items() if amount != (0, 0)} == {
        "team_growth": (2000, 24000),
        "seats_at_80": (1500, 18000),
        "new_use_case": (1000, 12000),
        "department_interest": (500, 6000),
    }
    # What was won without the CRM is worth what it brought; what the CRM has, what the CRM says.
    worth = opportunities(year_end, "amount, amount_basis")
    assert worth["team_growth"] == (24000, "credited")
    assert worth["seats_at_80"] == (18000, "credited")
    assert worth["department_interest"] == (6000, "credited")
    assert worth["new_use_case"] == (13200, "crm")


def test_sales_leads_new_products_and_new_departments(year_end):
    led = opportunities(year_end, "scenario, owner_role, support_role")
    assert led["new_use_case"] == ("new_product", "sales", "csm")
    assert led["department_interest"] == ("new_department", "sales", "csm")
    # The CRM has 5,000 for the champion. A fifth of 144,000 a year is more than 25,000, a fifth of 120,000 is not.
    assert led["champion_promoted"] == ("minor_expansion", "csm", None)
    assert led["anniversary"] == ("significant_expansion", "csm", "sales")
    assert led["team_growth"] == ("minor_expansion", "csm", None)


def test_who_leaves_is_lost(models, year_end):
    assert opportunities(told(models, "2025-10-14"), "outcome, closed_on", "bolt")["team_growth"] == ("open", None)
    assert opportunities(year_end, "outcome, closed_on, probability, expected_amount", "bolt")["team_growth"] == (
        "lost", day("2025-10-15"), 0, 0,
    )  # fmt: skip


def test_the_crm_alone_is_an_opportunity_too(year_end):
    assert opportunities(
        year_end,
        "expansion_opportunity_id, opened_on, stage, amount, expected_amount, is_in_pipeline, outcome",
        "cedar",
    ) == {"crm_opportunity": ("cedar|crm_opportunity|o3", day("2025-11-01"), "committed", 20000, 15000, True, "open")}
    assert year_end.execute(
        "select stage, amount, estimated_amount, expected_amount, estimated_expected_amount from expansion_pipeline"
    ).fetchall() == [("committed", 20000, 0, 15000, 0)]


def test_the_mix_of_the_year(year_end):
    mix = year_end.execute(
        "select expansion_type, amount, share from expansion_mix"
        " where window_months = 12 and month_end = '2025-12-31' and segment = 'all'"
    ).fetchall()
    # 2,000 + 500 + 50 of seats, 1,500 of plans and 1,000 of add-ons are 5,050; 300 of price stand apart.
    assert {kind: (amount, share and round(share, 4)) for kind, amount, share in mix} == {
        "seat": (2550, Decimal("0.5050")),
        "upsell": (1500, Decimal("0.2970")),
        "cross_sell": (1000, Decimal("0.1980")),
        "usage": (0, 0),
        "price_uplift": (300, None),
        "offset": (0, None),
        "unexplained": (0, None),
    }


def test_who_found_them(year_end):
    rows = year_end.execute(
        "select basis, sourced_by, opportunities, amount, total_amount, amount_share, credited_amount, target_share"
        " from expansion_sources where window_months = 12 and month_end = '2025-12-31'"
    ).fetchall()
    # 13,200 + 5,000 + 20,000 were created, 13,200 of them won, of which 1,000 a month were billed.
    assert {(basis, source): tuple(rest) for basis, source, *rest in rows} == {
        ("created", "customer_success"): (1, 13200, 38200, Decimal("0.345550"), 12000, Decimal("0.5")),
        ("created", "sales"): (1, 20000, 38200, Decimal("0.523560"), 0, None),
        ("created", "other"): (1, 5000, 38200, Decimal("0.130890"), 0, None),
        ("won", "customer_success"): (1, 13200, 13200, 1, 12000, Decimal("0.5")),
        ("won", "sales"): (0, 0, 13200, 0, 0, None),
        ("won", "other"): (0, 0, 13200, 0, 0, None),
    }
