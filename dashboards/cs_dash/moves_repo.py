"""The SQL texts of movements between two scoring days: from band to band, and what moved each score."""

import datetime as dt

import pyarrow as pa

from cs_dash.health_repo import METRIC_NAMES, Scope
from cs_dash.publication import Publication
from cs_dash.score_repo import view_query

# Every account of either day, in its segment of the later one if it still paid then. Each day is read by itself: both
# at once would be gathered with all columns first.
PAIRS = """
    with scored as not materialized (
        select as_of_date, account_id, segment, owner_name, band, score, mrr
        from health_by_day
        where
            profile = $profile
            and $region in ('all', coalesce(region, 'unassigned'))
            and $owner in ('all', coalesce(owner_name, 'unassigned'))
    ),
    scoped as (
        select
            coalesce(after.account_id, before.account_id) as account_id,
            coalesce(after.segment, before.segment) as segment,
            coalesce(after.owner_name, before.owner_name) as owner_name,
            case when before.account_id is null then 'not_paying' else coalesce(before.band, 'no_score') end
                as from_band,
            case when after.account_id is null then 'not_paying' else coalesce(after.band, 'no_score') end as to_band,
            before.score as score_before,
            after.score as score,
            after.score - before.score as score_change,
            12 * coalesce(after.mrr, before.mrr) as arr
        from (select * from scored where as_of_date = $before) as before
        full join (select * from scored where as_of_date = $date) as after on before.account_id = after.account_id
        where $segment in ('all', coalesce(after.segment, before.segment))
    )
"""
# The scores that fell most, and what the views of contributions and changes read, of these accounts and days only: a
# view by itself would work every account out before it knows whose changes are asked for.
FALLEN = """,
    fallen as materialized (
        select *
        from scoped
        where score_change < 0
        order by score_change, arr desc, account_id
        limit $limit
    ),
    health_assessments as materialized (
        select *
        from health_assessments
        where
            profile = $profile and as_of_date in ($before, $date)
            and account_id in (select account_id from fallen)
    ),
    health_metric_scores as materialized (
        select *
        from health_metric_scores
        where as_of_date in ($before, $date) and account_id in (select account_id from fallen)
    ),
    health_contributions as (
"""
DROPS = """
    ),
    by_metric as (
        select
            account_id,
            metric,
            sum(amount) as points,
            sum(amount) filter (where effect = 'value') as value_points,
            sum(amount) filter (where effect = 'weight') as weight_points,
            sum(amount) filter (where effect = 'stage') as stage_points,
            sum(amount) filter (where effect = 'coverage') as coverage_points
        from health_changes
        where from_date = $before and to_date = $date
        group by account_id, metric
    ),
    effects as (
        select
            account_id,
            arg_min(metric, row(points, metric)) as metric,
            sum(value_points) as value_points,
            sum(weight_points) as weight_points,
            sum(stage_points) as stage_points,
            sum(coverage_points) as coverage_points
        from by_metric
        group by account_id
    )
    select
        accounts.account_name, fallen.score_change, fallen.score_before, fallen.score,
        coalesce(metric_names.name, effects.metric) as driver,
        effects.value_points::decimal(18, 8) as value_points,
        effects.weight_points::decimal(18, 8) as weight_points,
        effects.stage_points::decimal(18, 8) as stage_points,
        effects.coverage_points::decimal(18, 8) as coverage_points,
        fallen.arr, fallen.owner_name, fallen.account_id
    from fallen
    left join accounts on fallen.account_id = accounts.account_id
    left join effects on fallen.account_id = effects.account_id
    left join metric_names on effects.metric = metric_names.metric
    order by fallen.score_change, fallen.arr desc, fallen.account_id
"""


def transitions(publication: Publication, scope: Scope, before: dt.date, date: dt.date) -> list[dict]:
    """Accounts and ARR by band at `before` and at `date`; a band is also no_score or not_paying."""
    return publication.rows(
        PAIRS
        + """
        select from_band, to_band, count(*) as accounts, sum(arr)::decimal(18, 6) as arr
        from scoped
        group by from_band, to_band
        order by from_band, to_band
        """,
        scope.bound(before=before, date=date),
    )


def transition_rows(
    publication: Publication,
    scope: Scope,
    before: dt.date,
    date: dt.date,
    from_band: str,
    to_band: str,
    limit: int | None,
) -> pa.Table:
    """Accounts of a cell, or of all ('all'), the largest first."""
    return publication.table(
        PAIRS
        + """,
        largest as (
            select *
            from scoped
            where $from_band in ('all', from_band) and $to_band in ('all', to_band)
            order by arr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, largest.from_band, largest.to_band, largest.score_before, largest.score,
            largest.score_change, largest.arr, largest.segment, largest.owner_name, largest.account_id
        from largest
        left join accounts on largest.account_id = accounts.account_id
        order by largest.arr desc, largest.account_id
        """,
        scope.bound(before=before, date=date, from_band=from_band, to_band=to_band, limit=limit),
    )


def transition_total(
    publication: Publication, scope: Scope, before: dt.date, date: dt.date, from_band: str, to_band: str
) -> dict:
    """`row_count` and `arr` of all of `transition_rows`."""
    return publication.rows(
        PAIRS
        + """
        select count(*) as row_count, coalesce(sum(arr), 0)::decimal(18, 6) as arr
        from scoped
        where $from_band in ('all', from_band) and $to_band in ('all', to_band)
        """,
        scope.bound(before=before, date=date, from_band=from_band, to_band=to_band),
    )[0]


def drops(publication: Publication, scope: Scope, before: dt.date, date: dt.date, limit: int) -> pa.Table:
    """Scores that fell most, each change split into what made it, with the metric that took the most points."""
    contributions = view_query(publication, "health_contributions")
    changes = view_query(publication, "health_changes")
    return publication.table(
        PAIRS + "," + METRIC_NAMES + FALLEN + contributions + "), health_changes as (" + changes + DROPS,
        scope.bound(before=before, date=date, limit=limit),
    )


def effects(publication: Publication, account_id: str, profile: str, before: dt.date, date: dt.date) -> pa.Table:
    """What moved one account's score between two days: a row per metric, those that took the most points first."""
    return publication.table(
        "with"
        + METRIC_NAMES
        + """
        select
            coalesce(min(metric_names.name), changes.metric) as metric_name,
            sum(changes.amount)::decimal(18, 8) as points_change,
            (sum(changes.amount) filter (where effect = 'value'))::decimal(18, 8) as value_points,
            (sum(changes.amount) filter (where effect = 'weight'))::decimal(18, 8) as weight_points,
            (sum(changes.amount) filter (where effect = 'stage'))::decimal(18, 8) as stage_points,
            (sum(changes.amount) filter (where effect = 'coverage'))::decimal(18, 8) as coverage_points
        from health_changes as changes
        left join metric_names on changes.metric = metric_names.metric
        where
            changes.account_id = $account_id and changes.profile = $profile and changes.from_date = $before
            and changes.to_date = $date
        group by changes.metric
        order by points_change, changes.metric
        """,
        {"account_id": account_id, "profile": profile, "before": before, "date": date},
    )
