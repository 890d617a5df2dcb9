"""The SQL texts of the Finance page's definitions and bridges."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def side_by_side(publication: Publication, segment: str, window: int, month: dt.date) -> pa.Table:
    """Every definition, each beside the headline of its metric: `difference` in money (or accounts) and in points.

    A difference in money is told only over the same denominator. `counts` marks definitions that count accounts.
    """
    return publication.table(
        """
        with figures as (
            select
                definitions.name as definition, definitions.metric_id, definitions.formula_words,
                definitions.is_headline, definitions.denominator_item in ('opening_logos') as counts,
                retention.definition_id, retention.definition_version, retention.rate, retention.numerator,
                retention.denominator, retention.is_provisional
            from retention
            inner join retention_definitions as definitions using (definition_id, definition_version)
            where retention.segment = $segment and retention.window_months = $window and retention.month_end = $month
        )
        select
            figures.definition, figures.definition_id, figures.definition_version, figures.rate, figures.numerator,
            figures.denominator,
            case
                when figures.denominator = headlines.denominator then figures.numerator - headlines.numerator
            end as difference,
            100 * (figures.rate - headlines.rate) as points, openings.denominator as logos,
            figures.is_headline, figures.formula_words, figures.metric_id, figures.counts,
            figures.is_provisional
        from figures
        left join figures as headlines on figures.metric_id = headlines.metric_id and headlines.is_headline
        left join figures as openings on openings.definition_id = 'logo'
        order by
            case figures.metric_id when 'nrr' then 1 when 'grr' then 2 else 3 end, figures.is_headline desc,
            figures.definition_id
        """,
        {"segment": segment, "window": window, "month": month},
    )


def bridged_definitions(publication: Publication) -> list[str]:
    """Ids between which there is a bridge: definitions in money over the same opening."""
    return [
        row["definition_id"]
        for row in publication.rows("""
            select distinct definition_id, is_headline, metric_id
            from retention_definitions
            where denominator_item = 'opening_mrr'
            order by
                case metric_id when 'nrr' then 1 when 'grr' then 2 else 3 end, is_headline desc, definition_id
        """)
    ]


def bridge_ends(publication: Publication, month: dt.date, window: int, one: str, other: str) -> dict | None:
    """Both figures of the whole book, their difference, and what the bridge's rows leave of it; None without either."""
    rows = publication.rows(
        """
        with ends as (
            select
                max(numerator) filter (where definition_id = $one) as numerator_from,
                max(numerator) filter (where definition_id = $other) as numerator_to,
                max(rate) filter (where definition_id = $one) as rate_from,
                max(rate) filter (where definition_id = $other) as rate_to,
                bool_or(is_provisional) as is_provisional
            from retention
            where segment = 'all' and month_end = $month and window_months = $window
        ),
        explained as (
            select coalesce(sum(amount), 0) as amount
            from retention_bridge
            where
                month_end = $month and window_months = $window and from_definition = $one and to_definition = $other
        )
        select
            ends.*, numerator_to - numerator_from as difference, explained.amount as explained,
            numerator_to - numerator_from - explained.amount as residual, rate_to - rate_from as rate_change
        from ends
        cross join explained
        where numerator_from is not null and numerator_to is not null
        """,
        {"month": month, "window": window, "one": one, "other": other},
    )
    return rows[0] if rows else None


BRIDGED = """
    from retention_bridge as bridge
    inner join retention_items as items on bridge.item = items.item
    left join accounts on bridge.account_id = accounts.account_id
    where
        bridge.month_end = $month and bridge.window_months = $window
        and bridge.from_definition = $one and bridge.to_definition = $other
"""


def bridge_items(publication: Publication, month: dt.date, window: int, one: str, other: str) -> list[dict]:
    """The bridge by item, in the items' order, each with where its bar starts and ends on the way."""
    return publication.rows(
        """
        with listed as (
            select
                items.item, items.label, items.meaning, items.sort_order, sum(bridge.amount) as amount,
                sum(bridge.points) as points, count(distinct bridge.account_id) as accounts
        """
        + BRIDGED
        + """
            group by all
        ),
        start as (
            select numerator
            from retention
            where
                segment = 'all' and month_end = $month and window_months = $window and definition_id = $one
        )
        select
            listed.*,
            start.numerator + sum(listed.amount) over (order by listed.sort_order) as bar_to,
            start.numerator + sum(listed.amount) over (order by listed.sort_order) - listed.amount as bar_from
        from listed
        cross join start
        order by listed.sort_order
        """,
        {"month": month, "window": window, "one": one, "other": other},
    )


def bridge_rows(
    publication: Publication, month: dt.date, window: int, one: str, other: str, item: str, limit: int | None
) -> pa.Table:
    """Accounts behind the bridge, largest first; `item` 'all' gives every item.

    Rows that belong to the whole book have no account.
    """
    return publication.table(
        """
        select
            coalesce(accounts.account_name, 'The book as a whole') as account_name, items.label as item,
            bridge.amount, bridge.points, bridge.segment, bridge.factor_month_end, bridge.account_id
        """
        + BRIDGED
        + """
            and $item in ('all', bridge.item)
        order by
            abs(bridge.amount) desc, bridge.account_id, items.sort_order, bridge.factor_month_end
        limit $limit
        """,
        {"month": month, "window": window, "one": one, "other": other, "item": item, "limit": limit},
    )


def bridge_total(publication: Publication, month: dt.date, window: int, one: str, other: str, item: str) -> dict:
    """`row_count` and `amount` of all of `bridge_rows`."""
    return publication.rows(
        "select count(*) as row_count, coalesce(sum(bridge.amount), 0) as amount"
        + BRIDGED
        + " and $item in ('all', bridge.item)",
        {"month": month, "window": window, "one": one, "other": other, "item": item},
    )[0]
