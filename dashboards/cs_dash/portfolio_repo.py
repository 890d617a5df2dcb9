"""The SQL texts of My portfolio: the accounts of a book, why each needs somebody, and what is due of it."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.publication import Publication

KINDS = ("at_risk_call", "renewal_due", "qbr_prep", "overdue_task", "alert", "review_due", "no_owner")
DANGER = "in_danger"


@dataclass(frozen=True)
class Scope:
    """Which accounts: an owner by id (or unassigned), a segment, a region and a band, or 'all' of each.

    The band DANGER stands for at-risk and everything below.
    """

    owner: str = "all"
    segment: str = "all"
    region: str = "all"
    band: str = "all"

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {"owner": self.owner, "segment": self.segment, "region": self.region, "band": self.band, **more}


SCOPED = """
    with scoped as (
        select *, coalesce(health_band, 'no_score') as band
        from portfolio
        where
            $owner in ('all', coalesce(owner_id, 'unassigned'))
            and $segment in ('all', segment)
            and $region in ('all', coalesce(region, 'unassigned'))
            and (
                $band in ('all', coalesce(health_band, 'no_score'))
                or $band = 'in_danger' and health_band in ('at_risk', 'critical', 'emergency')
            )
    )
"""
# One row per account on the list: its heaviest reason, or that of one kind.
LISTED = (
    SCOPED
    + """,
    listed as (
        select
            scoped.account_name, priorities.reason as why, priorities.next_action_due_on, priorities.next_action,
            priorities.next_action_days, scoped.arr, scoped.health_score, scoped.days_to_renewal, scoped.last_touch_on,
            priorities.reason_kind, scoped.reason_count, priorities.playbook, scoped.owner_name, scoped.account_id,
            priorities.weight
        from scoped
        inner join portfolio_priorities as priorities on scoped.account_id = priorities.account_id
        where priorities.reason_kind = $kind or $kind = 'all' and priorities.reason_rank = 1
    )
"""
)
# The first accounts of the scope, and of these alone the newest days' scores in order of time, for a line in a cell.
SHOWN = """,
    shown as materialized (
        select
            account_name, why, band, health_score, health_change_30d as score_change, arr, expected_arr, renewal_date,
            last_touch_on, is_single_threaded, is_sponsor_silent, nps_score, open_alerts, overdue_tasks, open_tickets,
            success_plan_review_on, lifecycle_stage, segment, coverage_segment, region, owner_name, account_id
        from scoped
        order by health_score nulls last, arr desc, account_id
        limit $limit
    ),
    points as (
        select account_id, list(round(score, 1)::double order by as_of_date) as health_points
        from portfolio_health_history
        where score is not null and account_id in (select account_id from shown)
        group by account_id
    )
"""


def owners(publication: Publication) -> list[dict]:
    """Who owns paying accounts: `owner_id` and `owner_name`, unassigned where nobody does."""
    return publication.rows("""
        select coalesce(owner_id, 'unassigned') as owner_id, coalesce(min(owner_name), 'Unassigned') as owner_name
        from portfolio
        group by coalesce(owner_id, 'unassigned')
        order by owner_name, owner_id
    """)


def regions(publication: Publication) -> list[str]:
    """Regions of paying accounts."""
    rows = publication.rows("select distinct coalesce(region, 'unassigned') as region from portfolio order by region")
    return [row["region"] for row in rows]


def days_ahead(publication: Publication) -> int:
    """How many days ahead a renewal is told of, by the rules in force."""
    return publication.rows("""
        select max(within_days) as days
        from portfolio_rules
        where
            reason_kind = 'renewal_due'
            and effective_from <= (select as_of::date from publication)
            and (effective_to is null or effective_to > (select as_of::date from publication))
    """)[0]["days"]


def totals(publication: Publication, scope: Scope) -> dict:
    """The sums of the scope's accounts."""
    return publication.rows(
        SCOPED
        + """
        select
            count(*) as accounts,
            coalesce(sum(arr), 0) as arr,
            coalesce(sum(expected_arr), 0) as expected_arr,
            count(*) filter (where band = 'healthy') as healthy,
            count(*) filter (where band = 'stable') as stable,
            count(*) filter (where band in ('at_risk', 'critical', 'emergency')) as in_danger,
            count(*) filter (where band in ('critical', 'emergency')) as critical,
            coalesce(sum(arr) filter (where band in ('at_risk', 'critical', 'emergency')), 0) as arr_in_danger,
            count(*) filter (where band = 'no_score') as unscored,
            coalesce(sum(renewals_ahead), 0) as renewals_ahead,
            coalesce(sum(renewal_amount_ahead), 0) as renewal_amount_ahead,
            coalesce(sum(renewals_past_due), 0) as renewals_past_due,
            coalesce(sum(overdue_tasks), 0) as overdue_tasks,
            count(*) filter (where overdue_tasks > 0) as accounts_overdue,
            coalesce(max(most_overdue_days), 0) as most_overdue_days,
            count(reason) as listed,
            count(*) filter (where reason is not null and next_action_days <= 0) as listed_now
        from scoped
        """,
        scope.bound(),
    )[0]


def kinds(publication: Publication, scope: Scope) -> dict[str, int]:
    """Accounts of the scope by kind of reason; an account is in as many as it has."""
    rows = publication.rows(
        SCOPED
        + """
        select priorities.reason_kind, count(*) as accounts
        from scoped
        inner join portfolio_priorities as priorities on scoped.account_id = priorities.account_id
        group by priorities.reason_kind
        """,
        scope.bound(),
    )
    return {row["reason_kind"]: row["accounts"] for row in rows}


def listed_rows(publication: Publication, scope: Scope, kind: str, limit: int | None) -> pa.Table:
    """Accounts that need somebody, by weight: `kind` 'all' gives each account's heaviest reason."""
    return publication.table(
        LISTED
        + """
        select * exclude (weight)
        from listed
        order by weight desc, next_action_due_on, arr desc, account_id
        limit $limit
        """,
        scope.bound(kind=kind, limit=limit),
    )


def listed_total(publication: Publication, scope: Scope, kind: str) -> dict:
    """`row_count` and `arr` of all of `listed_rows`."""
    return publication.rows(
        LISTED + "select count(*) as row_count, coalesce(sum(arr), 0) as arr from listed", scope.bound(kind=kind)
    )[0]


def account_rows(publication: Publication, scope: Scope, limit: int | None) -> pa.Table:
    """Every account of the scope, the lowest score first; `health_points` are its scores of a quarter."""
    return publication.table(
        SCOPED
        + SHOWN
        + """
        select
            shown.account_name, shown.why, shown.band, shown.health_score, points.health_points,
            shown.* exclude (account_name, why, band, health_score)
        from shown
        left join points on shown.account_id = points.account_id
        order by shown.health_score nulls last, shown.arr desc, shown.account_id
        """,
        scope.bound(limit=limit),
    )


# Open renewals of the scope that are due ahead: as the tile counts them.
DUE = (
    SCOPED
    + """,
    due as (
        select
            scoped.account_name, renewals.due_date, renewals.days_to_due, renewals.amount_due,
            forecasts.expected_amount, forecasts.risk_level, forecasts.risk_reason, scoped.health_score,
            renewals.phase, steps.step_text as next_step, renewals.next_step_on, renewals.auto_renews,
            scoped.owner_name, scoped.account_id, renewals.renewal_id
        from scoped
        inner join renewals on scoped.account_id = renewals.account_id
        left join renewal_forecast as forecasts on renewals.renewal_id = forecasts.renewal_id and forecasts.is_current
        left join renewal_timeline as steps
            on
                renewals.segment = steps.segment and renewals.next_step = steps.step
                and renewals.due_date - steps.step_days = renewals.next_step_on
                and steps.effective_from <= (select as_of::date from publication)
                and (steps.effective_to is null or steps.effective_to > (select as_of::date from publication))
        where renewals.outcome = 'open' and renewals.amount_due > 0 and renewals.days_to_due between 0 and $days
    )
"""
)


def renewal_rows(publication: Publication, scope: Scope, days: int, limit: int | None) -> pa.Table:
    """Open renewals due from today on within `days`, the first due first."""
    return publication.table(
        DUE + "select * exclude (renewal_id) from due order by due_date, amount_due desc, renewal_id limit $limit",
        scope.bound(days=days, limit=limit),
    )


def task_rows(publication: Publication, scope: Scope, limit: int | None) -> pa.Table:
    """Tasks of the scope that are late, the longest first."""
    return publication.table(
        SCOPED
        + """
        select
            scoped.account_name, tasks.step_text, tasks.playbook, tasks.due_on, tasks.overdue_days, tasks.owner,
            tasks.is_optional, scoped.arr, scoped.owner_name, scoped.account_id
        from scoped
        inner join portfolio_tasks as tasks on scoped.account_id = tasks.account_id
        where tasks.state = 'overdue'
        order by tasks.overdue_days desc, scoped.arr desc, tasks.task_id
        limit $limit
        """,
        scope.bound(limit=limit),
    )


def one(publication: Publication, account_id: str) -> dict | None:
    """One account of the portfolio, or None where it pays nothing or is not in this publication."""
    rows = publication.rows("select * from portfolio where account_id = $account_id", {"account_id": account_id})
    return rows[0] if rows else None


def reasons(publication: Publication, account_id: str) -> list[dict]:
    """Why the account is on the list, the heaviest reason first."""
    return publication.rows(
        """
        select reason_kind, reason, playbook, is_playbook_running, next_action, next_action_due_on, next_action_days
        from portfolio_priorities
        where account_id = $account_id
        order by reason_rank
        """,
        {"account_id": account_id},
    )


def health_points(publication: Publication, account_id: str) -> list[dict]:
    """The account's scores of the newest scoring days in order of time."""
    return publication.rows(
        """
        select as_of_date, score, band
        from portfolio_health_history
        where account_id = $account_id
        order by as_of_date
        """,
        {"account_id": account_id},
    )


def drivers(publication: Publication, account_id: str, profile: str, date: dt.date, limit: int) -> list[dict]:
    """The metrics that cost a day's score the most points: `metric_name`, `points_lost`, `metric_score`."""
    return publication.rows(
        """
        select
            coalesce(metrics.name, parts.metric) as metric_name,
            (100 * parts.weight - parts.contribution)::decimal(18, 8) as points_lost,
            parts.metric_score
        from health_contributions as parts
        left join health_metrics as metrics
            on
                parts.metric = metrics.metric and metrics.effective_from <= parts.as_of_date
                and (metrics.effective_to is null or metrics.effective_to > parts.as_of_date)
        where
            parts.account_id = $account_id and parts.profile = $profile and parts.as_of_date = $date
            and 100 * parts.weight > parts.contribution
        order by points_lost desc, parts.metric
        limit $limit
        """,
        {"account_id": account_id, "profile": profile, "date": date, "limit": limit},
    )
