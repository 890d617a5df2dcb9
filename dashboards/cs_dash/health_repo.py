"""The SQL texts of the Health page's distribution and coverage, and the scope that all of the page is read in."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import access_repo
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
        from (select distinct profile from health_scoring_days) as scored
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
            from health_scoring_days
            where is_weekly or is_current
            order by as_of_date desc
        """)
    ]


def places(publication: Publication) -> list[dict]:
    """Regions and owners of accounts that have paid: `kind` (region or owner) and `value`."""
    return publication.rows("""
        with paid as (
            select distinct coalesce(region, 'unassigned') as region, coalesce(owner_name, 'unassigned') as owner
            from accounts
            where first_paid_date is not null
        )
        select distinct 'region' as kind, region as value from paid
        union all
        select distinct 'owner', owner from paid
        order by kind, value
    """)


def versions(publication: Publication, profile: str) -> list[dict]:
    """Versions of a profile's weights after the first that scored, each with the first day it scored."""
    return publication.rows(
        """
        select profile_version, min(as_of_date) as as_of_date
        from health_scoring_days
        where profile = $profile
        group by profile_version
        having min(as_of_date) > (select min(as_of_date) from health_scoring_days where profile = $profile)
        order by as_of_date
        """,
        {"profile": profile},
    )


def earlier_date(publication: Publication, profile: str, date: dt.date, weeks: int) -> dt.date | None:
    """The newest Sunday at least so many weeks before, or None where history is shorter."""
    return publication.rows(
        """
        select max(as_of_date) as as_of_date
        from health_scoring_days
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
        select *, 12 * mrr as arr, coalesce(band, 'no_score') as band_or_none
        from health_by_day
        where
            profile = $profile
            and $segment in ('all', segment)
            and $region in ('all', coalesce(region, 'unassigned'))
            and $owner in ('all', coalesce(owner_name, 'unassigned'))
    )
"""


ACCOUNTS_BY_BAND = (
    SCOPED
    + """
    select as_of_date, band_or_none as band, count(*) as accounts, sum(arr)::decimal(18, 6) as arr
    from scoped
    where as_of_date between $date::date - 7 * $weeks::integer and $date and (is_weekly or as_of_date = $date)
    group by as_of_date, band_or_none
    order by as_of_date, band
"""
)
# The same of what is counted already, for all owners together.
TOTALS_BY_BAND = """
    select as_of_date, band, sum(accounts)::bigint as accounts, sum(arr)::decimal(18, 6) as arr
    from health_totals
    where
        profile = $profile
        and $segment in ('all', segment)
        and $region in ('all', region)
        and $owner = 'all'
        and as_of_date between $date::date - 7 * $weeks::integer and $date
        and (is_weekly or as_of_date = $date)
    group by as_of_date, band
    order by as_of_date, band
"""


def distribution(publication: Publication, scope: Scope, date: dt.date, weeks: int) -> list[dict]:
    """Accounts and ARR by band for each Sunday of the `weeks` up to `date`, and for `date` itself."""
    # Totals tell no owner: one owner's are counted, and so are those of a reader who sees no totals.
    told = scope.owner == "all" and not access_repo.is_closed(publication, "health_totals")
    return publication.rows(
        TOTALS_BY_BAND if told else ACCOUNTS_BY_BAND,
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
            quantile_cont(score::double, [0.25, 0.5, 0.75]) as quartiles,
            round(quartiles[1], 1) as lower_quartile,
            round(quartiles[2], 1) as median,
            round(quartiles[3], 1) as upper_quartile
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
        + """,
        lowest as (
            select *
            from scoped
            where as_of_date = $date and $band in ('all', band_or_none)
            order by score nulls last, arr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, lowest.score, lowest.band_or_none as band, lowest.change_30d as score_change,
            coalesce(metric_names.name, lowest.main_driver) as main_driver, lowest.arr, lowest.lifecycle_stage,
            lowest.segment, lowest.owner_name, accounts.renewal_date, lowest.account_id
        from lowest
        left join accounts on lowest.account_id = accounts.account_id
        left join metric_names on lowest.main_driver = metric_names.metric
        order by lowest.score nulls last, lowest.arr desc, lowest.account_id
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
            accounts.account_name, scoped.score, scoped.band_or_none as band, scoped.coverage, lacking.missing_metrics,
            lacking.missing_list, scoped.arr, scoped.owner_name, scoped.account_id
        from lacking
        inner join scoped on lacking.account_id = scoped.account_id and scoped.as_of_date = $date
        left join accounts on lacking.account_id = accounts.account_id
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
