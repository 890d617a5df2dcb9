"""The SQL texts of the month closes, of what changed after them, and of the policies."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication


def closed_months(publication: Publication) -> pa.Table:
    """One row per closed month, newest first: as closed, as known now, and by how many accounts they differ."""
    return publication.table("""
        select
            month_end, close_id, max(closed_at) as closed_at, max(closed_by) as closed_by, max(as_of) as known_until,
            sum(closing_mrr + adjustment_mrr) as mrr_as_closed,
            sum(closing_mrr_now + adjustment_mrr_now) as mrr_now,
            sum(change) as change_mrr,
            count(*) filter (where change <> 0) as accounts
        from month_closes
        group by month_end, close_id
        order by month_end desc
    """)


def closed_rates(publication: Publication, month: dt.date, segment: str, window: int) -> pa.Table:
    """Each definition as closed and as known now."""
    return publication.table(
        """
        select
            definition_id, rate as rate_as_closed, rate_now, 100 * change as points, cause as close_cause,
            definition_version, definition_version_now
        from closed_retention
        where month_end = $month and segment = $segment and window_months = $window
        order by definition_id
        """,
        {"month": month, "segment": segment, "window": window},
    )


def restatements(publication: Publication, month: dt.date) -> pa.Table:
    """What has changed of a closed month, why, which file brought it and where the frozen books show it."""
    return publication.table(
        """
        select
            coalesce(accounts.account_name, restated.account_id) as account_name, restated.amount,
            restated.cause as restatement_cause, restated.source_file, restated.source_row, restated.known_on,
            restated.booked_month_end, restated.subscription_id, restated.explanation, restated.account_id
        from restatements as restated
        left join accounts on restated.account_id = accounts.account_id
        where restated.month_end = $month
        order by abs(restated.amount) desc, restated.account_id, restated.cause
        """,
        {"month": month},
    )


def frozen_books(publication: Publication, count: int) -> pa.Table:
    """The newest `count` months of the frozen books: movements as signed, adjustments, lines of earlier months."""
    return publication.table(
        """
        select
            month_end, bool_or(is_closed) as is_closed,
            coalesce(sum(amount) filter (
                where movement not in ('prior_period', 'adjustment', 'before_first_close')
            ), 0) as moved_mrr,
            coalesce(sum(amount) filter (where movement = 'prior_period'), 0) as prior_period_mrr,
            coalesce(sum(amount) filter (where movement = 'adjustment'), 0) as adjustment_mrr,
            coalesce(sum(amount) filter (where movement = 'before_first_close'), 0) as before_first_close_mrr
        from frozen_mrr_movements
        group by month_end
        order by month_end desc
        limit $count
        """,
        {"count": count},
    )


def prior_period_lines(publication: Publication, limit: int | None) -> pa.Table:
    """Lines of the frozen books that belong to an earlier, closed month, newest first."""
    return publication.table(
        """
        select
            coalesce(accounts.account_name, lines.account_id) as account_name, lines.month_end, lines.amount,
            lines.movement, lines.account_id
        from frozen_mrr_movements as lines
        left join accounts on lines.account_id = accounts.account_id
        where lines.movement in ('prior_period', 'adjustment', 'before_first_close')
        order by lines.month_end desc, abs(lines.amount) desc, lines.account_id, lines.movement
        limit $limit
        """,
        {"limit": limit},
    )


def policies(publication: Publication) -> pa.Table:
    """The position taken on each question, in words, newest version of each policy."""
    return publication.table("""
        select
            taken.policy, taken.position, positions.meaning, taken.days, taken.reason, positions.is_default,
            taken.version as definition_version, taken.effective_from as valid_from
        from policies as taken
        left join policy_positions as positions using (policy, position)
        where taken.effective_to is null
        order by taken.policy
    """)


def positions(publication: Publication) -> pa.Table:
    """Every position that the models know, and which one is taken."""
    return publication.table("""
        select
            positions.policy, positions.position, positions.meaning, positions.is_default,
            taken.policy is not null as is_in_force
        from policy_positions as positions
        left join policies as taken
            on
                positions.policy = taken.policy and positions.position = taken.position
                and taken.effective_to is null
        order by positions.policy, positions.is_default desc, positions.position
    """)
