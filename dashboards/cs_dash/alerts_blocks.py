"""Blocks of alerts: what is open and why, how the rules turned out, and the tasks of playbooks that are late."""

import datetime as dt

import streamlit as st

from cs_dash import alerts_repo, cache, downloads, fmt, trial_charts, ui
from cs_dash.alerts_repo import SEVERITIES
from cs_dash.downloads import Extract
from cs_dash.health_blocks import account_table
from cs_dash.health_filters import Chosen, rule_filter
from cs_dash.models import alerts
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS


def sections(publication: Publication, chosen: Chosen, currency: str) -> None:
    """All of the section."""
    if not cache.model(alerts.is_told, publication):
        st.info("This publication holds no alerts. Publish again with `make refresh`.")
        return
    found = cache.model(alerts_repo.by_severity, publication, chosen.scope, chosen.date)
    late = cache.model(alerts_repo.overdue_total, publication, chosen.scope, chosen.date)
    with st.grid(columns=6, min_column_width=140):
        for severity in SEVERITIES:
            row = found.get(severity, {"alerts": 0, "accounts": 0})
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(fmt.spelled(severity), fmt.count(row["alerts"]))
                st.caption(f"open, of {fmt.count(row['accounts'])} accounts")
        with st.container(border=True, height="stretch", gap="xsmall"):
            st.metric("Tasks overdue", fmt.count(late))
            st.caption("of playbooks, today")
    with st.container(border=True):
        standing(publication, chosen, currency)
    with st.container(border=True):
        results(publication)
    with st.container(border=True):
        overdue(publication, chosen, late, currency)


def standing(publication: Publication, chosen: Chosen, currency: str) -> None:
    """Open alerts with their evidence."""
    st.subheader("What is open, and why?")
    place = (publication, chosen.scope, chosen.date)
    severity, rule = rule_filter(SEVERITIES, cache.model(alerts_repo.rules, *place))
    shown = cache.model(alerts_repo.open_rows, *place, severity, rule, TABLE_ROWS)
    total = cache.model(alerts_repo.open_total, *place, severity, rule)
    if not shown.num_rows:
        st.success(f"No such alert is open on {fmt.day(chosen.date)}.", icon=":material/check_circle:")
        return
    counted = ui.counted(shown.num_rows, total["row_count"], "alerts")
    st.caption(
        f"On {fmt.day(chosen.date)}: {counted} of {fmt.count(total['accounts'])} accounts, the most severe first. The "
        "evidence is what was found on the day the alert opened. A rule has one open alert per account, and after it a "
        "cool-down."
    )
    account_table(shown, "Open alerts", "alerts", currency, chosen.profile_name)
    extract = Extract(
        "open alerts",
        lambda: alerts_repo.open_rows(*place, severity, rule, None),
        (*chosen.words()[1:], ("Severity", severity), ("Rule", rule)),
        row_count=total["row_count"],
    )
    downloads.buttons(extract, publication, "alerts")


def results(publication: Publication) -> None:
    """Precision by rule beside what chance would give."""
    st.subheader("Which rules are worth an alarm?")
    shown = cache.model(alerts_repo.results, publication)
    if not shown.num_rows:
        st.info("No rule has raised an alert yet.")
        return
    st.caption(
        "All accounts, since the first day. Precision: of the alerts whose days for outcomes are over, the share that "
        "was followed by what the rule warns of. The small tick is the base rate: what an alert on a random account "
        "and week would score."
    )
    rated = [row for row in shown.to_pylist() if row["precision_rate"] is not None]
    if rated:
        ui.chart(trial_charts.precision(rated), "Precision by rule with its base rate", key="precision_chart")
    with ui.rows("result_rows") as rows:
        if rows.open:
            ui.table(shown, "How the rules' alerts turned out", "results_table", "USD")
            downloads.of_shown("alert rule results", shown, publication, "results")


def overdue(publication: Publication, chosen: Chosen, late: int, currency: str) -> None:
    """Tasks that are late."""
    st.subheader("Which tasks of playbooks are late?")
    if not late:
        st.success("No task is overdue in these filters.", icon=":material/check_circle:")
        return
    place = (publication, chosen.scope, chosen.date)
    shown = cache.model(alerts_repo.overdue, *place, TABLE_ROWS)
    st.caption(f"As of today: {ui.counted(shown.num_rows, late, 'tasks')}, the longest overdue first.")
    account_table(shown, "Tasks overdue", "overdue", currency, chosen.profile_name)
    extract = Extract("tasks overdue", lambda: alerts_repo.overdue(*place, None), chosen.words()[1:-1], row_count=late)
    downloads.buttons(extract, publication, "overdue")


def of_account(publication: Publication, account_id: str) -> None:
    """An account's alerts, and the tasks of its playbooks that wait."""
    st.subheader("Which alerts and tasks does it have?")
    if not cache.model(alerts.is_told, publication):
        st.info("This publication holds no alerts.")
        return
    shown = cache.model(alerts_repo.of_account, publication, account_id)
    standing_now = sum(closed is None for closed in shown["closed_on"].to_pylist())
    if shown.num_rows:
        st.caption(f"{standing_now} open, {shown.num_rows - standing_now} closed; the open ones first.")
        ui.table(shown, "Alerts of the account", "account_alerts_table", "USD")
        downloads.of_shown(f"alerts {account_id}", shown, publication, "account_alerts", account=account_id)
    else:
        st.success("No rule ever raised an alert for it.", icon=":material/check_circle:")
    tasks = cache.model(alerts_repo.tasks_of_account, publication, account_id)
    if tasks.num_rows:
        st.markdown("**Tasks that wait**")
        ui.table(tasks, "Tasks of the account", "account_tasks_table", "USD")
        downloads.of_shown(f"tasks {account_id}", tasks, publication, "account_tasks", account=account_id)


def prediction(publication: Publication, account_id: str, date: dt.date) -> None:
    """What the churn model says of the account, beside the rules."""
    st.subheader("What does the churn model say?")
    if not cache.model(alerts.is_predicted, publication):
        st.info("This publication holds no churn model.")
        return
    shown = cache.model(alerts_repo.predictions, publication, account_id, date)
    if not shown.num_rows:
        refusal = cache.model(alerts_repo.newest_refusal, publication, date)
        st.info(fmt.inert(refusal or f"No model had learned enough to score {fmt.day(date)}."))
        return
    rows = shown.to_pylist()
    with st.grid(columns=4, min_column_width=150):
        for row in rows:
            st.metric(f"Lost within {row['horizon_days']} days", fmt.rate(row["probability"]), border=True)
    row = rows[-1]
    st.caption(
        f"Probabilities on {fmt.day(date)}, by a model that had seen churns up to {fmt.day(row['trained_through'])} "
        "and nothing later. What tells this account apart, the most first, up or down:"
    )
    reasons = [row[column] for column in ("reason_1", "reason_2", "reason_3") if row[column]]
    st.markdown("\n".join(f"{number}. {fmt.inert(reason)}" for number, reason in enumerate(reasons, start=1)))
    with ui.rows("prediction_rows") as opened:
        if opened.open:
            ui.table(shown, "Churn probability and reasons", "prediction_table", "USD")
            downloads.of_shown(f"churn {account_id}", shown, publication, "prediction", account=account_id)
