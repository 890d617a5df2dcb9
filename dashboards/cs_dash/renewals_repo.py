"""The SQL texts of the Renewals page: what is due, what to expect of it, and where each renewal stands."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.publication import Publication

# States of a renewal by the day of the publication.
STATES = ("open", "renewed", "lost")


@dataclass(frozen=True)
class Scope:
    """A tier at the due date, an owner by name ('unassigned' for none) and a method of forecast; the first two may be
    'all'."""

    segment: str
    owner: str
    method: str

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {"segment": self.segment, "owner": self.owner, "method": self.method, **more}


# One row per renewal of the scope: what is decided with what it brought, and what is open with what to expect of it.
# An amount without a probability (no score, no call) is due and in no expectation.
STANDING = """
    with standing as (
        select
            renewal_id, account_id, account_name, coalesce(owner_name, 'unassigned') as owner_name, segment, due_date,
            due_month_end, state, amount_due, probability, expected_amount, at_risk_amount, past_amount,
            renewed_amount, uplift_amount, timing, decided_by, ended_early_amount, days_to_due, phase, next_step,
            next_step_on, notice_date, auto_renews, term_months, talk_lead_days, health_score, health_band as band,
            risk_level, risk_reason, is_disputed
        from renewal_outlook
        where
            method = $method
            and (state <> 'open' or is_in_forecast)
            and $segment in ('all', segment)
            and $owner in ('all', coalesce(owner_name, 'unassigned'))
    )
"""
SPAN = " and due_date between $first and $last and $state in ('all', state)"


def methods(publication: Publication) -> list[dict]:
    """Methods of forecast, the one of record first."""
    return publication.rows("""
        select method, label, is_record
        from forecast_methods
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by is_record desc, method
    """)


def first_steps(publication: Publication) -> list[dict]:
    """How many days ahead the timeline of each tier begins, the earliest first."""
    return publication.rows("""
        select segment, max(step_days) as days
        from renewal_timeline
        where
            segment <> 'unknown'
            and effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        group by segment
        order by days desc, segment
    """)


def horizons(publication: Publication) -> tuple[int, ...]:
    """Days before the due month at which forecasts are judged, the farthest first."""
    rows = publication.rows("""
        select horizon_days
        from forecast_horizons
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by horizon_days desc
    """)
    return tuple(row["horizon_days"] for row in rows)


def step_days(publication: Publication) -> tuple[int, ...]:
    """Days before the due date at which any tier has a step, the farthest first."""
    rows = publication.rows("""
        select distinct step_days
        from renewal_timeline
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by step_days desc
    """)
    return tuple(row["step_days"] for row in rows)


def newest_date(publication: Publication) -> dt.date | None:
    """The day that the newest forecast was made for; None without any."""
    return publication.rows("select max(forecast_date) as newest from renewal_forecast where is_current")[0]["newest"]


def owners(publication: Publication) -> list[str]:
    """Who looks after the accounts that have a renewal, by name."""
    return [
        row["owner_name"]
        for row in publication.rows("""
            select distinct coalesce(owner_name, 'unassigned') as owner_name
            from renewal_outlook
            where method = (select min(method) from renewal_outlook)
            order by owner_name
        """)
    ]


def span_totals(publication: Publication, scope: Scope, first: dt.date, last: dt.date) -> dict:
    """What is due from `first` to `last`, with its parts, and rates of it."""
    return publication.rows(
        STANDING
        + """
        select
            count(*) as renewals,
            coalesce(sum(amount_due), 0) as amount_due,
            coalesce(sum(amount_due) filter (where state = 'open' and expected_amount is not null), 0)
            + coalesce(sum(amount_due) filter (where state <> 'open'), 0) as told_amount,
            coalesce(sum(expected_amount), 0) as expected_amount,
            round(
                coalesce(sum(expected_amount), 0)::double
                / nullif(sum(amount_due) filter (where state <> 'open' or expected_amount is not null), 0)::double, 6
            ) as forecast_rate,
            coalesce(sum(renewed_amount) filter (where state = 'renewed'), 0) as renewed_amount,
            coalesce(sum(past_amount) filter (where state = 'renewed'), 0) as past_amount,
            count(*) filter (where state = 'renewed') as renewed,
            coalesce(sum(amount_due) filter (where state = 'lost'), 0) as lost_amount,
            count(*) filter (where state = 'lost') as lost,
            coalesce(sum(amount_due) filter (where state = 'open'), 0) as open_amount,
            count(*) filter (where state = 'open') as open_renewals,
            coalesce(sum(at_risk_amount), 0) as at_risk_amount,
            count(distinct account_id) filter (where at_risk_amount > 0) as at_risk_accounts
        from standing
        where amount_due > 0 and due_date between $first and $last
        """,
        scope.bound(first=first, last=last),
    )[0]


def ended_early(publication: Publication, scope: Scope, first: dt.date, last: dt.date) -> dict:
    """Terms that would have fallen due in a span and whose service had ended before; in no other figure of it."""
    return publication.rows(
        STANDING
        + """
        select count(*) as renewals, coalesce(sum(ended_early_amount), 0) as ended_early_amount
        from standing
        where ended_early_amount > 0 and due_date between $first and $last
        """,
        scope.bound(first=first, last=last),
    )[0]


def by_month(publication: Publication, scope: Scope, first: dt.date, last: dt.date) -> list[dict]:
    """What is due in each month, and what became of it or is expected."""
    return publication.rows(
        STANDING
        + """
        select
            due_month_end,
            sum(amount_due) as amount_due,
            coalesce(sum(renewed_amount) filter (where state = 'renewed'), 0) as renewed_amount,
            coalesce(sum(past_amount) filter (where state = 'renewed'), 0) as past_amount,
            coalesce(sum(expected_amount) filter (where state = 'open'), 0) as expected_open_amount,
            coalesce(sum(expected_amount), 0) as expected_amount,
            coalesce(sum(amount_due) filter (where state = 'lost'), 0) as lost_amount,
            sum(at_risk_amount) as at_risk_amount,
            count(*) as renewals
        from standing
        where amount_due > 0 and due_date between $first and $last
        group by due_month_end
        order by due_month_end
        """,
        scope.bound(first=first, last=last),
    )


def intervals(publication: Publication, scope: Scope) -> dict[dt.date, dict]:
    """The newest simulated range of each due month's open renewals; none for a single owner."""
    rows = publication.rows(
        """
        select period_end, lower_amount, upper_amount
        from forecast_intervals
        where
            is_current and basis = 'due_month' and method = $method and segment = $segment and $owner = 'all'
        """,
        scope.bound(),
    )
    return {row["period_end"]: row for row in rows}


def quarter_interval(publication: Publication, scope: Scope, quarter_end: dt.date) -> dict | None:
    """The simulated range of what is still open in a quarter; None for a single owner, or without one."""
    rows = publication.rows(
        """
        select
            intervals.lower_amount, intervals.upper_amount, rules.interval_share
        from forecast_intervals as intervals
        cross join (
            select max(interval_share) as interval_share
            from simulation_rules
            where
                effective_from <= (select as_of::date from publication)
                and coalesce(effective_to > (select as_of::date from publication), true)
        ) as rules
        where
            intervals.is_current and intervals.basis = 'due_quarter' and intervals.method = $method
            and intervals.segment = $segment and intervals.period_end = $quarter_end and $owner = 'all'
        """,
        scope.bound(quarter_end=quarter_end),
    )
    return rows[0] if rows else None


def due_rows(
    publication: Publication, scope: Scope, first: dt.date, last: dt.date, state: str, limit: int | None
) -> pa.Table:
    """Renewals due in a span, the first due first."""
    return publication.table(
        STANDING
        + """
        select
            account_name, due_date, amount_due, state, probability, expected_amount, band, health_score, risk_level,
            timing, uplift_amount, auto_renews, notice_date, segment, owner_name, renewal_id, account_id
        from standing
        where amount_due > 0"""
        + SPAN
        + """
        order by due_date, amount_due desc, renewal_id
        limit $limit
        """,
        scope.bound(first=first, last=last, state=state, limit=limit),
    )


def due_total(publication: Publication, scope: Scope, first: dt.date, last: dt.date, state: str) -> dict:
    """The sums of all of `due_rows`."""
    return publication.rows(
        STANDING
        + """
        select
            count(*) as row_count, coalesce(sum(amount_due), 0) as amount_due,
            coalesce(sum(expected_amount), 0) as expected_amount
        from standing
        where amount_due > 0"""
        + SPAN,
        scope.bound(first=first, last=last, state=state),
    )[0]


def upcoming(publication: Publication, scope: Scope, days: int, limit: int | None) -> pa.Table:
    """Open renewals due within `days` or overdue, with the step that each is at."""
    return publication.table(
        STANDING
        + """
        select
            account_name, days_to_due, phase, coalesce(steps.step_text, next_step) as next_step, next_step_on,
            amount_due, band, health_score, risk_level,
            probability, talk_lead_days, due_date, standing.segment, owner_name, renewal_id, account_id
        from standing
        left join (
            select segment, step, min(step_text) as step_text
            from renewal_timeline
            where
                effective_from <= (select as_of::date from publication)
                and coalesce(effective_to > (select as_of::date from publication), true)
            group by segment, step
        ) as steps on standing.segment = steps.segment and standing.next_step = steps.step
        where state = 'open' and amount_due > 0 and days_to_due <= $days
        order by days_to_due, amount_due desc, renewal_id
        limit $limit
        """,
        scope.bound(days=days, limit=limit),
    )


def by_phase(publication: Publication, scope: Scope, days: int) -> pa.Table:
    """How many open renewals are in each phase, and what they are worth; those before their first step have none."""
    return publication.table(
        STANDING
        + """
        select
            coalesce(phase, 'not_started') as phase, count(*) as renewals, sum(amount_due) as amount_due,
            sum(at_risk_amount) as at_risk_amount
        from standing
        where state = 'open' and amount_due > 0 and days_to_due <= $days
        group by coalesce(phase, 'not_started')
        order by max(standing.phase) is null, min(days_to_due)
        """,
        scope.bound(days=days),
    )


def without_term(publication: Publication, scope: Scope) -> dict:
    """Paying accounts of the scope that have no open renewal, and what they pay in a year."""
    return publication.rows(
        """
        select count(*) as accounts, coalesce(sum(current_arr), 0) as arr
        from accounts
        where
            current_arr > 0
            and account_id not in (select account_id from renewals where outcome = 'open')
            and $segment in ('all', segment)
            and $owner in ('all', coalesce(owner_name, 'unassigned'))
        """,
        {"segment": scope.segment, "owner": scope.owner},
    )[0]
