"""The SQL texts of the rows behind the Executive page's tiles: answers, scored accounts and renewals of the quarter."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication

ANSWERS = """
    with answers as (
        select account_id, responded_on, score, answer_kind, answer_value, comment, survey_trigger, segment
        from survey_responses
        where
            survey_type = 'nps' and is_counted and responded_on <= $month
            and responded_on > last_day($month - to_months($window)) and $segment in ('all', segment)
    )
"""


def answer_rows(publication: Publication, segment: str, window: int, month: dt.date, limit: int | None) -> pa.Table:
    """Answers behind NPS, the newest first: each counts as 1, 0 or -1."""
    return publication.table(
        ANSWERS
        + """
        , newest as (
            select * from answers
            order by responded_on desc, account_id, score
            limit $limit
        )
        select
            accounts.account_name, newest.responded_on, newest.score as survey_score, newest.answer_kind,
            newest.answer_value, newest.comment, newest.survey_trigger, accounts.owner_name, newest.segment,
            newest.account_id
        from newest
        left join accounts on newest.account_id = accounts.account_id
        order by newest.responded_on desc, newest.account_id, newest.score
        """,
        {"segment": segment, "window": window, "month": month, "limit": limit},
    )


def answer_total(publication: Publication, segment: str, window: int, month: dt.date) -> dict:
    """The sums of all of `answer_rows`: promoters less detractors is NPS times answers."""
    return publication.rows(
        ANSWERS
        + """
        select
            count(*) as row_count, coalesce(sum(answer_value), 0) as net,
            count(*) filter (where answer_value = 1) as promoters,
            count(*) filter (where answer_value = -1) as detractors
        from answers
        """,
        {"segment": segment, "window": window, "month": month},
    )[0]


# Who pays at the month's end, with the champion's score on the newest day scored until then.
SCORED = """
    with scored as (
        select
            health.account_id, accounts.account_name, health.arr,
            case health.band when 'unscored' then 'no_score' else health.band end as band, health.score,
            health.change_30d as score_change, coalesce(names.name, health.main_driver) as main_driver, health.segment,
            accounts.owner_name, accounts.renewal_date
        from account_month_health as health
        left join accounts on health.account_id = accounts.account_id
        left join (select metric, min(name) as name from health_metrics group by metric) as names
            on health.main_driver = names.metric
        where
            health.month_end = $month and $segment in ('all', health.segment) and list_contains($bands, health.band)
    )
"""


def scored_rows(
    publication: Publication, segment: str, bands: tuple[str, ...], month: dt.date, limit: int | None
) -> pa.Table:
    """Paying accounts in some bands, the largest first."""
    return publication.table(
        SCORED
        + """
        select
            account_name, arr, band, score, score_change, main_driver, segment, owner_name, renewal_date, account_id
        from scored
        order by arr desc, account_id
        limit $limit
        """,
        {"segment": segment, "bands": list(bands), "month": month, "limit": limit},
    )


def scored_total(publication: Publication, segment: str, bands: tuple[str, ...], month: dt.date) -> dict:
    """`row_count` and `arr` of all of `scored_rows`."""
    return publication.rows(
        SCORED + "select count(*) as row_count, coalesce(sum(arr), 0) as arr from scored",
        {"segment": segment, "bands": list(bands), "month": month},
    )[0]


# Renewals of the quarter that holds $month, as the newest forecast until $day tells them.
DUE = """
    with due as (
        select
            forecasts.renewal_id, forecasts.account_id, accounts.account_name, forecasts.due_date,
            forecasts.amount_due, forecasts.standing as renewal_standing, forecasts.probability,
            forecasts.expected_amount, forecasts.health_band as band, forecasts.health_score, forecasts.risk_level,
            forecasts.risk_reason, forecasts.segment, accounts.owner_name,
            coalesce(forecasts.standing = 'open' and forecasts.risk_level is not null, false) as is_at_risk
        from renewal_forecast as forecasts
        left join accounts on forecasts.account_id = accounts.account_id
        where
            forecasts.forecast_date = (select max(forecast_date) from renewal_forecast where forecast_date <= $day)
            and forecasts.due_date >= date_trunc('quarter', $month::date)::date
            and forecasts.due_date < (date_trunc('quarter', $month::date) + interval 3 month)::date
            and $segment in ('all', forecasts.segment)
    )
"""


def quarter_rows(
    publication: Publication, segment: str, at_risk: bool, month: dt.date, day: dt.date, limit: int | None
) -> pa.Table:
    """Renewals of the quarter, or only those at risk; the largest first."""
    return publication.table(
        DUE
        + """
        select
            account_name, due_date, amount_due, renewal_standing, probability, expected_amount, band, health_score,
            risk_level, risk_reason, segment, owner_name, account_id
        from due
        where is_at_risk or not $at_risk
        order by amount_due desc, renewal_id
        limit $limit
        """,
        {"segment": segment, "at_risk": at_risk, "month": month, "day": day, "limit": limit},
    )


def quarter_total(publication: Publication, segment: str, at_risk: bool, month: dt.date, day: dt.date) -> dict:
    """The sums of all of `quarter_rows`, and `forecast_date`, the day of that forecast (None without one)."""
    return publication.rows(
        DUE
        + """
        select
            (select max(forecast_date) from renewal_forecast where forecast_date <= $day) as forecast_date,
            count(*) as row_count, coalesce(sum(amount_due), 0) as amount_due,
            coalesce(sum(expected_amount), 0) as expected_amount, count(distinct account_id) as accounts
        from due
        where is_at_risk or not $at_risk
        """,
        {"segment": segment, "at_risk": at_risk, "month": month, "day": day},
    )[0]
