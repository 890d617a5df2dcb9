"""One account is walked through the whole at-risk playbook, day by day: alert, steps, escalations, end and outcome."""

from tests.playbooks.accounts_at_risk import day, told


def alerts(con, account: str) -> dict[str, tuple]:
    rows = con.execute(
        "select rule_id, opened_on, owner, closed_on, closed_because, outcome, outcome_on from alerts"
        " where account_id = $1",
        [account],
    ).fetchall()
    return {rule: tuple(rest) for rule, *rest in rows}


def tasks(con, account: str) -> dict[str, tuple]:
    rows = con.execute(
        "select step_id, state, done_on, overdue_days from playbook_tasks"
        " where account_id = $1 and playbook = 'at_risk'",
        [account],
    ).fetchall()
    return {step: tuple(rest) for step, *rest in rows}


def test_the_score_falls_and_the_playbook_starts(models):
    con = told(models, "2025-03-02")
    found = alerts(con, "acme")
    # 62 four weeks before, 38 now: below 40, and 24 points down.
    assert found["at_risk_health"] == (day("2025-03-02"), "Ada", None, None, "pending", None)
    assert found["health_drop"] == (day("2025-03-02"), "executive", None, None, "pending", None)
    assert set(found) == {"at_risk_health", "health_drop"}
    assert con.execute(
        "select evidence from alerts where rule_id = 'health_drop' and account_id = 'acme'"
    ).fetchone() == ("Health changed by -24 points within 30 days, from 62 to 38",)
    steps = tasks(con, "acme")
    assert steps["alert"] == ("done", day("2025-03-02"), 0)
    assert steps["account_review"] == ("done", day("2025-03-02"), 0)
    assert steps["champion_outreach"] == ("open", None, 0)
    assert len(steps) == 11


def test_nobody_answers_and_the_manager_steps_in(models):
    # Asked on the 3rd: the 5th is within the three days, the 6th is the third.
    assert "no_reply" not in alerts(told(models, "2025-03-05"), "acme")
    con = told(models, "2025-03-06")
    assert alerts(con, "acme")["no_reply"] == (day("2025-03-06"), "Bo", None, None, "pending", None)
    steps = tasks(con, "acme")
    assert steps["champion_outreach"] == ("done", day("2025-03-03"), 0)
    assert steps["manager_outreach"] == ("done", day("2025-03-06"), 1)
    # Bolt's champion replied.
    assert "no_reply" not in alerts(con, "bolt")
    # The call of the 8th is the answer.
    assert alerts(told(models, "2025-03-08"), "acme")["no_reply"][2:5] == (
        day("2025-03-08"), "condition_over", "recovered",
    )  # fmt: skip


def test_steps_come_late_and_are_left_out(models):
    steps = tasks(told(models, "2025-03-09"), "acme")
    assert steps["discovery_call"] == ("overdue", None, 2)
    assert steps["root_cause"] == ("skipped", None, 0)
    steps = tasks(told(models, "2025-03-10"), "acme")
    assert steps["discovery_call"] == ("done_late", day("2025-03-10"), 3)


def test_below_twenty_an_executive_is_called(models):
    con = told(models, "2025-03-16")
    assert alerts(con, "acme")["health_emergency"] == (day("2025-03-16"), "executive", None, None, "pending", None)
    # It belongs to the run that is under way.
    assert con.execute("select count(*) from playbook_runs where account_id = 'acme'").fetchone() == (1,)
    steps = tasks(con, "acme")
    assert steps["recovery_plan"] == ("done", day("2025-03-13"), 1)
    assert steps["plan_agreed"] == ("open", None, 0)


def test_the_account_recovers_and_the_alert_closes_with_its_outcome(models):
    con = told(models, "2025-06-30")
    found = alerts(con, "acme")
    recovered = ("condition_over", "recovered")
    assert found["at_risk_health"] == (day("2025-03-02"), "Ada", day("2025-03-30"), *recovered, day("2025-03-30"))
    assert found["health_emergency"][2:] == (day("2025-03-23"), *recovered, day("2025-03-23"))
    steps = tasks(con, "acme")
    assert steps == {
        "alert": ("done", day("2025-03-02"), 0),
        "account_review": ("done", day("2025-03-02"), 0),
        "champion_outreach": ("done", day("2025-03-03"), 0),
        "internal_escalation": ("done", day("2025-03-05"), 1),
        "manager_outreach": ("done", day("2025-03-06"), 1),
        "discovery_call": ("done_late", day("2025-03-10"), 3),
        "root_cause": ("skipped", None, 0),
        "recovery_plan": ("done", day("2025-03-13"), 1),
        "plan_agreed": ("skipped", None, 0),
        "first_checkpoint": ("done", day("2025-03-23"), 0),
        "assessment": ("done", day("2025-04-01"), 0),
    }
    # March: 8 steps of Acme that must be done, and 8 of Bolt, which has two of its own done and leaves before the last.
    rows = con.execute(
        "select measure, numerator, denominator from playbook_compliance"
        " where playbook = 'at_risk' and month_end = '2025-03-31'"
    ).fetchall()
    assert {measure: rest for measure, *rest in rows} == {
        "adherence": [7, 16],
        "overall": [8, 16],
        "skipped": [8, 16],
    }
    assert con.execute(
        "select numerator, denominator from playbook_compliance"
        " where playbook = 'at_risk' and month_end = '2025-04-30' and measure = 'completion'"
    ).fetchone() == (1, 1)


def test_the_other_account_asks_for_its_end_and_is_lost(models):
    con = told(models, "2025-03-10")
    assert alerts(con, "bolt")["cancel_request"] == (day("2025-03-10"), "save_team", None, None, "pending", None)
    con = told(models, "2025-06-30")
    left = (day("2025-04-01"), "account_left", "churned", day("2025-04-01"))
    found = alerts(con, "bolt")
    assert found["at_risk_health"] == (day("2025-03-02"), "Ada", *left)
    assert found["cancel_request"] == (day("2025-03-10"), "save_team", *left)
    # The request joined the run; its last step, on the day on which Bolt left, is asked of nobody.
    assert con.execute("select count(*) from playbook_runs where account_id = 'bolt'").fetchone() == (1,)
    assert "assessment" not in tasks(con, "bolt")
    # Of two matured alerts below 40 one was followed by a loss.
    assert con.execute(
        "select alerts, matured, followed, recovered, churned, precision_rate from alert_rule_results"
        " where rule_id = 'at_risk_health'"
    ).fetchone()[:5] == (2, 2, 1, 1, 1)
