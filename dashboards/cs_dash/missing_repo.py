"""The SQL texts of the Health page's coverage: which metrics scores lack, and which accounts lack them."""

import datetime as dt

import pyarrow as pa

from cs_dash import health_repo
from cs_dash.health_repo import METRIC_NAMES, SCOPED, Scope
from cs_dash.publication import Publication

# Every metric that the day's scores ask for, a row per account and metric of its profile.
ASKED = (
    SCOPED
    + """,
    asked as (
        select
            scoped.account_id, weights.component, weights.metric, scores.is_null, scores.null_policy,
            scores.null_reason
        from scoped
        inner join health_weights as weights
            on
                scoped.profile_version = weights.profile_version and scoped.lifecycle_stage = weights.lifecycle_stage
                and scoped.segment = weights.segment
        inner join health_metric_scores as scores
            on scoped.account_id = scores.account_id and weights.metric = scores.metric
        where scoped.as_of_date = $date and weights.profile = $profile and scores.as_of_date = $date
    )
"""
)
COUNTED_ACCOUNTS = (
    ASKED
    + """,
    counted as (
        select component, metric, is_null, null_reason, null_policy, count(*) as accounts
        from asked
        group by component, metric, is_null, null_reason, null_policy
    )
"""
)
# The same of what is counted already, for all owners together.
COUNTED_METRICS = """
    with counted as (
        select component, metric, is_null, null_reason, null_policy, sum(accounts)::bigint as accounts
        from health_metric_coverage
        where
            profile = $profile
            and as_of_date = $date
            and $segment in ('all', segment)
            and $region in ('all', region)
            and $owner = 'all'
        group by component, metric, is_null, null_reason, null_policy
    )
"""


def missing_by_metric(publication: Publication, scope: Scope, date: dt.date) -> pa.Table:
    """How many accounts lack each metric, why, and what the profile does then."""
    told = health_repo.are_counted(publication, scope, "health_metric_coverage")
    return publication.table(
        (COUNTED_METRICS if told else COUNTED_ACCOUNTS)
        + ","
        + METRIC_NAMES
        + """,
        shared as (
            select *, sum(accounts) over (partition by component, metric)::bigint as asked_accounts from counted
        )
        select
            shared.component, coalesce(metric_names.name, shared.metric) as metric_name, shared.null_reason,
            shared.accounts as missing_accounts, shared.accounts::double / shared.asked_accounts as missing_share,
            shared.asked_accounts, policies.meaning as null_meaning, shared.metric
        from shared
        left join metric_names on shared.metric = metric_names.metric
        left join health_null_policies as policies
            on
                shared.null_policy = policies.null_policy
                and policies.effective_from <= $date
                and (policies.effective_to is null or policies.effective_to > $date)
        where shared.is_null
        order by missing_accounts desc, shared.component, shared.metric, shared.null_reason
        """,
        scope.bound(date=date),
    )


# The day's accounts that lack any metric, and those that lack one.
LACKING_ANY = (
    SCOPED
    + """,
    lacking as (select * from scoped where as_of_date = $date and missing_metrics > 0 and $metric = 'all')
"""
)
LACKING_ONE = (
    ASKED
    + """,
    lacking as (
        select *
        from scoped
        where
            as_of_date = $date
            and account_id in (select account_id from asked where is_null and metric = $metric)
    )
"""
)


def missing_by_account(
    publication: Publication, scope: Scope, date: dt.date, metric: str, limit: int | None
) -> pa.Table:
    """Accounts that lack a metric, or any ('all'), those with the least of their weight known first."""
    return publication.table(
        (LACKING_ANY if metric == "all" else LACKING_ONE)
        + ","
        + METRIC_NAMES
        + """,
        least as (
            select *
            from lacking
            order by coverage, arr desc, account_id
            limit $limit
        ),
        told as (
            select
                least.account_id,
                string_agg(coalesce(metric_names.name, scores.metric), ' · ' order by scores.metric) as missing_list
            from least
            inner join health_weights as weights
                on
                    least.profile_version = weights.profile_version
                    and least.lifecycle_stage = weights.lifecycle_stage and least.segment = weights.segment
            inner join health_metric_scores as scores
                on least.account_id = scores.account_id and weights.metric = scores.metric
            left join metric_names on scores.metric = metric_names.metric
            where weights.profile = $profile and scores.as_of_date = $date and scores.is_null
            group by least.account_id
        )
        select
            accounts.account_name, least.score, least.band_or_none as band, least.coverage, least.missing_metrics,
            told.missing_list, least.arr, least.owner_name, least.account_id
        from least
        left join told on least.account_id = told.account_id
        left join accounts on least.account_id = accounts.account_id
        order by least.coverage, least.arr desc, least.account_id
        """,
        scope.bound(date=date, metric=metric, limit=limit),
    )


def missing_total(publication: Publication, scope: Scope, date: dt.date, metric: str) -> dict:
    """`row_count` of all of `missing_by_account`, and `accounts`, all that the day's scope has."""
    return publication.rows(
        (LACKING_ANY if metric == "all" else LACKING_ONE)
        + """
        select
            (select count(*) from lacking) as row_count,
            (select count(*) from scoped where as_of_date = $date) as accounts
        """,
        scope.bound(date=date, metric=metric),
    )[0]
