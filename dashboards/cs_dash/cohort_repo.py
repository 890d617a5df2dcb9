"""The SQL texts of the Cohorts page: cells, curves and survival, and the accounts behind each."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash.publication import Publication


@dataclass(frozen=True)
class Scope:
    """Which accounts: those that one `cut` (segment, plan or channel at the start) calls `part`; 'all' of either."""

    cut: str = "all"
    part: str = "all"

    def bound(self, **more: object) -> dict:
        """Parameters of the queries below."""
        return {"cut": self.cut, "part": self.part, **more}


def parts(publication: Publication) -> list[dict]:
    """What cohorts are cut by: `cut` and `part`, the parts with most accounts first."""
    return publication.rows("""
        with starts as (
            select segment, plan, channel
            from cohort_accounts
            where age_months = 0
        ),
        counted as (
            select 'segment' as cut, segment as part, count(*) as accounts from starts group by segment
            union all
            select 'plan', plan, count(*) from starts group by plan
            union all
            select 'channel', channel, count(*) from starts group by channel
        )
        select cut, part
        from counted
        where part is not null
        order by cut, accounts desc, part
    """)


def rule(publication: Publication) -> dict:
    """`least_logos`, below which a rate is small, and the intervals' `confidence_level`, as in force."""
    return publication.rows("""
        select least_logos, confidence_level
        from cohort_rules
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
    """)[0]


# Rows of one cut: those of its parts, and those of nothing else.
CUT = """
    with cut as (
        select
            *,
            case $cut
                when 'segment' then segment when 'plan' then plan when 'channel' then channel else 'all'
            end as part
        from cohorts
        where
            ($cut = 'segment' or segment = 'all') and ($cut = 'plan' or plan = 'all')
            and ($cut = 'channel' or channel = 'all') and is_complete
    )
"""


def cells(publication: Publication, scope: Scope, basis: str) -> list[dict]:
    """One row per cohort and age that all of its accounts have reached in a final month; `basis`: month or quarter."""
    return publication.rows(
        CUT
        + """
        select
            cohort_month, age_months, start_logos, logos as kept_logos, logo_retention, gross_logos as unbroken_logos,
            gross_logo_retention, start_mrr, net_mrr, net_retention, gross_mrr, gross_retention, is_small
        from cut
        where cohort_basis = $basis and part = $part
        order by cohort_month, age_months
        """,
        scope.bound(basis=basis),
    )


def curves(publication: Publication, scope: Scope, followed: int) -> list[dict]:
    """Cohorts that have reached the age `followed`, together by `line` and age: the same accounts at every age.

    A line is a part of the cut, or the start year where one part or nothing is cut.
    """
    return publication.rows(
        CUT
        + """
        , lined as (
            select
                *,
                case when $cut = 'all' or $part <> 'all' then year(cohort_month)::varchar else part end as line
            from cut
            where
                cohort_basis = 'month'
                and if($cut <> 'all' and $part = 'all', part <> 'all', part = $part)
        ),
        reached as (
            select part, cohort_month
            from lined
            where age_months = $followed
        )
        select
            lined.line, lined.age_months, sum(lined.start_logos)::bigint as start_logos,
            sum(lined.logos)::bigint as kept_logos, sum(lined.logos) / sum(lined.start_logos)::double as logo_retention,
            sum(lined.gross_logos)::bigint as unbroken_logos,
            sum(lined.gross_logos) / sum(lined.start_logos)::double as gross_logo_retention,
            sum(lined.start_mrr) as start_mrr, sum(lined.net_mrr) as net_mrr,
            sum(lined.net_mrr) / sum(lined.start_mrr)::double as net_retention,
            sum(lined.gross_mrr) as gross_mrr, sum(lined.gross_mrr) / sum(lined.start_mrr)::double as gross_retention,
            sum(lined.start_logos) < $least as is_small
        from lined
        inner join reached on lined.part = reached.part and lined.cohort_month = reached.cohort_month
        where lined.age_months <= $followed
        group by lined.line, lined.age_months
        order by lined.line, lined.age_months
        """,
        scope.bound(followed=followed, least=rule(publication)["least_logos"]),
    )


def whole(publication: Publication, scope: Scope, age: int) -> dict:
    """All cohorts that have reached an age, as one: counts, amounts and rates, which are None without any."""
    return publication.rows(
        CUT
        + """
        select
            coalesce(sum(start_logos), 0)::bigint as start_logos, sum(logos)::bigint as kept_logos,
            sum(logos) / nullif(sum(start_logos), 0)::double as logo_retention,
            sum(start_mrr) as start_mrr, sum(net_mrr) as net_mrr, sum(gross_mrr) as gross_mrr,
            sum(net_mrr) / nullif(sum(start_mrr), 0)::double as net_retention,
            sum(gross_mrr) / nullif(sum(start_mrr), 0)::double as gross_retention,
            coalesce(sum(start_logos), 0) < $least as is_small
        from cut
        where cohort_basis = 'month' and part = $part and age_months = $age
        """,
        scope.bound(age=age, least=rule(publication)["least_logos"]),
    )[0]


def longest_age(publication: Publication) -> int:
    """The highest age that any cohort has reached in a final month."""
    return publication.rows("select coalesce(max(age_months), 0) as age from cohorts where is_complete")[0]["age"]


# Accounts at an age: of one cohort, or of all that have reached the age `followed` and lie on one line.
MEMBERS = """
    with members as (
        select
            *,
            case $cut
                when 'segment' then segment when 'plan' then plan when 'channel' then channel else 'all'
            end as part
        from cohort_accounts
        where age_months = $age and not is_provisional
    )
"""
MEMBER_SUMS = """
    select
        count(*) as row_count, sum(start_mrr) as start_mrr, sum(net_mrr) as net_mrr, sum(gross_mrr) as gross_mrr,
        count(*) filter (where is_paying) as kept_logos, count(*) filter (where is_unbroken) as unbroken_logos
    from members
"""
OF_COHORT = """
    where
        $part in ('all', members.part)
        and $cohort = case $basis when 'month' then members.start_month_end else members.start_quarter_end end
"""
OF_LINE = """
    where
        $part in ('all', members.part)
        and $line in (
            'all', case when $cut = 'all' or $part <> 'all' then year(start_month_end)::varchar else members.part end
        )
        and members.account_id in (
            select account_id from cohort_accounts where age_months = $followed and not is_provisional
        )
"""
# Those that lost most come first; their names are looked up last.
FIRST = """
    , first as (
        select members.*
        from members
"""
LARGEST_LOSS_FIRST = """
        order by members.start_mrr - members.net_mrr desc, members.start_mrr desc, members.account_id
        limit $limit
    )
    select
        accounts.account_name, first.start_mrr, first.net_mrr, first.gross_mrr, first.is_paying, first.is_unbroken,
        first.start_month_end, first.segment, first.plan, first.channel, first.account_id
    from first
    left join accounts on first.account_id = accounts.account_id
    order by first.start_mrr - first.net_mrr desc, first.start_mrr desc, first.account_id
"""


def cohort_members(
    publication: Publication, scope: Scope, basis: str, cohort: dt.date, age: int, limit: int | None
) -> pa.Table:
    """The accounts of a cell, those that lost most first."""
    return publication.table(
        MEMBERS + FIRST + OF_COHORT + LARGEST_LOSS_FIRST,
        scope.bound(basis=basis, cohort=cohort, age=age, limit=limit),
    )


def cohort_total(publication: Publication, scope: Scope, basis: str, cohort: dt.date, age: int) -> dict:
    """The sums of all of `cohort_members`."""
    return publication.rows(MEMBERS + MEMBER_SUMS + OF_COHORT, scope.bound(basis=basis, cohort=cohort, age=age))[0]


def line_members(
    publication: Publication, scope: Scope, followed: int, line: str, age: int, limit: int | None
) -> pa.Table:
    """The accounts of a point of a curve, those that lost most first; `line` 'all' gives those of every curve."""
    return publication.table(
        MEMBERS + FIRST + OF_LINE + LARGEST_LOSS_FIRST,
        scope.bound(followed=followed, line=line, age=age, limit=limit),
    )


def line_total(publication: Publication, scope: Scope, followed: int, line: str, age: int) -> dict:
    """The sums of all of `line_members`."""
    return publication.rows(MEMBERS + MEMBER_SUMS + OF_LINE, scope.bound(followed=followed, line=line, age=age))[0]
