"""The SQL texts of survival: curves, and the lives behind a point of one."""

import pyarrow as pa

from cs_dash.cohort_repo import Scope
from cs_dash.publication import Publication


def survival(publication: Publication, scope: Scope) -> list[dict]:
    """Curves by line and age: a line is a part of the cut, or a start year where nothing is cut."""
    return publication.rows(
        """
        select
            dimension_value as line, age_months, accounts, at_risk, lost, censored, survival, survival_lower,
            survival_upper, median_months, is_small
        from cohort_survival
        where
            dimension = case $cut when 'all' then 'start_year' else $cut end
            and $part in ('all', dimension_value)
        order by dimension_value, age_months
        """,
        scope.bound(),
    )


def at_age(publication: Publication, scope: Scope, age: int) -> dict | None:
    """Survival of the whole scope at an age, or None where no life has been followed so long."""
    found = publication.rows(
        """
        select survival, survival_lower, survival_upper, is_small
        from cohort_survival
        where
            age_months = $age
            and dimension = case when $part = 'all' then 'all' else $cut end
            and $part in ('all', dimension_value)
        """,
        scope.bound(age=age),
    )
    return found[0] if found else None


# Lives at risk in a month of age, each on its line.
AT_RISK = """
    with lined as (
        select
            *,
            case $cut
                when 'segment' then segment when 'plan' then plan when 'channel' then channel else start_year
            end as line
        from cohort_lives
        where last_age_months >= $age
    ),
    at_risk as (
        select *, is_lost and last_age_months = $age as is_lost_then
        from lined
        where $line in ('all', line) and $part in ('all', line)
    )
"""


def lives(publication: Publication, scope: Scope, line: str, age: int, limit: int | None) -> pa.Table:
    """Accounts at risk in a month of age, those lost in it first; `line` 'all' gives those of every curve."""
    return publication.table(
        AT_RISK
        + """
        select
            accounts.account_name, at_risk.is_lost_then, at_risk.first_paid_on, at_risk.watched_to, at_risk.months,
            at_risk.days, at_risk.is_lost, at_risk.segment, at_risk.plan, at_risk.channel, at_risk.account_id
        from at_risk
        left join accounts on at_risk.account_id = accounts.account_id
        order by at_risk.is_lost_then desc, at_risk.is_lost desc, at_risk.watched_to, at_risk.account_id
        limit $limit
        """,
        scope.bound(line=line, age=age, limit=limit),
    )


def lives_total(publication: Publication, scope: Scope, line: str, age: int) -> dict:
    """How many of all of `lives` there are, and how many of them were lost in that month."""
    return publication.rows(
        AT_RISK + "select count(*) as row_count, count(*) filter (where is_lost_then) as lost from at_risk",
        scope.bound(line=line, age=age),
    )[0]
