"""The SQL texts of losses: reasons over time, payments that failed, whom to win back, who may sign for years."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def reasons(publication: Publication) -> dict[str, str]:
    """Reasons of losses by their codes, as they are called today."""
    return {
        row["reason"]: row["label"]
        for row in publication.rows("""
            select reason, max_by(label, version) as label
            from loss_reasons
            where effective_from <= (select as_of::date from publication)
            group by reason
        """)
    }


def totals(publication: Publication, basis: str, segment: str, kind: str, dimension: str, periods: int) -> list[dict]:
    """Losses of the newest `periods` months or quarters (`basis`) by reason or cause (`dimension`), oldest first."""
    return publication.rows(
        """
        select
            period_end, dimension_value, losses, accounts, lost_mrr, all_lost_mrr, share_of_losses, opening_mrr,
            loss_rate, is_provisional
        from loss_totals
        where
            basis = $basis and segment = $segment and kind = $kind and dimension = $dimension
            and period_end in (
                select distinct period_end from loss_totals where basis = $basis order by period_end desc limit $periods
            )
        order by period_end, lost_mrr desc, dimension_value
        """,
        {"basis": basis, "segment": segment, "kind": kind, "dimension": dimension, "periods": periods},
    )


LOST = """
    with lost as (
        select
            *,
            case $basis
                when 'month' then month_end
                else last_day(date_trunc('quarter', month_end) + to_months(2))
            end as period_end,
            case $dimension when 'cause' then cause else reason end as dimension_value
        from revenue_losses
        where kind = $kind and $segment in ('all', segment) and ($dimension <> 'involuntary' or not is_voluntary)
    ),
    chosen as (
        select * from lost
        where ($period is null or period_end = $period) and $value in ('all', dimension_value)
    )
"""


def loss_rows(
    publication: Publication,
    basis: str,
    segment: str,
    kind: str,
    dimension: str,
    period: dt.date | None,
    value: str,
    limit: int | None,
) -> pa.Table:
    """Losses behind a bar, the largest first; dimension 'involuntary' gives those that nobody decided."""
    return publication.table(
        LOST
        + """
        select
            accounts.account_name, chosen.lost_mrr, chosen.lost_on, chosen.reason_label, chosen.cause,
            chosen.is_voluntary, chosen.is_avoidable, chosen.evidence, chosen.reasons_named, chosen.tenure_days,
            chosen.returned_on, chosen.segment, chosen.month_end, chosen.account_id
        from chosen
        left join accounts on chosen.account_id = accounts.account_id
        order by chosen.lost_mrr desc, chosen.loss_id
        limit $limit
        """,
        {
            "basis": basis, "segment": segment, "kind": kind, "dimension": dimension, "period": period,
            "value": value, "limit": limit,
        },
    )  # fmt: skip


def loss_total(
    publication: Publication,
    basis: str,
    segment: str,
    kind: str,
    dimension: str,
    period: dt.date | None,
    value: str,
) -> dict:
    """The sums of all of `loss_rows`."""
    return publication.rows(
        LOST + "select count(*) as row_count, coalesce(sum(lost_mrr), 0) as lost_mrr from chosen",
        {
            "basis": basis, "segment": segment, "kind": kind, "dimension": dimension, "period": period,
            "value": value,
        },
    )[0]  # fmt: skip


def payments(publication: Publication, basis: str, segment: str, periods: int) -> list[dict]:
    """Churn that nobody decided, and payments that failed, of the newest months or quarters, newest first."""
    return publication.rows(
        """
        select
            period_end, churned_mrr, involuntary_mrr, involuntary_share, opening_mrr, involuntary_rate,
            churned_accounts, involuntary_accounts, unknown_mrr, unknown_accounts, failed_invoices,
            recovered_invoices, open_invoices, recovery_rate, failed_amount, recovered_amount,
            lost_amount as unpaid_amount, open_amount, amount_recovery_rate,
            is_provisional
        from involuntary_churn
        where basis = $basis and segment = $segment
        order by period_end desc
        limit $periods
        """,
        {"basis": basis, "segment": segment, "periods": periods},
    )


FAILED = """
    with failed as (
        select
            dunning.*,
            case $basis
                when 'month' then dunning.month_end
                else last_day(date_trunc('quarter', dunning.month_end) + to_months(2))
            end as period_end
        from dunning
        left join account_mrr
            on dunning.account_id = account_mrr.account_id and dunning.month_end = account_mrr.month_end
        where $segment in ('all', coalesce(account_mrr.segment, 'unknown'))
    ),
    chosen as (
        select * from failed
        where ($period is null or period_end = $period) and $outcome in ('all', outcome)
    )
"""


def dunning_rows(
    publication: Publication, basis: str, segment: str, period: dt.date | None, outcome: str, limit: int | None
) -> pa.Table:
    """Invoices of which a payment failed, what is open first, then the largest."""
    return publication.table(
        FAILED
        + """
        select
            accounts.account_name, chosen.amount as invoice_amount, chosen.outcome, chosen.failed_attempts,
            chosen.failure_code, chosen.first_failed_on, chosen.last_failed_on, chosen.recovered_on,
            chosen.lost_on as given_up_on, chosen.days, chosen.invoice_id, chosen.account_id
        from chosen
        left join accounts on chosen.account_id = accounts.account_id
        order by chosen.outcome <> 'open', chosen.amount desc, chosen.invoice_id
        limit $limit
        """,
        {"basis": basis, "segment": segment, "period": period, "outcome": outcome, "limit": limit},
    )


def dunning_total(publication: Publication, basis: str, segment: str, period: dt.date | None, outcome: str) -> dict:
    """The sums of all of `dunning_rows`."""
    return publication.rows(
        FAILED + "select count(*) as row_count, coalesce(sum(amount), 0) as amount from chosen",
        {"basis": basis, "segment": segment, "period": period, "outcome": outcome},
    )[0]


def win_back_reasons(publication: Publication, segment: str) -> list[dict]:
    """Why those left who may be won back: `reason`, its words, how many and how much."""
    return publication.rows(
        """
        select reason, any_value(reason_label) as reason_label, count(*) as accounts, sum(lost_amount) as lost_arr
        from win_back
        where $segment in ('all', segment)
        group by reason
        order by sum(lost_amount) desc, reason
        """,
        {"segment": segment},
    )


def win_back_rows(publication: Publication, segment: str, reason: str, limit: int | None) -> pa.Table:
    """Accounts worth a call, the largest first."""
    return publication.table(
        """
        select
            account_name, lost_amount as lost_arr, lost_on, reason_label, next_step, owner_role, last_day, owner_name,
            evidence, days_since, tenure_days, segment, account_id
        from win_back
        where $segment in ('all', segment) and $reason in ('all', reason)
        order by lost_amount desc, account_id
        limit $limit
        """,
        {"segment": segment, "reason": reason, "limit": limit},
    )


def win_back_total(publication: Publication, segment: str, reason: str) -> dict:
    """The sums of all of `win_back_rows`."""
    return publication.rows(
        """
        select count(*) as row_count, coalesce(sum(lost_amount), 0) as lost_arr
        from win_back
        where $segment in ('all', segment) and $reason in ('all', reason)
        """,
        {"segment": segment, "reason": reason},
    )[0]
