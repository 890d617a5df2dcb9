"""An account's overview tells what the marts hold of it, and nothing of another account."""

import datetime as dt

import pytest
from cs_dash import fmt, overview_repo
from cs_dash.models import overview
from cs_dash.wording import EVENT_LABELS, in_words

ACCOUNT = "0018c0000000000003"


def told(sample, account_id: str = ACCOUNT) -> overview.Overview:
    return overview.build(sample, account_id, "USD")


def test_events_are_those_of_the_marts_each_with_its_tone(sample):
    page = told(sample)
    rows = page.events.to_pylist()
    expected = []
    for row in sample.rows("from renewals where account_id = $id and outcome <> 'open'", {"id": ACCOUNT}):
        expected.append((row["due_date"], "renewal", 1 if row["outcome"] == "renewed" else -1))
    for row in sample.rows("from alerts where account_id = $id and severity in ('critical', 'high')", {"id": ACCOUNT}):
        expected.append((row["opened_on"], "alert", -1))
    for row in sample.rows("from business_reviews where account_id = $id and is_held", {"id": ACCOUNT}):
        expected.append((row["held_on"], "business_review", 1))
    for row in sample.rows("from champion_departures where account_id = $id", {"id": ACCOUNT}):
        expected.append((row["detected_on"], "champion_left", -1))
    for row in sample.rows(
        "from lifecycle_transitions where account_id = $id and strategy = 'criteria_else_days'", {"id": ACCOUNT}
    ):
        expected.append((row["entered_on"], "stage", 0))
    for row in sample.rows("from moments_of_truth where account_id = $id", {"id": ACCOUNT}):
        expected.append((row["happened_on"], "severe_ticket", -1))
    ours = [(row["happened_on"], row["event_kind"], row["tone"]) for row in rows]
    assert sorted(ours) == sorted(expected)
    assert [row["happened_on"] for row in rows] == sorted((row["happened_on"] for row in rows), reverse=True)
    assert {"renewal", "business_review", "champion_left"} <= {kind for _, kind, _ in ours} <= set(EVENT_LABELS)
    marks = page.marks["data"]["values"]
    assert [mark["tone"] for mark in marks if mark["kind"] == "Champion left"] == ["bad"]
    assert {mark["kind"] for mark in marks} <= set(EVENT_LABELS.values())


def test_charts_stand_over_the_same_days(sample):
    page = told(sample)
    axes = [page.level["encoding"]["x"], page.health["layer"][1]["encoding"]["x"], page.marks["encoding"]["x"]]
    assert axes[0]["scale"] == axes[1]["scale"] == axes[2]["scale"]
    (row,) = sample.rows(
        "select closing_mrr from account_mrr where account_id = $id and month_end = '2026-09-30'", {"id": ACCOUNT}
    )
    (point,) = [one for one in page.level["data"]["values"] if one["day"] == "2026-09-30"]
    assert point["mrr"] == float(row["closing_mrr"])


def test_people_are_counted_as_the_rows_tell(sample):
    page = told(sample)
    rows = page.stakeholders.to_pylist()
    there = [row for row in rows if row["left_on"] is None]
    assert (len(rows), len(there)) == (4, 3)
    late = sum(row["is_touch_overdue"] for row in there)
    assert page.people == (
        f"3 contacts, 1 champion, 1 sponsor, {late} not touched in time, 1 left; the strongest first."
    )
    assert rows[-1]["left_evidence"] == "bounce"


def test_promises_of_tickets_are_met_over_measured(sample):
    account_id = sample.rows("select min(account_id) as id from ticket_sla")[0]["id"]
    page = told(sample, account_id)
    assert page.sla == "3 promises of tickets under a policy: 2 of 3 kept (66.7%)."
    rows = overview_repo.tickets(sample, account_id, None).to_pylist()
    assert len(rows) == 3
    assert sum(row["sla_status"] == "met" for row in rows) == 2
    assert told(sample).sla == "No ticket of its was ever under a policy."
    nothing = {"promises": 2, "measured": 0, "met": 0, "compliance": None, "breached_open": 1}
    assert overview.sla_words(nothing) == (
        "2 promises of tickets under a policy: none is decided yet; 1 open past the target."
    )


def test_value_is_told_as_multiple_and_as_return(sample):
    (row,) = told(sample).values.to_pylist()
    assert (row["hard_value"], row["investment"], row["value_multiple"], row["roi"]) == (1_200_000, 120_000, 10, 9)
    assert fmt.rate(row["roi"]) == "900.0%"


@pytest.mark.parametrize("table", ["plans", "reviews", "stakeholders", "values"])
def test_every_code_of_a_table_is_told_in_words(sample, table):
    for account in sample.rows("select account_id from portfolio"):
        shown = getattr(told(sample, account["account_id"]), table)
        if shown.num_rows:
            words = in_words(shown).to_pylist()
            codes = [
                value for row in words for key, value in row.items() if isinstance(value, str) and "_id" not in key
            ]
            assert not [code for code in codes if "_" in code]
            return


def test_an_account_that_left_has_a_history_and_no_panel(sample):
    (row,) = sample.rows("""
        select min(account_id) as account_id from accounts where current_mrr = 0 and first_paid_date is not null
    """)
    page = told(sample, row["account_id"])
    assert page.panel is None
    assert page.steps is None
    assert page.level["data"]["values"][-1]["mrr"] == 0
    assert max(one["happened_on"] for one in page.events.to_pylist()) <= dt.date(2026, 10, 15)
