"""The SQL texts of the tie-out: balances against their movements, and MRR against what was billed."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def footing(publication: Publication, segment: str, last: dt.date, count: int) -> pa.Table:
    """Opening, movements, closing and what is left over, of the `count` months up to `last`, newest first.

    `unfooted` is the number of accounts whose own month does not foot.
    """
    return publication.table(
        """
        select
            month_end,
            sum(opening_mrr) as opening_mrr,
            sum(new_mrr) as new_mrr,
            sum(reactivation_mrr) as reactivation_mrr,
            sum(expansion_mrr) as expansion_mrr,
            sum(contraction_mrr) as contraction_mrr,
            sum(churn_mrr) as churn_mrr,
            sum(fx_mrr) as fx_mrr,
            sum(closing_mrr) as closing_mrr,
            sum(residual) as residual,
            sum(unfooted)::bigint as unfooted,
            bool_or(is_provisional) as is_provisional
        from mrr_footing
        where
            month_end > last_day($last::date - to_months($count::integer)) and month_end <= $last
            and $segment in ('all', segment)
        group by month_end
        order by month_end desc
        """,
        {"segment": segment, "last": last, "count": count},
    )


def billing_items(publication: Publication, month: dt.date) -> list[dict]:
    """From MRR to billed, item by item, with where each bar starts and ends; 'mrr' is first and 'billed' last."""
    return publication.rows(
        """
        with listed as (
            select
                rows.item, rows.label, rows.sort_order, max(items.meaning) as meaning, sum(rows.amount) as amount,
                count(*) filter (where rows.amount <> 0) as accounts
            from billing_reconciliation as rows
            inner join reconciliation_items as items on rows.item = items.item
            where rows.month_end = $month
            group by rows.item, rows.label, rows.sort_order
        )
        select
            *,
            case when item in ('mrr', 'billed') then amount else
                sum(case when item = 'billed' then 0 else amount end) over (order by sort_order) end as bar_to,
            case when item in ('mrr', 'billed') then amount else
                sum(case when item = 'billed' then 0 else amount end) over (order by sort_order) - amount
            end as bar_from,
            sum(case when item = 'billed' then amount else -amount end) over () as residual
        from listed
        order by sort_order
        """,
        {"month": month},
    )


def billing_rows(publication: Publication, month: dt.date, item: str, limit: int | None) -> pa.Table:
    """Accounts of one item in one month, largest first; `item` 'all' gives every item but the two ends."""
    return publication.table(
        """
        select
            accounts.account_name, rows.label as item, rows.amount, rows.is_over_tolerance, rows.month_end,
            rows.account_id
        from billing_reconciliation as rows
        left join accounts on rows.account_id = accounts.account_id
        where
            rows.month_end = $month and rows.amount <> 0
            and (rows.item = $item or ($item = 'all' and rows.item not in ('mrr', 'billed')))
        order by abs(rows.amount) desc, rows.account_id, rows.sort_order
        limit $limit
        """,
        {"month": month, "item": item, "limit": limit},
    )


def billing_total(publication: Publication, month: dt.date, item: str) -> dict:
    """`row_count` and `amount` of all of `billing_rows`."""
    return publication.rows(
        """
        select count(*) as row_count, coalesce(sum(amount), 0) as amount
        from billing_reconciliation
        where
            month_end = $month and amount <> 0 and (item = $item or ($item = 'all' and item not in ('mrr', 'billed')))
        """,
        {"month": month, "item": item},
    )[0]


def account_reconciliation(publication: Publication, account_id: str, month: dt.date) -> pa.Table:
    """One account's month from MRR to billed."""
    return publication.table(
        """
        select label as item, amount, is_over_tolerance
        from billing_reconciliation
        where account_id = $account_id and month_end = $month
        order by sort_order
        """,
        {"account_id": account_id, "month": month},
    )


def entries(publication: Publication, account_id: str, month: dt.date) -> pa.Table:
    """The entries behind an account's items, each with its invoice, file and row where it stands on a document."""
    return publication.table(
        """
        select
            items.label as item, entries.amount,
            coalesce(invoices.invoice_number, entries.invoice_id) as invoice_number,
            entries.local_amount as line_amount, upper(entries.currency) as currency, lines.description,
            entries.source_file, entries.source_row, entries.entry_key
        from billing_reconciliation_lines as entries
        inner join reconciliation_items as items on entries.item = items.item
        left join invoice_lines as lines
            on entries.line_id = lines.line_id and lines.account_id = $account_id
        left join (
            select distinct invoice_id, invoice_number from invoice_lines where account_id = $account_id
        ) as invoices on entries.invoice_id = invoices.invoice_id
        where entries.account_id = $account_id and entries.month_end = $month and entries.amount <> 0
        order by items.sort_order, abs(entries.amount) desc, entries.entry_key
        """,
        {"account_id": account_id, "month": month},
    )


def unexplained(publication: Publication, limit: int | None) -> pa.Table:
    """What no item explains, over the tolerance, the oldest first."""
    return publication.table(
        """
        select
            accounts.account_name, rows.month_end, rows.amount, rows.age_bucket, rows.age_months, rows.is_provisional,
            rows.account_id
        from billing_reconciliation as rows
        left join accounts on rows.account_id = accounts.account_id
        where rows.is_over_tolerance
        order by rows.age_months desc, abs(rows.amount) desc, rows.account_id
        limit $limit
        """,
        {"limit": limit},
    )


def unexplained_by_age(publication: Publication) -> pa.Table:
    """The same by age: account-months and amount of each bucket, the oldest first, the running month apart."""
    return publication.table("""
        select
            age_bucket, count(*) as account_months, sum(amount) as amount, sum(abs(amount)) as absolute_amount,
            is_provisional
        from billing_reconciliation
        where is_over_tolerance
        group by age_bucket, is_provisional
        order by max(age_months) desc
    """)
