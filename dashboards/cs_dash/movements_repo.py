"""The SQL texts of monthly movements and of the accounts behind one of their bars."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def movements_by_month(publication: Publication, segment: str, last: dt.date, count: int) -> list[dict]:
    """Sum and accounts of each kind of movement in the `count` months up to `last`; an account has a row per kind."""
    return publication.rows(
        """
        select
            month_end, movement, sum(amount) as amount, count(*) as accounts,
            bool_or(is_provisional) as is_provisional
        from mrr_movements
        where
            $segment in ('all', segment)
            and month_end > last_day($last::date - to_months($count::integer)) and month_end <= $last
        group by month_end, movement
        order by month_end, movement
        """,
        {"segment": segment, "last": last, "count": count},
    )


MOVED = """
    from mrr_movements as moves
    left join accounts on moves.account_id = accounts.account_id
    where
        moves.month_end = $month and $segment in ('all', moves.segment) and $movement in ('all', moves.movement)
"""


def moved_rows(publication: Publication, segment: str, month: dt.date, movement: str, limit: int | None) -> pa.Table:
    """Accounts behind one bar, largest first; `movement` 'all' gives the whole month."""
    return publication.table(
        """
        select
            accounts.account_name, moves.amount, moves.movement, moves.cause, moves.segment, moves.month_end,
            moves.account_id
        """
        + MOVED
        + """
        order by abs(moves.amount) desc, moves.account_id, moves.movement
        limit $limit
        """,
        {"segment": segment, "month": month, "movement": movement, "limit": limit},
    )


def moved_total(publication: Publication, segment: str, month: dt.date, movement: str) -> dict:
    """`row_count` and `amount` of all of `moved_rows`."""
    return publication.rows(
        "select count(*) as row_count, coalesce(sum(moves.amount), 0) as amount" + MOVED,
        {"segment": segment, "month": month, "movement": movement},
    )[0]
