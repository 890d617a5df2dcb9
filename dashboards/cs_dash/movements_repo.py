"""The SQL texts of monthly movements and of the accounts behind one of their bars."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def movements_by_month(publication: Publication, segment: str, last: dt.date, count: int) -> list[dict]:
    """Sum and accounts of each kind of movement in the `count` months up to `last`; an account has a row per kind."""
    return publication.rows(
        """
        select month_end, step as movement, amount, accounts, is_provisional
        from mrr_bridges
        where
            window_months = 1 and segment = $segment
            and step not in ('opening', 'tier_change', 'closing') and accounts > 0
            and month_end > last_day($last::date - to_months($count::integer)) and month_end <= $last
        order by month_end, movement
        """,
        {"segment": segment, "last": last, "count": count},
    )


def moved_rows(publication: Publication, segment: str, month: dt.date, movement: str, limit: int | None) -> pa.Table:
    """Accounts behind one bar, largest first; `movement` 'all' gives the whole month."""
    return publication.table(
        """
        with moved as (
            select account_id, movement, segment, amount, cause, month_end
            from mrr_movements
            where month_end = $month and $segment in ('all', segment) and $movement in ('all', movement)
            order by abs(amount) desc, account_id, movement
            limit $limit
        )
        select
            accounts.account_name, moved.amount, moved.movement, moved.cause, moved.segment, moved.month_end,
            moved.account_id
        from moved
        left join accounts on moved.account_id = accounts.account_id
        order by abs(moved.amount) desc, moved.account_id, moved.movement
        """,
        {"segment": segment, "month": month, "movement": movement, "limit": limit},
    )


def largest_moved(publication: Publication, segment: str, month: dt.date, limit: int) -> pa.Table:
    """The first of `moved_rows` of the whole month: `limit` rows, at most as many as the publication lists."""
    return publication.table(
        """
        with moved as (
            select account_id, movement, segment, amount, cause, month_end
            from largest_movements
            where
                month_end = $month and window_months = 1 and $segment in ('all', segment) and movement <> 'tier_change'
            order by abs(amount) desc, account_id, movement
            limit $limit
        )
        select
            accounts.account_name, moved.amount, moved.movement, moved.cause, moved.segment, moved.month_end,
            moved.account_id
        from moved
        left join accounts on moved.account_id = accounts.account_id
        order by abs(moved.amount) desc, moved.account_id, moved.movement
        """,
        {"segment": segment, "month": month, "limit": limit},
    )


def moved_total(publication: Publication, segment: str, month: dt.date, movement: str) -> dict:
    """`row_count` and `amount` of all of `moved_rows`: in one month an account has one row of a kind."""
    return publication.rows(
        """
        select coalesce(sum(accounts), 0)::bigint as row_count, coalesce(sum(amount), 0) as amount
        from mrr_bridges
        where
            month_end = $month and window_months = 1 and segment = $segment
            and step not in ('opening', 'tier_change', 'closing') and $movement in ('all', step)
        """,
        {"segment": segment, "month": month, "movement": movement},
    )[0]
