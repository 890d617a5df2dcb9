"""The SQL texts that more than one account is read with. Values are bound, never written into the text."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication

TABLES = (
    "access_grants", "access_tables", "accounts_by_tier",
    "account_currency_mrr", "account_mrr", "accounts", "data_freshness", "executive_scorecard", "invoice_lines",
    "metric_targets", "mrr_footing", "mrr_movements", "publication", "retention", "retention_base", "retention_bridge",
    "retention_by_dimension",
    "retention_definition_items", "retention_definitions", "retention_factors", "retention_item_amounts",
    "retention_items", "subscription_periods",
)  # fmt: skip


def tables(publication: Publication) -> frozenset[str]:
    """Names of the tables and views that the publication holds."""
    return publication.tables


def missing_tables(publication: Publication) -> list[str]:
    """The tables that the pages need and this publication lacks: a publication of an older release of the project."""
    return sorted(set(TABLES) - tables(publication))


def provenance(publication: Publication) -> dict:
    """What the release says of itself."""
    return publication.rows("""
        select publication_id, as_of, published_at, git_commit, tests_passed
        from publication
    """)[0]


def freshness(publication: Publication) -> list[dict]:
    """One row per source table: what is newest in it and whether that is too old."""
    return publication.rows("""
        select source_system, source_object, newest_record_at, age_hours, rows_landed, rows_rejected, is_stale
        from data_freshness
        order by is_stale desc, source_system, source_object
    """)


def definitions(publication: Publication) -> list[dict]:
    """The retention definitions in words, as in force at the as-of day."""
    return publication.rows("""
        select definitions.definition_id, definitions.name, definitions.formula_words, definitions.definition_version
        from retention_definitions as definitions
        where
            definitions.effective_from <= (select as_of::date from publication)
            and coalesce(definitions.effective_to > (select as_of::date from publication), true)
        order by definitions.definition_id
    """)


def reporting_currency(publication: Publication) -> str:
    """The currency that every total is told in."""
    rows = publication.rows("select min(currency) as currency from accounts")
    return rows[0]["currency"] or "USD"


def months(publication: Publication) -> list[dict]:
    """Months that the scorecard holds, newest first, each final or provisional."""
    return publication.rows("""
        select month_end, bool_or(is_provisional) as is_provisional
        from executive_scorecard
        group by month_end
        order by month_end desc
    """)


def window_start(publication: Publication, window: int, month: dt.date) -> dt.date:
    """The first month end of the `window` months that end at `month` (fewer where history is shorter)."""
    return publication.rows(
        """
        select min(first_month_end) as month_end
        from mrr_bridges
        where month_end = $month and window_months = $window
        """,
        {"month": month, "window": window},
    )[0]["month_end"]


# The steps of one window; where history is short, several windows span the same months.
WINDOW = """
    with steps as (
        select segment, step, sort_order, amount, accounts
        from mrr_bridges
        where
            month_end = $last and first_month_end = $first
            and window_months = (
                select min(window_months) from mrr_bridges where month_end = $last and first_month_end = $first
            )
    )
"""


def bridge(publication: Publication, segment: str, first: dt.date, last: dt.date) -> list[dict]:
    """MRR from the opening of `first` to the closing of `last`, step by step, where these are a window.

    Each step has `amount`, and `bar_from` and `bar_to`, where it starts and ends on the way. A month's movements
    belong to the tier an account opened the month in, its closing MRR to the tier it closed in: what crossed over
    in one segment is the step `tier_change`.
    """
    return publication.rows(
        WINDOW
        + """
        , reached as (
            select
                sort_order as position, step, amount, accounts,
                sum(amount) over (order by sort_order) as bar_to
            from steps
            where segment = $segment and step <> 'closing'
        )
        select
            position, step, amount,
            case when step = 'opening' then accounts when step <> 'tier_change' and accounts > 0 then accounts end
                as accounts,
            case step when 'opening' then bar_to else bar_to - amount end as bar_from,
            bar_to
        from reached
        where step <> 'tier_change' or amount <> 0
        union all
        select sort_order, step, amount, accounts, amount, amount
        from steps
        where segment = $segment and step = 'closing'
        order by position
        """,
        {"segment": segment, "first": first, "last": last},
    )


# One row per account, month and movement behind the bridge; what crossed a tier's edge is the movement `tier_change`.
MOVES = """
    with moves as (
        select account_id, month_end, movement, amount, cause, segment
        from mrr_movements
        where
            month_end between $first and $last and $segment in ('all', segment)
            and $movement in ('all', movement)
        union all
        select
            account_id,
            max(month_end) filter (where segment <> segment_at_close) as month_end,
            'tier_change' as movement,
            coalesce(sum(opening_mrr) filter (where month_end > $first and $segment = segment), 0)
            - coalesce(sum(closing_mrr) filter (where $segment = segment), 0)
            + coalesce(sum(closing_mrr) filter (where month_end = $last and $segment = segment_at_close), 0) as amount,
            null as cause,
            $segment as segment
        from account_mrr
        where
            month_end between $first and $last and $segment <> 'all' and $movement in ('all', 'tier_change')
        group by account_id
        having amount <> 0
    )
"""


def movement_rows(
    publication: Publication, segment: str, first: dt.date, last: dt.date, movement: str, limit: int | None
) -> pa.Table:
    """Accounts behind a bar of the bridge, largest first; `movement` 'all' gives every kind, `limit` None all rows."""
    return publication.table(
        MOVES
        + """
        , largest as (
            select
                account_id, movement, segment, sum(amount) as amount,
                case when min(cause) = max(cause) then min(cause) end as cause, max(month_end) as newest_month
            from moves
            group by account_id, movement, segment
            order by abs(sum(amount)) desc, account_id, movement, segment
            limit $limit
        )
        select
            accounts.account_name, largest.amount, largest.movement, largest.segment, largest.cause,
            largest.newest_month, largest.account_id
        from largest
        left join accounts on largest.account_id = accounts.account_id
        order by abs(largest.amount) desc, largest.account_id, largest.movement, largest.segment
        """,
        {"segment": segment, "first": first, "last": last, "movement": movement, "limit": limit},
    )


def largest_movements(
    publication: Publication, segment: str, window: int, month: dt.date, movement: str, limit: int
) -> pa.Table:
    """The first of `movement_rows` over the `window` months that end at `month`, of 'all' kinds or of `tier_change`:
    `limit` rows, at most as many as the publication lists."""
    return publication.table(
        """
        with largest as (
            select account_id, movement, segment, amount, cause, newest_month_end
            from largest_movements
            where
                month_end = $month and window_months = $window and $segment in ('all', segment)
                and ($segment <> 'all' or movement <> 'tier_change') and $movement in ('all', movement)
            order by abs(amount) desc, account_id, movement, segment
            limit $limit
        )
        select
            accounts.account_name, largest.amount, largest.movement, largest.segment, largest.cause,
            largest.newest_month_end as newest_month, largest.account_id
        from largest
        left join accounts on largest.account_id = accounts.account_id
        order by abs(largest.amount) desc, largest.account_id, largest.movement, largest.segment
        """,
        {"segment": segment, "window": window, "month": month, "movement": movement, "limit": limit},
    )


def movement_total(publication: Publication, segment: str, first: dt.date, last: dt.date, movement: str) -> dict:
    """`row_count` and `amount` of all of `movement_rows` of a window.

    A row of all segments is of one of them, and none is a change of tier.
    """
    return publication.rows(
        WINDOW
        + """
        select coalesce(sum(accounts), 0)::bigint as row_count, sum(amount) as amount
        from steps
        where
            segment <> 'all' and $segment in ('all', segment) and step not in ('opening', 'closing')
            and ($segment <> 'all' or step <> 'tier_change') and $movement in ('all', step)
        """,
        {"segment": segment, "first": first, "last": last, "movement": movement},
    )[0]


def cohort_rows(publication: Publication, segment: str, window: int, month: dt.date, limit: int | None) -> pa.Table:
    """Accounts behind NRR, GRR and logo retention: who paid at the opening, and what of it is left."""
    return publication.table(
        """
        with base as (
            select account_id, opening_mrr, retained_mrr, retained_mrr_capped, is_retained_logo, segment
            from retention_base
            where
                month_end = $month and window_months = $window and is_in_cohort and $segment in ('all', segment)
            order by opening_mrr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, base.opening_mrr, base.retained_mrr, base.retained_mrr_capped,
            base.is_retained_logo, base.segment,
            base.account_id
        from base
        left join accounts on base.account_id = accounts.account_id
        order by base.opening_mrr desc, base.account_id
        """,
        {"segment": segment, "window": window, "month": month, "limit": limit},
    )


def cohort_total(publication: Publication, segment: str, window: int, month: dt.date) -> dict:
    """The sums of `cohort_rows` over all of its rows."""
    return publication.rows(
        """
        select
            count(*) as row_count,
            sum(opening_mrr) as opening_mrr,
            sum(retained_mrr) as retained_mrr,
            sum(retained_mrr_capped) as retained_mrr_capped,
            count(*) filter (where is_retained_logo) as retained_logos
        from retention_base
        where
            month_end = $month and window_months = $window and is_in_cohort
            and $segment in ('all', segment)
        """,
        {"segment": segment, "window": window, "month": month},
    )[0]


def paying_rows(publication: Publication, segment: str, month: dt.date, limit: int | None) -> pa.Table:
    """Accounts behind MRR, ARR and the number of paying accounts."""
    return publication.table(
        """
        with paying as (
            select account_id, closing_mrr, opening_mrr, segment_at_close
            from account_mrr
            where month_end = $month and closing_mrr > 0 and $segment in ('all', segment_at_close)
            order by closing_mrr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, paying.closing_mrr, paying.opening_mrr, paying.segment_at_close as segment,
            paying.account_id
        from paying
        left join accounts on paying.account_id = accounts.account_id
        order by paying.closing_mrr desc, paying.account_id
        """,
        {"segment": segment, "month": month, "limit": limit},
    )


def paying_total(publication: Publication, segment: str, month: dt.date) -> dict:
    """The sums of `paying_rows` over all of its rows."""
    return publication.rows(
        """
        select count(*) as row_count, sum(closing_mrr) as closing_mrr
        from account_mrr
        where month_end = $month and closing_mrr > 0 and $segment in ('all', segment_at_close)
        """,
        {"segment": segment, "month": month},
    )[0]
