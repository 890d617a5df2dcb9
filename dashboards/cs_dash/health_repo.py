"""The SQL texts of the Health page's distribution and coverage, and the scope that all of the page is read in."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.publication import Publication


@dataclass(frozen=True)
class Scope:
    """Which accounts, scored how: a profile, and a segment, region and owner or 'all' of each."""

    profile: str
    segment: str
    region: str
    owner: str

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {
            "profile": self.profile,
            "segment": self.segment,
            "region": self.region,
            "owner": self.owner,
            **more,
        }


def profiles(publication: Publication) -> list[dict]:
    """Profiles that score accounts (profile, name, meaning, is_champion), the champion first."""
    return publication.rows("""
        select
            scored.profile, coalesce(profiles.name, scored.profile) as name, profiles.meaning,
            coalesce(profiles.is_champion, false) as is_champion
        from (select distinct profile from account_health) as scored
        left join health_profiles as profiles
            on
                scored.profile = profiles.profile
                and profiles.effective_from <= (select as_of::date from publication)
                and coalesce(profiles.effective_to > (select as_of::date from publication), true)
        order by coalesce(profiles.is_champion, false) desc, scored.profile
    """)


def dates(publication: Publication) -> list[dt.date]:
    """The scoring days to choose from, newest first: every Sunday and the as-of day."""
    return [
        row["as_of_date"]
        for row in publication.rows("""
            select distinct as_of_date
            from account_health
            where is_weekly or is_current
            order by as_of_date desc
        """)
    ]


def places(publication: Publication) -> list[dict]:
    """Regions and owners of scored accounts: `kind` (region or owner) and `value`."""
    return publication.rows("""
        with scored as (
            select coalesce(region, 'unassigned') as region, coalesce(owner_name, 'unassigned') as owner
            from accounts
            where account_id in (select account_id from account_health)
        )
        select distinct 'region' as kind, region as value from scored
        union all
        select distinct 'owner', owner from scored
        order by kind, value
    """)


def versions(publication: Publication, profile: str) -> list[dict]:
    """Versions of a profile's weights after the first that scored, each with the first day it scored."""
    return publication.rows(
        """
        select profile_version, min(as_of_date) as as_of_date
        from account_health
        where profile = $profile
        group by profile_version
        having min(as_of_date) > (select min(as_of_date) from account_health where profile = $profile)
        order by as_of_date
        """,
        {"profile": profile},
    )


def earlier_date(publication: Publication, profile: str, date: dt.date, weeks: int) -> dt.date | None:
    """The newest Sunday at least so many weeks before, or None where history is shorter."""
    return publication.rows(
        """
        select max(as_of_date) as as_of_date
        from account_health
        where profile = $profile and is_weekly and as_of_date <= $date::date - 7 * $weeks::integer
        """,
        {"profile": profile, "date": date, "weeks": weeks},
    )[0]["as_of_date"]


# What metrics are called, by the rows in force on $date.
METRIC_NAMES = """
    metric_names as (
        select metric, name, unit, better, meaning
        from health_metrics
        where effective_from <= $date and (effective_to is null or effective_to > $date)
    )
"""

# The scoped accounts of every day, each in its segment of the day; region and owner are the account's of today.
SCOPED = """
    with scoped as (
        select
            health.*, accounts.account_name, accounts.owner_name, accounts.renewal_date, 12 * health.mrr as arr,
            coalesce(health.band, 'no_score') as band_or_none
        from account_health as health
        left join accounts on health.account_id = accounts.account_id
        where
            health.profile = $profile
            and $segment in ('all', health.segment)
            and $region in ('all', coalesce(accounts.region, 'unassigned'))
            and $owner in ('all', coalesce(accounts.owner_name, 'unassigned'))
    )
"""


def distribution(publication: Publication, scope: Scope, date: dt.date, weeks: int) -> list[dict]:
    """Accounts and ARR by band for each Sunday of the `weeks` up to `date`, and for `date` itself."""
    return publication.rows(
        SCOPED
        + """
        select as_of_date, band_or_none as band, count(*) as accounts, sum(arr)::decimal(18, 6) as arr
        from scoped
        where as_of_date between $date::date - 7 * $weeks::integer and $date and (is_weekly or as_of_date = $date)
        group by as_of_date, band_or_none
        order by as_of_date, band
        """,
        scope.bound(date=date, weeks=weeks),
    )


def summary(publication: Publication, scope: Scope, date: dt.date, before: dt.date | None) -> dict[str, dict]:
    """The tiles' figures at `date` ('now') and at `before` ('before'); a day without accounts is left out."""
    rows = publication.rows(
        SCOPED
        + """
        select
            as_of_date = $date as is_now,
            count(*) as accounts,
            count(score) as scored,
            count(score)::double / count(*) as health_coverage,
            sum(arr)::decimal(18, 6) as arr,
            count(*) filter (where band = 'healthy') as healthy,
            coalesce(sum(arr) filter (where band = 'healthy'), 0)::decimal(18, 6) as healthy_arr,
            count(*) filter (where band in ('at_risk', 'critical', 'emergency')) as at_risk,
            coalesce(sum(arr) filter (where band in ('at_risk', 'critical', 'emergency')), 0)::decimal(18, 6)
                as at_risk_arr,
            round(quantile_cont(score::double, 0.25), 1) as lower_quartile,
            round(quantile_cont(score::double, 0.5), 1) as median,
            round(quantile_cont(score::double, 0.75), 1) as upper_quartile
        from scoped
        where as_of_date in ($date, $before)
        group by as_of_date
        """,
        scope.bound(date=date, before=before or date),
    )
    return {"now" if row["is_now"] else "before": row for row in rows}


def coverage_targets(publication: Publication, date: dt.date) -> list[dict]:
    """What share of accounts should have a score, by source, the lowest first."""
    return publication.rows(
        """
        select target_value, source
        from health_targets
        where
            metric_id = 'health_coverage'
            and effective_from <= $date and (effective_to is null or effective_to > $date)
        order by target_value
        """,
        {"date": date},
    )


def account_rows(publication: Publication, scope: Scope, date: dt.date, band: str, limit: int | None) -> pa.Table:
    """Accounts of a band, or of all ('all'), the lowest scores first."""
    return publication.table(
        SCOPED
        + ","
        + METRIC_NAMES
        + """
        select
            account_name, score, band_or_none as band, change_30d as score_change,
            coalesce(metric_names.name, main_driver) as main_driver, arr, lifecycle_stage, segment, owner_name,
            renewal_date, account_id
        from scoped
        left join metric_names on scoped.main_driver = metric_names.metric
        where as_of_date = $date and $band in ('all', band_or_none)
        order by score nulls last, arr desc, account_id
        limit $limit
        """,
        scope.bound(date=date, band=band, limit=limit),
    )


def account_total(publication: Publication, scope: Scope, date: dt.date, band: str) -> dict:
    """`row_count` and `arr` of all of `account_rows`."""
    return publication.rows(
        SCOPED
        + """
        select count(*) as row_count, coalesce(sum(arr), 0)::decimal(18, 6) as arr
        from scoped
        where as_of_date = $date and $band in ('all', band_or_none)
        """,
        scope.bound(date=date, band=band),
    )[0]


# What a day's scores lack, a row per account and metric of its profile.
MISSING = (
    SCOPED
    + """,
    asked as (
        select
            scoped.account_id, parts.component, parts.metric, parts.is_null, parts.null_policy, parts.null_reason
        from scoped
        inner join health_contributions as parts
            on
                scoped.account_id = parts.account_id and scoped.as_of_date = parts.as_of_date
                and scoped.profile = parts.profile
        where scoped.as_of_date = $date and parts.as_of_date = $date and parts.profile = $profile
    )
"""
)


def missing_by_metric(publication: Publication, scope: Scope, date: dt.date) -> pa.Table:
    """How many accounts lack each metric, why, and what the profile does then."""
    return publication.table(
        MISSING
        + ","
        + METRIC_NAMES
        + """,
        totals as (
            select component, metric, count(*) as asked_accounts from asked group by component, metric
        )
        select
            asked.component, coalesce(min(metric_names.name), asked.metric) as metric_name, asked.null_reason,
            count(*) as missing_accounts, count(*)::double / totals.asked_accounts as missing_share,
            totals.asked_accounts, min(policies.meaning) as null_meaning, asked.metric
        from asked
        inner join totals on asked.component = totals.component and asked.metric = totals.metric
        left join metric_names on asked.metric = metric_names.metric
        left join health_null_policies as policies
            on
                asked.null_policy = policies.null_policy
                and policies.effective_from <= $date
                and (policies.effective_to is null or policies.effective_to > $date)
        where asked.is_null
        group by asked.component, asked.metric, asked.null_reason, asked.null_policy, totals.asked_accounts
        order by missing_accounts desc, asked.component, asked.metric, asked.null_reason
        """,
        scope.bound(date=date),
    )


def missing_by_account(
    publication: Publication, scope: Scope, date: dt.date, metric: str, limit: int | None
) -> pa.Table:
    """Accounts that lack a metric, or any ('all'), those with the least of their weight known first."""
    return publication.table(
        MISSING
        + ","
        + METRIC_NAMES
        + """,
        lacking as (
            select
                asked.account_id, count(*) as missing_metrics,
                string_agg(coalesce(metric_names.name, asked.metric), ' · ' order by asked.metric) as missing_list
            from asked
            left join metric_names on asked.metric = metric_names.metric
            where asked.is_null
            group by asked.account_id
            having $metric = 'all' or bool_or(asked.metric = $metric)
        )
        select
            scoped.account_name, scoped.score, scoped.band_or_none as band, scoped.coverage, lacking.missing_metrics,
            lacking.missing_list, scoped.arr, scoped.owner_name, scoped.account_id
        from lacking
        inner join scoped on lacking.account_id = scoped.account_id and scoped.as_of_date = $date
        order by scoped.coverage, scoped.arr desc, scoped.account_id
        limit $limit
        """,
        scope.bound(date=date, metric=metric, limit=limit),
    )


def missing_total(publication: Publication, scope: Scope, date: dt.date, metric: str) -> dict:
    """`row_count` of all of `missing_by_account`, and `accounts`, all that the day's scope has."""
    return publication.rows(
        MISSING
        + """
        select
            count(distinct account_id) filter (where is_null and $metric in ('all', metric)) as row_count,
            count(distinct account_id) as accounts
        from asked
        """,
        scope.bound(date=date, metric=metric),
    )[0]
