"""The SQL texts of alerts and playbooks: what is open, how rules turned out, and which tasks are late."""

import datetime as dt

import pyarrow as pa

from cs_dash.health_repo import Scope
from cs_dash.publication import Publication

SEVERITIES = ("critical", "high", "medium", "low", "info")

# Accounts of the scope as they are today; an account that pays no more has the segment of today's mart.
PLACED = """
    with placed as (
        select account_id, account_name, owner_name, segment, current_arr as arr
        from accounts
        where
            $segment in ('all', coalesce(segment, 'unknown'))
            and $region in ('all', coalesce(region, 'unassigned'))
            and $owner in ('all', coalesce(owner_name, 'unassigned'))
    )
"""
OPEN = (
    PLACED
    + """,
    standing as (
        select alerts.*, placed.account_name, placed.segment, placed.arr
        from alerts
        inner join placed on alerts.account_id = placed.account_id
        where alerts.opened_on <= $date and (alerts.closed_on is null or alerts.closed_on > $date)
    )
"""
)


def place(scope: Scope, date: dt.date, **more: object) -> dict:
    """Parameters of the queries below: the scope has no profile here."""
    return {"segment": scope.segment, "region": scope.region, "owner": scope.owner, "date": date, **more}


def by_severity(publication: Publication, scope: Scope, date: dt.date) -> dict[str, dict]:
    """Open alerts and the accounts that have one, by severity."""
    rows = publication.rows(
        OPEN
        + """
        select severity, count(*) as alerts, count(distinct account_id) as accounts
        from standing
        group by severity
        """,
        place(scope, date),
    )
    return {row["severity"]: row for row in rows}


def rules(publication: Publication, scope: Scope, date: dt.date) -> list[str]:
    """Rules that have an open alert."""
    return [
        row["rule_id"]
        for row in publication.rows(OPEN + "select distinct rule_id from standing order by rule_id", place(scope, date))
    ]


def open_rows(
    publication: Publication, scope: Scope, date: dt.date, severity: str, rule: str, limit: int | None
) -> pa.Table:
    """Open alerts, the most severe first, then the largest accounts."""
    return publication.table(
        OPEN
        + """
        select
            severity, account_name, rule_id, evidence, opened_on, arr, owner, playbook, suppressed_until, segment,
            account_id
        from standing
        where $severity in ('all', severity) and $rule in ('all', rule_id)
        order by list_position($severities::varchar[], severity), arr desc, account_id, rule_id
        limit $limit
        """,
        place(scope, date, severity=severity, rule=rule, limit=limit, severities=list(SEVERITIES)),
    )


def open_total(publication: Publication, scope: Scope, date: dt.date, severity: str, rule: str) -> dict:
    """`row_count` of all of `open_rows` and `accounts` that they are of."""
    return publication.rows(
        OPEN
        + """
        select count(*) as row_count, count(distinct account_id) as accounts
        from standing
        where $severity in ('all', severity) and $rule in ('all', rule_id)
        """,
        place(scope, date, severity=severity, rule=rule),
    )[0]


def results(publication: Publication) -> pa.Table:
    """How the alerts of each rule turned out, those that say something of the future first."""
    return publication.table(
        """
        select
            rule_id, severity, alerts, open_alerts, followed_by, followed, matured, precision_rate, base_rate, churned,
            contracted, recovered, unchanged, rule_version
        from alert_rule_results
        order by followed_by is null, precision_rate desc nulls last, rule_id, rule_version
        """
    )


# Steps in words as they were in force when the run started.
TASKS = """,
    tasks as (
        select
            tasks.*, placed.account_name, placed.arr, coalesce(steps.step_text, tasks.step_id) as step_text
        from playbook_tasks as tasks
        inner join placed on tasks.account_id = placed.account_id
        left join (
            select playbook, step_id, version, min(step_text) as step_text
            from playbook_steps
            group by playbook, step_id, version
        ) as steps
            on
                tasks.playbook = steps.playbook and tasks.step_id = steps.step_id
                and tasks.playbook_version = steps.version
    )
"""


def overdue(publication: Publication, scope: Scope, date: dt.date, limit: int | None) -> pa.Table:
    """Tasks of playbooks that are late today, the longest first."""
    return publication.table(
        PLACED
        + TASKS
        + """
        select account_name, playbook, step_text, due_on, overdue_days, owner, arr, account_id
        from tasks
        where state = 'overdue' and due_on <= $date
        order by overdue_days desc, arr desc, account_id, step_number
        limit $limit
        """,
        place(scope, date, limit=limit),
    )


def overdue_total(publication: Publication, scope: Scope, date: dt.date) -> int:
    """How many tasks `overdue` has in all."""
    return publication.rows(
        PLACED + TASKS + "select count(*) as row_count from tasks where state = 'overdue' and due_on <= $date",
        place(scope, date),
    )[0]["row_count"]


def of_account(publication: Publication, account_id: str) -> pa.Table:
    """Every alert of an account, the open ones first, then the newest."""
    return publication.table(
        """
        select
            severity, rule_id, evidence, opened_on, closed_on, outcome, outcome_on, suppressed_until, owner, playbook
        from alerts
        where account_id = $account_id
        order by closed_on is not null, opened_on desc, rule_id
        """,
        {"account_id": account_id},
    )


def tasks_of_account(publication: Publication, account_id: str) -> pa.Table:
    """Tasks of the account's playbooks that are open or late, the first due first."""
    return publication.table(
        """
        select tasks.playbook, coalesce(steps.step_text, tasks.step_id) as step_text, tasks.due_on, tasks.state,
            tasks.overdue_days, tasks.owner
        from playbook_tasks as tasks
        left join (
            select playbook, step_id, version, min(step_text) as step_text
            from playbook_steps
            group by playbook, step_id, version
        ) as steps
            on
                tasks.playbook = steps.playbook and tasks.step_id = steps.step_id
                and tasks.playbook_version = steps.version
        where tasks.account_id = $account_id and tasks.state in ('open', 'overdue')
        order by tasks.due_on, tasks.playbook, tasks.step_number
        """,
        {"account_id": account_id},
    )


def predictions(publication: Publication, account_id: str, date: dt.date) -> pa.Table:
    """The model's probability of a loss within each horizon on a day, with what tells the account apart."""
    return publication.table(
        """
        select horizon_days, probability, reason_1, reason_2, reason_3, trained_through
        from churn_predictions
        where account_id = $account_id and as_of_date = $date
        order by horizon_days
        """,
        {"account_id": account_id, "date": date},
    )


def newest_refusal(publication: Publication, date: dt.date) -> str | None:
    """Why the newest fit that would score the day refused to learn; None if it did not, or if there is none."""
    rows = publication.rows(
        """
        select status, message
        from churn_model_fits
        where refit_on <= $date
        order by refit_on desc, horizon_days
        limit 1
        """,
        {"date": date},
    )
    return rows[0]["message"] if rows and rows[0]["status"] == "refused" else None
