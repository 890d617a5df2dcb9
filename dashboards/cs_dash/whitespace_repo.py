"""The SQL texts of whitespace: products that peers hold and accounts do not."""

import pyarrow as pa

from cs_dash.publication import Publication


def products(publication: Publication, segment: str) -> pa.Table:
    """Products that peers hold and accounts do not: how many lack each, and what it could bring in a year."""
    return publication.table(
        """
        select
            product, expansion_type, count(*) as accounts, sum(potential_amount) as potential_amount,
            product || '|' || expansion_type as product_step
        from whitespace
        where $segment in ('all', segment)
        group by product, expansion_type
        order by sum(potential_amount) desc, product, expansion_type
        """,
        {"segment": segment},
    )


def lacking_rows(publication: Publication, segment: str, step: str, limit: int | None) -> pa.Table:
    """Accounts that lack what enough of their segment hold, the largest potential first.

    `step` is a `product_step` of `products`: a product and by which type it would be sold; 'all' gives all.
    """
    return publication.table(
        """
        select
            accounts.account_name, whitespace.product, whitespace.expansion_type, whitespace.holders, whitespace.peers,
            whitespace.holder_share, whitespace.current_mrr, whitespace.line_mrr, whitespace.typical_mrr,
            whitespace.potential_amount, whitespace.segment, whitespace.account_id
        from whitespace
        left join accounts on whitespace.account_id = accounts.account_id
        where
            $segment in ('all', whitespace.segment)
            and $step in ('all', whitespace.product || '|' || whitespace.expansion_type)
        order by whitespace.potential_amount desc, whitespace.account_id, whitespace.product
        limit $limit
        """,
        {"segment": segment, "step": step, "limit": limit},
    )


def lacking_total(publication: Publication, segment: str, step: str) -> dict:
    """The sums of all of `lacking_rows`."""
    return publication.rows(
        """
        select
            count(*) as row_count, count(distinct account_id) as accounts,
            coalesce(sum(potential_amount), 0) as potential_amount
        from whitespace
        where $segment in ('all', segment) and $step in ('all', product || '|' || expansion_type)
        """,
        {"segment": segment, "step": step},
    )[0]
