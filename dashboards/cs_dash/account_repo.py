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
        select month_end, state_date, opening_mrr, closing_mrr, is_provisional
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


# Balances are read on the marts' state_date, whatever the time zone; the opening on the last day before the month.
PERIODS_IN_FORCE = """
    with ends as (
        select state_date as closing_day, (date_trunc('month', month_end) - interval 1 day)::date as opening_day
        from account_mrr
        where account_id = $account_id and month_end = $month
    ),
    periods as (
        select
            periods.*,
            -- Half-open: the day a period ends is no longer its own.
            valid_from <= opening_day and (valid_to is null or valid_to > opening_day) as at_opening,
            valid_from <= closing_day and (valid_to is null or valid_to > closing_day) as at_closing
        from subscription_periods as periods
        cross join ends
        where periods.account_id = $account_id
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
        {"account_id": account_id, "month": month},
    )


def conversion(publication: Publication, account_id: str, month: dt.date) -> pa.Table:
    """From periods to MRR at the month before and at `month`, one row per day read and currency.

    `periods_mrr` is the sum of the periods in force, `mrr` the balance in reporting currency. `ties` says that the
    periods sum to the mart's balance in their currency, and that this, at the rate, is `mrr` to the cent.
    """
    return publication.table(
        """
        with balances as (
            select month_end, state_date
            from account_mrr
            where account_id = $account_id and month_end in ($month, last_day($month::date - interval 1 month))
        ),
        in_force as (
            select balances.month_end, balances.state_date, periods.currency, sum(periods.mrr) as periods_mrr
            from balances
            inner join subscription_periods as periods
                on
                    periods.valid_from <= balances.state_date
                    and (periods.valid_to is null or periods.valid_to > balances.state_date)
            where periods.account_id = $account_id
            group by all
        ),
        converted as (
            select month_end, state_date, currency, rate, closing_local_mrr, closing_mrr
            from account_currency_mrr
            where account_id = $account_id and month_end in (select month_end from balances)
        ),
        paired as (
            select
                month_end,
                currency,
                coalesce(in_force.state_date, converted.state_date) as state_date,
                coalesce(in_force.periods_mrr, 0) as periods_mrr,
                converted.rate as exchange_rate,
                coalesce(converted.closing_local_mrr, 0) as local_mrr,
                coalesce(converted.closing_mrr, 0) as mrr
            from in_force
            full join converted using (month_end, currency)
        )
        select
            state_date, upper(currency) as currency, periods_mrr, exchange_rate, mrr,
            month_end = $month as is_closing,
            periods_mrr = local_mrr
            -- Half a cent; what is converted without a rate ties to nothing.
            and coalesce(abs(if(periods_mrr = 0, 0, periods_mrr * exchange_rate) - mrr) < 0.005, false) as ties
        from paired
        where periods_mrr <> 0 or local_mrr <> 0 or mrr <> 0
        order by month_end, currency
        """,
        {"account_id": account_id, "month": month},
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


def records(publication: Publication, account_id: str, month: dt.date, item_id: str | None) -> pa.Table:
    """The records that the month's closing periods rest on: the rates of one period's records add up to its rate."""
    return publication.table(
        """
        select
            periods.plan, records.mrr as monthly_rate, upper(periods.currency) as currency,
            records.covers_from as valid_from, records.covers_to as valid_to, records.source as period_source,
            records.source_file, records.source_row, records.record_id, records.subscription_item_id
        from account_mrr as balances
        inner join subscription_periods as periods
            on
                balances.account_id = periods.account_id
                and periods.valid_from <= balances.state_date
                and (periods.valid_to is null or periods.valid_to > balances.state_date)
        inner join subscription_period_sources as records
            on
                periods.subscription_period_id = records.subscription_period_id
                and records.account_id = $account_id
                and records.covers_from <= balances.state_date
                and (records.covers_to is null or records.covers_to > balances.state_date)
        where
            balances.account_id = $account_id and balances.month_end = $month
            and ($item_id is null or records.subscription_item_id = $item_id)
        order by periods.plan, records.subscription_item_id, records.covers_from, records.record_id
        """,
        {"account_id": account_id, "month": month, "item_id": item_id},
    )
