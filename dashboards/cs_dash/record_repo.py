"""The SQL texts of the forecast on record: what was forecast when, what came, and who was missed."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication
from cs_dash.renewals_repo import Scope

# Forecasts of every day on record for one due month or quarter.
RECORD = """
    with recorded as (
        select
            forecasts.forecast_date, calls.method, forecasts.renewal_id, forecasts.account_id, forecasts.amount_due,
            calls.probability, calls.expected_amount
        from renewal_forecast as forecasts
        left join accounts on forecasts.account_id = accounts.account_id
        inner join renewal_method_forecasts as calls
            on forecasts.renewal_id = calls.renewal_id and forecasts.forecast_date = calls.forecast_date
        where
            forecasts.due_date between $first and $last
            and $segment in ('all', forecasts.segment)
            and $owner in ('all', coalesce(accounts.owner_name, 'unassigned'))
    )
"""


def span(scope: Scope, first: dt.date, last: dt.date) -> dict:
    """Parameters of the queries on a span of due dates, which take no method."""
    return {"segment": scope.segment, "owner": scope.owner, "first": first, "last": last}


def periods(publication: Publication) -> list[dict]:
    """Quarters with a renewal due, newest first, and whether each is settled to the last renewal."""
    return publication.rows("""
        select
            (date_trunc('quarter', due_date) + interval 3 month - interval 1 day)::date as quarter_end,
            bool_and(not is_provisional) as is_settled, sum(amount_due) as amount_due
        from renewals
        where
            amount_due > 0
            and due_date <= (select max(forecast_date) + 365 from renewal_forecast where is_current)
        group by quarter_end
        having quarter_end >= (select min(forecast_date) from renewal_forecast)
        order by quarter_end desc
    """)


def snapshots(publication: Publication, scope: Scope, first: dt.date, last: dt.date) -> list[dict]:
    """What each method expected of the span, week by week."""
    return publication.rows(
        RECORD
        + """
        select
            forecast_date, method, sum(expected_amount) as expected_amount, sum(amount_due) as told_amount,
            count(*) as renewals
        from recorded
        group by forecast_date, method
        order by method, forecast_date
        """,
        span(scope, first, last),
    )


def outcome(publication: Publication, scope: Scope, first: dt.date, last: dt.date) -> dict:
    """What was due in the span in the end, and what of it was renewed so far."""
    return publication.rows(
        """
        select
            coalesce(sum(renewals.amount_due), 0) as amount_due,
            coalesce(sum(renewals.renewed_amount), 0) as renewed_amount,
            count(*) as renewals,
            count(*) filter (where renewals.outcome = 'open') as open_renewals
        from renewals
        left join accounts on renewals.account_id = accounts.account_id
        where
            renewals.due_date between $first and $last and renewals.amount_due > 0
            and $segment in ('all', renewals.segment)
            and $owner in ('all', coalesce(accounts.owner_name, 'unassigned'))
        """,
        span(scope, first, last),
    )[0]


def results(publication: Publication, dimension: str, label: str) -> list[dict]:
    """How each method did at each horizon over all settled months; `label` is the segment or the owner's name."""
    return publication.rows(
        """
        select
            results.method, methods.label as method_label, methods.is_record, results.horizon_days as days_before,
            results.periods,
            results.renewals, results.forecast_amount, results.actual_amount, results.signed_error,
            results.absolute_error, results.error_share, results.noise_floor, results.noise_share,
            results.actual_to_forecast, results.periods_within_goal, results.periods_within_interval,
            results.unforecast_amount
        from forecast_results as results
        inner join forecast_methods as methods
            on
                results.method = methods.method
                and methods.effective_from <= (select as_of::date from publication)
                and coalesce(methods.effective_to > (select as_of::date from publication), true)
        where
            results.dimension = $dimension and results.basis = 'due_month'
            and ($dimension = 'all' or results.dimension_label = $label)
        order by methods.is_record desc, methods.rank, results.horizon_days desc
        """,
        {"dimension": dimension, "label": label},
    )


def months(publication: Publication, method: str, horizon: int, dimension: str, label: str) -> pa.Table:
    """Forecast against actual by due month at one horizon, oldest first."""
    return publication.table(
        """
        select
            due_month_end, forecast_date, renewals, due_amount, forecast_amount, actual_amount, signed_error,
            actual_to_forecast, is_within_goal, unforecast_amount
        from forecast_accuracy
        where
            method = $method and horizon_days = $horizon and dimension = $dimension
            and ($dimension = 'all' or dimension_label = $label) and signed_error is not null
        order by due_month_end
        """,
        {"method": method, "horizon": horizon, "dimension": dimension, "label": label},
    )


def misses(
    publication: Publication, method: str, horizon: int, dimension: str, label: str, limit: int | None
) -> pa.Table:
    """Renewals by how far their forecast was off, the worst first."""
    return publication.table(
        """
        select
            accounts.account_name, misses.due_date, misses.forecast_date, misses.probability, misses.amount_due,
            misses.forecast_amount, misses.actual_amount, misses.signed_error, misses.outcome_error,
            misses.amount_error, misses.segment, misses.owner_name, misses.outcome,
            misses.renewal_id, misses.account_id
        from forecast_misses as misses
        left join accounts on misses.account_id = accounts.account_id
        where
            misses.method = $method and misses.horizon_days = $horizon
            and case $dimension
                when 'all' then true
                when 'segment' then misses.segment = $label
                else coalesce(misses.owner_name, 'unknown') = $label
            end
        order by misses.miss_rank
        limit $limit
        """,
        {"method": method, "horizon": horizon, "dimension": dimension, "label": label, "limit": limit},
    )


def misses_total(publication: Publication, method: str, horizon: int, dimension: str, label: str) -> dict:
    """The sums of all of `misses`."""
    return publication.rows(
        """
        select
            count(*) as row_count, coalesce(sum(forecast_amount), 0) as forecast_amount,
            coalesce(sum(actual_amount), 0) as actual_amount, coalesce(sum(signed_error), 0) as signed_error
        from forecast_misses as misses
        where
            misses.method = $method and misses.horizon_days = $horizon
            and case $dimension
                when 'all' then true
                when 'segment' then misses.segment = $label
                else coalesce(misses.owner_name, 'unknown') = $label
            end
        """,
        {"method": method, "horizon": horizon, "dimension": dimension, "label": label},
    )[0]


def goals(publication: Publication) -> list[dict]:
    """What a forecast should reach, as sources say it."""
    return publication.rows("""
        select measure, target, source
        from forecast_targets
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by measure, target
    """)
