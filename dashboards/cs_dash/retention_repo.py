"""The SQL texts of the Retention page: from a rate to its accounts, and from a month's movements to theirs."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.publication import Publication


@dataclass(frozen=True)
class Figure:
    """What a rate is asked for: a definition with its version, a window in months and a month end."""

    definition_id: str
    definition_version: int
    window: int
    month: dt.date

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {
            "definition": self.definition_id,
            "version": self.definition_version,
            "window": self.window,
            "month": self.month,
            **more,
        }


def months(publication: Publication) -> list[dict]:
    """Months with retention, newest first, each final or provisional."""
    return publication.rows("""
        select month_end, bool_or(is_provisional) as is_provisional
        from retention
        group by month_end
        order by month_end desc
    """)


def definitions(publication: Publication) -> list[dict]:
    """Definitions as in force at the as-of day, those of net retention first; `is_headline` marks one per metric."""
    return publication.rows("""
        select
            definition_id, definition_version, metric_id, name, formula_words, kind, based_on, denominator_item,
            is_headline
        from retention_definitions
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by
            case metric_id when 'nrr' then 1 when 'grr' then 2 else 3 end, is_headline desc, definition_id
    """)


def trend(publication: Publication, definition_id: str, window: int) -> list[dict]:
    """The rate of every month and segment with its number of accounts at the opening."""
    return publication.rows(
        """
        select
            figures.month_end, figures.segment, figures.rate, figures.numerator, figures.denominator,
            openings.denominator as logos, figures.is_provisional
        from retention as figures
        left join retention as openings
            on
                figures.month_end = openings.month_end
                and figures.segment = openings.segment
                and figures.window_months = openings.window_months
                and openings.definition_id = 'logo'
        where figures.definition_id = $definition and figures.window_months = $window
        order by figures.month_end, figures.segment
        """,
        {"definition": definition_id, "window": window},
    )


# What accounts own of the items that a definition adds up; items that count customers stand as flags in retention_base.
# `counts_logos` asks for the accounts at the opening as well.
ITEM_ROWS = """
    with definition as (
        select counted.definition_id, counted.definition_version, chosen.denominator_item
        from retention_definitions as chosen
        inner join retention_definitions as counted
            on
                coalesce(chosen.based_on, chosen.definition_id) = counted.definition_id
                and (chosen.based_on is not null or chosen.definition_version = counted.definition_version)
        where
            chosen.definition_id = $definition and chosen.definition_version = $version
            and counted.effective_from <= $month and coalesce(counted.effective_to > $month, true)
    ),
    weights as (
        select
            item, sum(coefficient)::integer as coefficient, sum(of_denominator)::integer as of_denominator,
            sum(of_logos)::integer as of_logos
        from (
            select items.item, items.coefficient, 0 as of_denominator, 0 as of_logos
            from retention_definition_items as items
            inner join definition
                on
                    items.definition_id = definition.definition_id
                    and items.definition_version = definition.definition_version
            union all
            select denominator_item, 0, 1, 0 from definition
            union all
            select 'opening_logos', 0, 0, 1 where $counts_logos
        )
        group by item
    ),
    item_rows as (
        select account_id, segment, item, amount
        from retention_item_amounts
        where month_end = $month and window_months = $window
        union all
        select account_id, segment, counted.item, counted.amount
        from retention_base
        cross join (
            select *
            from (
                values
                    ('opening_logos', false, false, 1),
                    ('kept_logos', true, false, 1),
                    ('final_loss_logos', true, true, -1)
            ) as flags(item, if_kept, if_lost, amount)
            where item in (select item from weights)
        ) as counted
        where
            month_end = $month and window_months = $window and is_in_cohort
            and (is_retained_logo or not counted.if_kept) and (was_lost_in_window or not counted.if_lost)
    )
"""

# What each account adds to the numerator and to the denominator. A chained or capped definition is no sum of accounts:
# its rows are those of the definition it is based on.
CONTRIBUTIONS = (
    ITEM_ROWS
    + """
    ,
    contributions as (
        select
            item_rows.account_id,
            max(item_rows.segment) as segment,
            sum(item_rows.amount * weights.coefficient) as numerator,
            sum(item_rows.amount * weights.of_denominator) as denominator,
            sum(item_rows.amount * weights.of_logos) as logos
        from item_rows
        inner join weights on item_rows.item = weights.item
        group by item_rows.account_id
        having numerator <> 0 or denominator <> 0
    )
"""
)
# Those of one part. What tells the part of an account stands with it, but for its segment at the opening.
OF_SEGMENT = """
    , chosen as (
        select account_id, segment, numerator, denominator
        from contributions
        where $dimension is not null and $part in ('all', segment)
    )
"""
OF_PART = """
    , chosen as (
        select contributions.account_id, contributions.segment, contributions.numerator, contributions.denominator
        from contributions
        inner join accounts on contributions.account_id = accounts.account_id
        where
            $part = case $dimension
                when 'segment_today' then accounts.segment
                when 'region' then accounts.region
                when 'owner' then coalesce(accounts.owner_name, 'unassigned')
                when 'segment_region' then contributions.segment || ' · ' || accounts.region
            end
    )
"""


def of_part(dimension: str, part: str) -> str:
    """The text that chooses accounts by a part: without a look at each where it is all of them or a segment."""
    return OF_SEGMENT if part == "all" or dimension == "segment" else OF_PART


def contribution_rows(
    publication: Publication, figure: Figure, dimension: str, part: str, limit: int | None
) -> pa.Table:
    """Accounts behind a rate, those that moved it most first. `part` is a value of `dimension`, or 'all'."""
    return publication.table(
        CONTRIBUTIONS
        + of_part(dimension, part)
        + """
        , first as (
            select account_id, segment, numerator, denominator
            from chosen
            order by abs(numerator - denominator) desc, denominator desc, account_id
            limit $limit
        )
        select
            accounts.account_name, first.denominator, first.numerator, first.numerator - first.denominator as change,
            first.segment, accounts.region, coalesce(accounts.owner_name, 'unassigned') as owner_name, first.account_id
        from first
        left join accounts on first.account_id = accounts.account_id
        order by abs(first.numerator - first.denominator) desc, first.denominator desc, first.account_id
        """,
        figure.bound(dimension=dimension, part=part, limit=limit, counts_logos=False),
    )


def contribution_total(publication: Publication, figure: Figure, dimension: str, part: str) -> dict:
    """The sums of all of `contribution_rows`."""
    return publication.rows(
        CONTRIBUTIONS
        + of_part(dimension, part)
        + """
        select
            count(*) as row_count,
            coalesce(sum(numerator), 0) as numerator,
            coalesce(sum(denominator), 0) as denominator
        from chosen
        """,
        figure.bound(dimension=dimension, part=part, counts_logos=False),
    )[0]


def by_dimension(publication: Publication, figure: Figure, dimension: str) -> pa.Table:
    """One row per value of the dimension: rate, numerator, denominator and number of accounts at the opening."""
    return publication.table(
        CONTRIBUTIONS
        + """
        ,
        placed as (
            select
                contributions.segment || ' · ' || accounts.region as part, contributions.numerator,
                contributions.denominator, contributions.logos
            from contributions
            inner join accounts on contributions.account_id = accounts.account_id
            where $dimension = 'segment_region'
        ),
        listed as (
            select segment as part, definition_id, numerator, denominator, rate, is_provisional
            from retention
            where $dimension = 'segment' and segment <> 'all' and month_end = $month and window_months = $window
            union all
            select dimension_value as part, definition_id, numerator, denominator, rate, is_provisional
            from retention_by_dimension
            where dimension = $dimension and month_end = $month and window_months = $window
        ),
        crossed as (
            select
                part, sum(numerator) as numerator, sum(denominator) as denominator,
                round(sum(numerator)::double / nullif(sum(denominator), 0)::double, 6)::decimal(28, 6) as rate,
                sum(logos) as logos
            from placed
            group by part
            having sum(denominator) > 0
        )
        select figures.part, figures.rate, figures.numerator, figures.denominator, openings.denominator as logos
        from listed as figures
        left join listed as openings on figures.part = openings.part and openings.definition_id = 'logo'
        where figures.definition_id = $definition
        union all
        select part, rate, numerator, denominator, logos
        from crossed
        order by denominator desc, part
        """,
        figure.bound(dimension=dimension, counts_logos=True),
    )


def account_items(publication: Publication, figure: Figure, account_id: str) -> pa.Table:
    """What one account adds to the numerator, item by item."""
    return publication.table(
        ITEM_ROWS
        + """
        select items.label as item, item_rows.amount * weights.coefficient as numerator, items.meaning
        from item_rows
        inner join weights on item_rows.item = weights.item
        inner join retention_items as items on item_rows.item = items.item
        where item_rows.account_id = $account_id and weights.coefficient <> 0
        order by items.sort_order
        """,
        figure.bound(account_id=account_id, counts_logos=False),
    )


def account_movements(publication: Publication, figure: Figure, account_id: str) -> pa.Table:
    """The account's monthly movements within the window, each at the rate of its month's opening."""
    return publication.table(
        """
        select moves.month_end, moves.movement, moves.amount, moves.cause
        from mrr_movements as moves
        inner join retention_base as base
            on
                moves.account_id = base.account_id
                and base.opening_month_end < moves.month_end
                and moves.month_end <= base.month_end
        where
            base.account_id = $account_id and base.month_end = $month and base.window_months = $window
        order by moves.month_end, moves.movement
        """,
        {"account_id": account_id, "month": figure.month, "window": figure.window},
    )


def factors(publication: Publication, figure: Figure, segment: str) -> pa.Table:
    """The months of a chained definition: what is carried in, each month's rate, what is carried out."""
    return publication.table(
        """
        select
            factor_month_end, carried_before, factor_numerator, factor_denominator, factor, step as factor_step,
            carried_after
        from retention_factors
        where
            month_end = $month and window_months = $window and definition_id = $definition and segment = $segment
        order by factor_month_end
        """,
        {"month": figure.month, "window": figure.window, "definition": figure.definition_id, "segment": segment},
    )
