"""The SQL texts that more than one account is read with. Values are bound, never written into the text."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication

TABLES = (
    "access_grants", "access_tables",
    "account_currency_mrr", "account_mrr", "accounts", "data_freshness", "executive_scorecard", "invoice_lines",
    "metric_targets", "mrr_movements", "publication", "retention", "retention_base", "retention_bridge",
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
        select min(month_end) as month_end
        from (
            select distinct month_end from account_mrr where month_end <= $month order by month_end desc limit $window
        )
        """,
        {"month": month, "window": window},
    )[0]["month_end"]


def bridge(publication: Publication, segment: str, first: dt.date, last: dt.date) -> list[dict]:
    """MRR from the opening of `first` to the closing of `last`, step by step.

    Each step has `amount`, and `bar_from` and `bar_to`, where it starts and ends on the way. A month's movements
    belong to the tier an account opened the month in, its closing MRR to the tier it closed in: what crossed over
    in one segment is the step `tier_change`.
    """
    return publication.rows(
        """
        with scope as (
            select
                month_end,
                case when $segment in ('all', segment) then opening_mrr else 0 end as opening_mrr,
                case when $segment in ('all', segment) then closing_mrr else 0 end as kept_mrr,
                case when $segment in ('all', segment_at_close) then closing_mrr else 0 end as closing_mrr
            from account_mrr
            where month_end between $first and $last
        ),
        order_of_steps(position, step) as (
            values
                (0, 'opening'), (1, 'new'), (2, 'reactivation'), (3, 'expansion'), (4, 'contraction'), (5, 'churn'),
                (6, 'fx'), (7, 'tier_change')
        ),
        amounts as (
            select 'opening' as step, sum(opening_mrr) as amount, count(*) filter (where opening_mrr > 0) as accounts
            from scope
            where month_end = $first
            union all
            select movement, sum(amount), count(distinct account_id)
            from mrr_movements
            where month_end between $first and $last and $segment in ('all', segment)
            group by movement
            union all
            select
                'tier_change',
                coalesce(sum(opening_mrr) filter (where month_end > $first), 0)
                - coalesce(sum(kept_mrr), 0)
                + coalesce(sum(closing_mrr) filter (where month_end = $last), 0),
                null
            from scope
        ),
        steps as (
            select
                order_of_steps.position,
                order_of_steps.step,
                coalesce(amounts.amount, 0) as amount,
                amounts.accounts,
                coalesce(sum(amounts.amount) over (order by order_of_steps.position), 0) as bar_to
            from order_of_steps
            left join amounts on order_of_steps.step = amounts.step
        )
        select
            position, step, amount, accounts,
            case step when 'opening' then bar_to else bar_to - amount end as bar_from,
            bar_to
        from steps
        where step <> 'tier_change' or amount <> 0
        union all
        select
            8, 'closing', coalesce(sum(closing_mrr), 0), count(*) filter (where closing_mrr > 0),
            coalesce(sum(closing_mrr), 0), coalesce(sum(closing_mrr), 0)
        from scope
        where month_end = $last
        order by position
        """,
        {"segment": segment, "first": first, "last": last},
    )


# One row per account, month and movement behind the bridge; what crossed a tier's edge is the movement `tier_change`.
MOVES = """
    with moves as (
        select account_id, month_end, movement, amount, cause, segment
        from mrr_movements
        where month_end between $first and $last and $segment in ('all', segment)
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
        where month_end between $first and $last and $segment <> 'all'
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
        select
            accounts.account_name,
            sum(moves.amount) as amount,
            moves.movement,
            moves.segment,
            case when min(moves.cause) = max(moves.cause) then min(moves.cause) end as cause,
            max(moves.month_end) as newest_month,
            moves.account_id
        from moves
        left join accounts on moves.account_id = accounts.account_id
        where $movement in ('all', moves.movement)
        group by accounts.account_name, moves.movement, moves.segment, moves.account_id
        order by abs(sum(moves.amount)) desc, moves.account_id, moves.movement
        limit $limit
        """,
        {"segment": segment, "first": first, "last": last, "movement": movement, "limit": limit},
    )


def movement_total(publication: Publication, segment: str, first: dt.date, last: dt.date, movement: str) -> dict:
    """`row_count` and `amount` of all of `movement_rows`."""
    return publication.rows(
        MOVES
        + """
        select count(distinct (account_id, segment, movement)) as row_count, sum(amount) as amount
        from moves
        where $movement in ('all', movement)
        """,
        {"segment": segment, "first": first, "last": last, "movement": movement},
    )[0]


def cohort_rows(publication: Publication, segment: str, window: int, month: dt.date, limit: int | None) -> pa.Table:
    """Accounts behind NRR, GRR and logo retention: who paid at the opening, and what of it is left."""
    return publication.table(
        """
        select
            accounts.account_name, base.opening_mrr, base.retained_mrr, base.retained_mrr_capped,
            base.is_retained_logo, base.segment,
            base.account_id
        from retention_base as base
        left join accounts on base.account_id = accounts.account_id
        where
            base.month_end = $month and base.window_months = $window and base.is_in_cohort
            and $segment in ('all', base.segment)
        order by base.opening_mrr desc, base.account_id
        limit $limit
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
        select
            accounts.account_name, account_mrr.closing_mrr, account_mrr.opening_mrr,
            account_mrr.segment_at_close as segment,
            account_mrr.account_id
        from account_mrr
        left join accounts on account_mrr.account_id = accounts.account_id
        where
            account_mrr.month_end = $month and account_mrr.closing_mrr > 0
            and $segment in ('all', account_mrr.segment_at_close)
        order by account_mrr.closing_mrr desc, account_mrr.account_id
        limit $limit
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
