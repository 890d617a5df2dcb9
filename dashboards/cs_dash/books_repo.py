"""The SQL texts of CSMs' books: how each did in a quarter or a year, and the accounts behind it."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def quarters(publication: Publication) -> list[dt.date]:
    """Ends of quarters that books are told for, newest first."""
    return [
        row["quarter_end"]
        for row in publication.rows("select distinct quarter_end from csm_books order by quarter_end desc")
    ]


def measures(publication: Publication, window: int, quarter: dt.date) -> list[dict]:
    """What books are told by (measure, label, weight, target), the heaviest first."""
    return publication.rows(
        """
        select measure, any_value(label) as label, any_value(weight) as weight, any_value(target) as target
        from csm_books
        where window_months = $window and quarter_end = $quarter
        group by measure
        order by any_value(weight) desc, measure
        """,
        {"window": window, "quarter": quarter},
    )


def books(publication: Publication, window: int, quarter: dt.date) -> pa.Table:
    """One row per CSM, the whole company first, then the largest book; rates are those of csm_books."""
    return publication.table(
        """
        select
            owner_id as book_id, case owner_id when 'all' then 'All books' else owner_name end as owner_name,
            max(accounts) filter (where measure = 'nrr') as accounts,
            max(denominator) filter (where measure = 'nrr') as opening_mrr,
            max(rate) filter (where measure = 'grr') as grr, max(rate) filter (where measure = 'nrr') as nrr,
            max(rate) filter (where measure = 'expansion') as expansion_rate,
            max(rate) filter (where measure = 'health') as book_health,
            count(*) filter (where is_met) as targets_met, count(is_met) as targets_set
        from csm_books
        where window_months = $window and quarter_end = $quarter
        group by owner_id, owner_name
        order by owner_id <> 'all', opening_mrr desc nulls last, owner_id
        """,
        {"window": window, "quarter": quarter},
    )


BOOK = """
    from csm_book_amounts as amounts
    left join accounts on amounts.account_id = accounts.account_id
    where
        amounts.window_months = $window and amounts.quarter_end = $quarter and amounts.measure = $measure
        and $book in ('all', amounts.owner_id)
"""


def book_rows(
    publication: Publication, window: int, quarter: dt.date, book: str, measure: str, limit: int | None
) -> pa.Table:
    """What accounts of a book ('all' of them) add to both sides of a measure, the largest first."""
    return publication.table(
        "select accounts.account_name, amounts.numerator, amounts.denominator as denominator_mrr, amounts.owner_name,"
        " amounts.account_id" + BOOK + "order by amounts.denominator desc, amounts.account_id limit $limit",
        {"window": window, "quarter": quarter, "book": book, "measure": measure, "limit": limit},
    )


def book_total(publication: Publication, window: int, quarter: dt.date, book: str, measure: str) -> dict:
    """The sums of all of `book_rows`."""
    return publication.rows(
        "select count(*) as row_count, coalesce(sum(amounts.numerator), 0) as numerator,"
        " coalesce(sum(amounts.denominator), 0) as denominator" + BOOK,
        {"window": window, "quarter": quarter, "book": book, "measure": measure},
    )[0]
