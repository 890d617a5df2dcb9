"""The SQL texts of the Account page: one account, then ever closer to the rows that its MRR was computed from."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def find(publication: Publication, text: str, limit: int) -> pa.Table:
    """Accounts whose name or id contains `text`, the largest first; with no text, the largest accounts."""
    return publication.table(
        """
        select account_name, current_mrr, owner_name, segment, is_billing_only, account_id
        from accounts
        where contains(lower(account_name), lower($text)) or contains(lower(account_id), lower($text))
        order by current_mrr desc, account_id
        limit $limit
        """,
        {"text": text, "limit": limit},
    )


def account(publication: Publication, account_id: str) -> dict | None:
    """One account as of the publication, or None."""
    rows = publication.rows(
        """
        select
            accounts.account_id, accounts.account_name, accounts.owner_name, accounts.segment, accounts.first_paid_date,
            accounts.current_mrr, accounts.current_arr, accounts.currency as reporting_currency, accounts.renewal_date,
            accounts.is_billing_only, accounts.is_deleted, accounts.parent_account_id,
            parents.account_name as parent_name
        from accounts
        left join accounts as parents on accounts.parent_account_id = parents.account_id
        where accounts.account_id = $account_id
        """,
        {"account_id": account_id},
    )
    return rows[0] if rows else None


def history(publication: Publication, account_id: str) -> list[dict]:
    """Opening and closing MRR of each month in reporting currency."""
    return publication.rows(
        """
        select month_end, opening_mrr, closing_mrr, is_provisional
        from account_mrr
        where account_id = $account_id
        order by month_end
        """,
        {"account_id": account_id},
    )


def movements(publication: Publication, account_id: str) -> list[dict]:
    """Every movement of the account, in order of time."""
    return publication.rows(
        """
        select month_end, movement, amount, cause, is_provisional
        from mrr_movements
        where account_id = $account_id
        order by month_end, movement
        """,
        {"account_id": account_id},
    )


def month_movements(publication: Publication, account_id: str, month: dt.date) -> pa.Table:
    """One month of the account, opening to closing, each step a row."""
    return publication.table(
        """
        select 'opening' as movement, opening_mrr as amount, null as cause
        from account_mrr
        where account_id = $account_id and month_end = $month
        union all
        (
            select movement, amount, cause
            from mrr_movements
            where account_id = $account_id and month_end = $month
            order by movement
        )
        union all
        select 'closing', closing_mrr, null
        from account_mrr
        where account_id = $account_id and month_end = $month
        """,
        {"account_id": account_id, "month": month},
    )


def closing_day(publication: Publication, month: dt.date) -> dt.date:
    """The day that a month's closing MRR is read on: its last, or the day of the publication while it is running."""
    return min(month, publication.as_of.astimezone(dt.UTC).date())


PERIODS_IN_FORCE = """
    with periods as (
        select
            *,
            -- Half-open: the day a period ends is no longer its own.
            valid_from < date_trunc('month', $month::date)
            and (valid_to is null or valid_to >= date_trunc('month', $month::date)) as at_opening,
            valid_from <= $closing and (valid_to is null or valid_to > $closing) as at_closing
        from subscription_periods
        where account_id = $account_id
    )
"""


def periods(publication: Publication, account_id: str, month: dt.date) -> pa.Table:
    """Periods in force on the last day before `month` or on the day that the month is read, with the MRR at either."""
    return publication.table(
        PERIODS_IN_FORCE
        + """
        select
            plan,
            case when at_opening then mrr end as mrr_at_opening,
            case when at_closing then mrr end as mrr_at_closing,
            upper(currency) as currency, quantity, valid_from, valid_to, source as period_source, status,
            subscription_id, subscription_item_id
        from periods
        where at_opening or at_closing
        order by valid_from, subscription_id, subscription_item_id
        """,
        {"account_id": account_id, "month": month, "closing": closing_day(publication, month)},
    )


def period_totals(publication: Publication, account_id: str, month: dt.date) -> list[dict]:
    """What the periods sum to, per currency, at the opening and the closing of the month."""
    return publication.rows(
        PERIODS_IN_FORCE
        + """
        select
            upper(currency) as currency,
            coalesce(sum(mrr) filter (where at_opening), 0) as mrr_at_opening,
            coalesce(sum(mrr) filter (where at_closing), 0) as mrr_at_closing
        from periods
        where at_opening or at_closing
        group by upper(currency)
        order by upper(currency)
        """,
        {"account_id": account_id, "month": month, "closing": closing_day(publication, month)},
    )


def invoice_lines(
    publication: Publication, account_id: str, month: dt.date, item_id: str | None, limit: int | None
) -> pa.Table:
    """Invoice lines whose service period touches the month or the day before it; of one subscription item if given."""
    return publication.table(
        """
        select
            invoice_number, amount as line_amount, upper(currency) as currency, period_start, period_end,
            description, quantity, monthly_rate, discount, source_file, source_row, is_proration, invoice_status,
            subscription_id, line_id
        from invoice_lines
        where
            account_id = $account_id
            and period_start <= $month
            and coalesce(period_end, period_start) >= date_trunc('month', $month::date)
            and ($item_id is null or subscription_item_id = $item_id)
        order by period_start, invoice_number, line_id
        limit $limit
        """,
        {"account_id": account_id, "month": month, "item_id": item_id, "limit": limit},
    )
