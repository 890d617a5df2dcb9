"""The SQL texts of the Executive page's headline figures, and of what moved between two days."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def scorecard(publication: Publication, segment: str, window: int) -> list[dict]:
    """Every month of every headline figure; balances have no window, which the mart writes as 0.

    NPS looks back three months at least: one month has too few answers. `logos` is the number that a rate stands on:
    accounts at the opening of the window, answers of a survey, paying accounts of a share; None for balances and
    for rates of money. `year_ago_logos` is that of the same rate a year earlier.
    """
    return publication.rows(
        """
        with openings as (
            select month_end, segment, window_months, denominator as logos
            from retention
            where definition_id = 'logo'
        ),
        figures as (
            select
                scorecard.*,
                case
                    when scorecard.metric_id in ('nrr', 'grr', 'logo_retention') then openings.logos
                    when scorecard.metric_id = 'nps' or scorecard.metric_id in (
                        'healthy_share', 'stable_share', 'at_risk_share', 'critical_share', 'emergency_share',
                        'unscored_share'
                    ) then scorecard.denominator
                end as logos
            from executive_scorecard as scorecard
            left join openings using (month_end, segment, window_months)
            where
                scorecard.segment = $segment
                and (
                    scorecard.window_months in ($window, 0) and scorecard.metric_id <> 'nps'
                    or scorecard.metric_id = 'nps' and scorecard.window_months = greatest($window, 3)
                )
        )
        select
            figures.month_end, figures.metric_id, figures.window_months, figures.definition_id, figures.numerator,
            figures.denominator, figures.value, figures.previous_value, figures.change_from_previous,
            figures.change_ratio_from_previous, figures.quarter_ago_value, figures.change_from_quarter_ago,
            figures.change_ratio_from_quarter_ago, figures.year_ago_value, figures.change_from_year_ago,
            figures.change_ratio_from_year_ago, figures.target_value, figures.unit, figures.is_provisional,
            figures.logos, year_ago.logos as year_ago_logos
        from figures
        left join figures as year_ago
            on
                last_day(figures.month_end - interval 1 year) = year_ago.month_end
                and figures.metric_id = year_ago.metric_id
                and figures.window_months = year_ago.window_months
        order by figures.metric_id, figures.month_end
        """,
        {"segment": segment, "window": window},
    )


def catalogue(publication: Publication) -> dict[str, dict]:
    """What each figure means, by its id, as in force at the as-of day."""
    rows = publication.rows("""
        select metric_id, name, formula_words, numerator, denominator, mart, owner, better
        from metric_catalogue
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by metric_id
    """)
    return {row["metric_id"]: row for row in rows}


def reading_day(publication: Publication, month: dt.date) -> dt.date:
    """The day on which a month is read: its last, or the as-of day where it is still running."""
    return (
        publication.rows(
            "select max(state_date) as state_date from mrr_bridges where month_end = $month", {"month": month}
        )[0]["state_date"]
        or month
    )


def month_moves(publication: Publication, segment: str, month: dt.date) -> list[dict]:
    """Movements of one month by kind: amount and accounts."""
    return publication.rows(
        """
        select step as movement, amount, accounts
        from mrr_bridges
        where
            month_end = $month and window_months = 1 and segment = $segment
            and step not in ('opening', 'tier_change', 'closing') and accounts > 0
        order by movement
        """,
        {"segment": segment, "month": month},
    )


# Accounts that pay at a month end and at the one before, and whose band of health is another.
MOVED = """
    with ranks as (
        select * from (values ('healthy', 5), ('stable', 4), ('at_risk', 3), ('critical', 2), ('emergency', 1))
            as bands (band, rank)
    ),
    moved as (
        select
            now.account_id, was.band as from_band, now.band as to_band, was.score as score_before, now.score, now.arr,
            now.segment, now_rank.rank > was_rank.rank as is_better
        from account_month_health as now
        inner join account_month_health as was
            on now.account_id = was.account_id and was.month_end = last_day($month::date - interval 1 month)
        inner join ranks as now_rank on now.band = now_rank.band
        inner join ranks as was_rank on was.band = was_rank.band
        where now.month_end = $month and now.band <> was.band and $segment in ('all', now.segment)
    )
"""


def band_moves(publication: Publication, segment: str, month: dt.date) -> dict:
    """Accounts that changed their band since the month end before: how many, which way, with what ARR."""
    return publication.rows(
        MOVED
        + """
        select
            count(*) filter (where is_better) as better,
            count(*) filter (where not is_better) as worse,
            coalesce(sum(arr) filter (where not is_better), 0) as worse_arr,
            count(*) filter (where not is_better and to_band in ('critical', 'emergency')) as into_critical
        from moved
        """,
        {"segment": segment, "month": month},
    )[0]


def band_move_rows(publication: Publication, segment: str, month: dt.date, limit: int | None) -> pa.Table:
    """The accounts of `band_moves`, those that fell first, the largest first."""
    return publication.table(
        MOVED
        + """
        , first as (
            select * from moved
            order by is_better, arr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, first.from_band, first.to_band, first.score_before, first.score, first.arr,
            first.segment, first.account_id
        from first
        left join accounts on first.account_id = accounts.account_id
        order by first.is_better, first.arr desc, first.account_id
        """,
        {"segment": segment, "month": month, "limit": limit},
    )


# Open renewals with a level of risk at the newest forecast of two days.
RISKS = """
    with risks as (
        select
            renewal_id, account_id, amount_due, due_date, risk_level, risk_reason, segment,
            forecast_date = (select max(forecast_date) from renewal_forecast where forecast_date <= $day) as is_now
        from renewal_forecast
        where
            forecast_date in (
                (select max(forecast_date) from renewal_forecast where forecast_date <= $day),
                (select max(forecast_date) from renewal_forecast where forecast_date <= $before)
            )
            and standing = 'open' and risk_level is not null and $segment in ('all', segment)
    ),
    fresh as (
        select * from risks
        where is_now and renewal_id not in (select renewal_id from risks where not is_now)
    )
"""


def new_risks(publication: Publication, segment: str, before: dt.date, day: dt.date) -> dict:
    """Open renewals with a level of risk on `day` and none on `before`, and how many had one then and not now."""
    return publication.rows(
        RISKS
        + """
        select
            count(*) as renewals, coalesce(sum(amount_due), 0) as amount_due,
            (
                select count(*) from risks
                where not is_now and renewal_id not in (select renewal_id from risks where is_now)
            ) as no_longer
        from fresh
        """,
        {"segment": segment, "before": before, "day": day},
    )[0]


def new_risk_rows(publication: Publication, segment: str, before: dt.date, day: dt.date, limit: int | None) -> pa.Table:
    """The renewals of `new_risks`, the largest first."""
    return publication.table(
        RISKS
        + """
        , first as (
            select * from fresh
            order by amount_due desc, renewal_id
            limit $limit
        )
        select
            accounts.account_name, first.amount_due, first.due_date, first.risk_level, first.risk_reason,
            first.segment, first.account_id
        from first
        left join accounts on first.account_id = accounts.account_id
        order by first.amount_due desc, first.renewal_id
        """,
        {"segment": segment, "before": before, "day": day, "limit": limit},
    )
