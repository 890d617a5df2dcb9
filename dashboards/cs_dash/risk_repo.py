"""The SQL texts of renewals at risk: which need somebody, and of which the methods think differently."""

import pyarrow as pa

from cs_dash.publication import Publication
from cs_dash.renewals_repo import STANDING, Scope


def risk_levels(publication: Publication) -> list[dict]:
    """What makes each level of risk, the mildest first."""
    return publication.rows("""
        select level, lower_score, upper_score, within_days, on_cancel_request
        from renewal_risk_levels
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
        order by rank
    """)


def escalations(publication: Publication, scope: Scope, limit: int | None) -> pa.Table:
    """Open renewals at risk, the worst level first, then the largest."""
    return publication.table(
        STANDING
        + """
        select
            standing.risk_level, standing.account_name, standing.risk_reason, standing.days_to_due,
            standing.amount_due, standing.probability, standing.band, standing.health_score, levels.action,
            levels.owner_role, standing.segment, standing.owner_name, standing.due_date, standing.renewal_id,
            standing.account_id
        from standing
        left join (
            select level, min(action) as action, min(owner_role) as owner_role, max(rank) as level_rank
            from renewal_risk_levels
            where
                effective_from <= (select as_of::date from publication)
                and coalesce(effective_to > (select as_of::date from publication), true)
            group by level
        ) as levels on standing.risk_level = levels.level
        where standing.state = 'open' and standing.risk_level is not null and standing.amount_due > 0
        order by levels.level_rank desc, standing.amount_due desc, standing.renewal_id
        limit $limit
        """,
        scope.bound(limit=limit),
    )


def risk_totals(publication: Publication, scope: Scope) -> list[dict]:
    """Open renewals by level of risk, the worst first."""
    return publication.rows(
        STANDING
        + """
        select
            standing.risk_level, count(*) as renewals, count(distinct standing.account_id) as accounts,
            sum(standing.amount_due) as amount_due
        from standing
        inner join (select level, max(rank) as level_rank from renewal_risk_levels group by level) as levels
            on standing.risk_level = levels.level
        where standing.state = 'open' and standing.amount_due > 0
        group by standing.risk_level, levels.level_rank
        order by levels.level_rank desc
        """,
        scope.bound(),
    )


def disputed(publication: Publication, scope: Scope, limit: int | None) -> pa.Table:
    """Open renewals of which the methods think differently, the most money first."""
    return publication.table(
        STANDING
        + """
        select
            standing.account_name, standing.days_to_due, standing.amount_due,
            splits.lowest_method, splits.lowest_probability, splits.highest_method, splits.highest_probability,
            splits.amount_at_stake, standing.band, standing.health_score, standing.segment, standing.owner_name,
            standing.due_date, standing.renewal_id, standing.account_id
        from standing
        inner join forecast_disagreements as splits
            on
                standing.renewal_id = splits.renewal_id and splits.is_current
        where standing.state = 'open' and standing.amount_due > 0
        order by splits.amount_at_stake desc, standing.renewal_id
        limit $limit
        """,
        scope.bound(limit=limit),
    )
