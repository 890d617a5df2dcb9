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


def are_counted(publication: Publication, scope: Scope, totals: str) -> bool:
    """Whether a table of totals tells of the scope: none tells an owner's, and not every reader sees them."""
    return scope.owner == "all" and not access_repo.is_closed(publication, totals)


def distribution(publication: Publication, scope: Scope, date: dt.date, weeks: int) -> list[dict]:
    """Accounts and ARR by band for each Sunday of the `weeks` up to `date`, and for `date` itself."""
    return publication.rows(
        TOTALS_BY_BAND if are_counted(publication, scope, "health_totals") else ACCOUNTS_BY_BAND,
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
