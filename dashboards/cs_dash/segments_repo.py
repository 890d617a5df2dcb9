"""The SQL texts of Segments: how each segment does, who serves how many, what it costs, and which accounts moved."""

import datetime as dt

import pyarrow as pa

from cs_dash.publication import Publication

# The tiers of the set in force, in the order of their rank.
TIERS = """
    with tiers as (
        select segment_set, segment, label, tier_rank, coverage_model
        from segment_tiers
        where
            effective_from <= (select as_of::date from publication)
            and (effective_to is null or effective_to > (select as_of::date from publication))
    )
"""
# Accounts that pay at the month end. Every set holds each of them once, so that all its segments need no look at which.
PAYING = """
    with placed as (
        select account_id, arr, score as segment_score
        from segment_scores
        where month_end = $month
    )
"""
# Those of one segment of a set.
PLACED = """
    with placed as (
        select paying.account_id, paying.arr, paying.score as segment_score
        from segment_scores as paying
        inner join segment_readings as readings on paying.account_id = readings.account_id
        where
            paying.month_end = $month
            and readings.segment_set = $segment_set
            and readings.segment = $segment
            and readings.valid_from <= $read_on
            and (readings.valid_to is null or readings.valid_to > $read_on)
    )
"""


def placed(publication: Publication, segment_set: str, segment: str, month: dt.date) -> tuple[str, dict]:
    """The accounts of a segment, or of all ('all'), at a month end: the query's beginning and what it is bound to."""
    if segment == "all":
        return PAYING, {"month": month}
    # The running month is read on the day of as_of.
    read_on = publication.rows("select least($month, as_of::date) as read_on from publication", {"month": month})
    return PLACED, {"month": month, "segment_set": segment_set, "segment": segment, **read_on[0]}


def is_told(publication: Publication) -> bool:
    """Whether the publication holds segments of any month."""
    return bool(publication.rows("select 1 as one from segment_scorecard limit 1"))


def sets(publication: Publication) -> list[dict]:
    """The ways of cutting the book, the one of record first: segment_set, label, meaning, is_of_record."""
    return publication.rows("""
        select segment_set, label, meaning, is_of_record
        from segment_sets
        where
            effective_from <= (select as_of::date from publication)
            and (effective_to is null or effective_to > (select as_of::date from publication))
        order by is_of_record desc, segment_set
    """)


def labels(publication: Publication, segment_set: str) -> dict[str, str]:
    """What each segment of a set is called, the highest tier first."""
    rows = publication.rows(
        TIERS + "select segment, label from tiers where segment_set = $segment_set order by tier_rank desc",
        {"segment_set": segment_set},
    )
    return {row["segment"]: row["label"] for row in rows}


def months(publication: Publication) -> list[dict]:
    """Months of the scorecard, newest first, with whether they are still running."""
    return publication.rows("""
        select month_end, bool_or(is_provisional) as is_provisional
        from segment_scorecard
        group by month_end
        order by month_end desc
    """)


def scorecard(publication: Publication, segment_set: str, month: dt.date) -> pa.Table:
    """One row per segment of the set and all together, the highest tier first."""
    return publication.table(
        TIERS
        + """
        select
            card.segment as segment_code,
            case card.segment
                when 'all' then 'All' when 'unassigned' then 'Not in a segment before' else tiers.label
            end as segment_label,
            card.accounts, card.arr, card.nrr, card.grr, card.logo_retention, card.opening_accounts as opening_logos,
            card.nps, card.responses, card.time_to_value_days, card.valued_accounts, card.renewal_rate,
            card.renewals_due, card.cost_share, card.target_share_low, card.target_share_high,
            card.accounts_per_owner, card.target_accounts_low, card.target_accounts_high,
            card.churned_accounts as lost_accounts
        from segment_scorecard as card
        left join tiers on card.segment_set = tiers.segment_set and card.segment = tiers.segment
        where card.segment_set = $segment_set and card.month_end = $month
        order by card.segment = 'all', tiers.tier_rank desc nulls last
        """,
        {"segment_set": segment_set, "month": month},
    )


def trend(publication: Publication, segment_set: str, month: dt.date, months_back: int) -> list[dict]:
    """NRR of each segment of the set by month, up to `month`: month_end, segment, nrr, opening_accounts."""
    return publication.rows(
        """
        select month_end, segment, nrr, opening_accounts
        from segment_scorecard
        where
            segment_set = $segment_set and segment not in ('all', 'unassigned') and nrr is not null
            and month_end <= $month and month_end > $month::date - to_months($months_back)
        order by month_end, segment
        """,
        {"segment_set": segment_set, "month": month, "months_back": months_back},
    )


def account_rows(
    publication: Publication, segment_set: str, segment: str, month: dt.date, limit: int | None
) -> pa.Table:
    """Accounts of a segment at a month end, the largest first."""
    beginning, bound = placed(publication, segment_set, segment, month)
    return publication.table(
        beginning
        + """,
        largest as (
            select *
            from placed
            order by arr desc, account_id
            limit $limit
        )
        select
            accounts.account_name, largest.arr, costs.cost_share, costs.annual_cost, costs.verdict as cost_verdict,
            largest.segment_score, accounts.owner_name, largest.account_id
        from largest
        inner join accounts on largest.account_id = accounts.account_id
        left join cost_to_serve as costs on largest.account_id = costs.account_id and costs.month_end = $month
        order by largest.arr desc, largest.account_id
        """,
        {**bound, "limit": limit},
    )


def account_totals(publication: Publication, segment_set: str, segment: str, month: dt.date) -> dict:
    """Number and ARR of those accounts."""
    beginning, bound = placed(publication, segment_set, segment, month)
    return publication.rows(
        beginning
        + """
        select count(*) as row_count, coalesce(sum(arr), 0) as arr
        from placed
        """,
        bound,
    )[0]


def load(publication: Publication, month: dt.date) -> pa.Table:
    """Who serves how many accounts against the ratios, the fullest first."""
    return publication.table(
        """
        select
            case bearer_kind
                when 'owner' then coalesce(owner_name, bearer_id)
                when 'pool' then 'Pool: ' || replace(bearer_id, '_', ' ')
                else 'Nobody, in dedicated coverage'
            end as bearer,
            accounts, arr, dedicated_accounts, pooled_accounts, digital_accounts, people_needed_low,
            people_needed_high, is_over, is_under, owner_id
        from csm_load
        where month_end = $month
        order by people_needed_low desc, bearer_id
        """,
        {"month": month},
    )


def load_total(publication: Publication, month: dt.date) -> dict:
    """`owners` of `load` with accounts of their own, and how many of them are `over` their ratio."""
    return publication.rows(
        """
        select count(*) as owners, count(*) filter (where is_over) as over
        from csm_load
        where month_end = $month and owner_id is not null
        """,
        {"month": month},
    )[0]


def orphans(publication: Publication) -> pa.Table:
    """Paying accounts that nobody active owns, the largest first."""
    return publication.table("""
        select
            accounts.account_name, orphans.arr, orphans.reason as orphan_reason, orphans.owner_name,
            orphans.since_on, orphans.days as orphan_days, orphans.account_id
        from orphan_accounts as orphans
        inner join accounts on orphans.account_id = accounts.account_id
        where orphans.is_current
        order by orphans.arr desc, orphans.account_id
    """)


def orphan_total(publication: Publication) -> dict:
    """Number and ARR of those accounts."""
    return publication.rows("""
        select count(*) as accounts, coalesce(sum(orphans.arr), 0) as arr
        from orphan_accounts as orphans
        inner join accounts on orphans.account_id = accounts.account_id
        where orphans.is_current
    """)[0]


def moves(publication: Publication, first: dt.date, last: dt.date, limit: int | None) -> pa.Table:
    """Accounts that another coverage segment took on after `first` and up to `last`, the newest first."""
    return publication.table(
        """
        select
            moved.valid_from as moved_on, accounts.account_name, moved.previous_segment as from_segment,
            moved.segment as to_segment, moved.reason_words, moved.arr, moved.score as segment_score,
            moved.is_temporary_upgrade, accounts.owner_name, moved.account_id
        from segments as moved
        inner join accounts on moved.account_id = accounts.account_id
        where moved.valid_from > $first and moved.valid_from <= $last and moved.direction in ('up', 'down')
        order by moved.valid_from desc, moved.account_id
        limit $limit
        """,
        {"first": first, "last": last, "limit": limit},
    )


def move_counts(publication: Publication, first: dt.date, last: dt.date) -> list[dict]:
    """Moves of those days by reason: transition_reason, direction, moves."""
    return publication.rows(
        """
        select transition_reason, direction, count(*) as moves
        from segments
        where valid_from > $first and valid_from <= $last and direction in ('up', 'down')
        group by transition_reason, direction
        order by moves desc, transition_reason, direction
        """,
        {"first": first, "last": last},
    )


def cadence(publication: Publication, month: dt.date) -> pa.Table:
    """How many accounts of each segment were touched, and reviewed, as often as it asks for."""
    return publication.table(
        """
        select segment, cadence, accounts_met, accounts, cadence_rate
        from cadence_scorecard
        where month_end = $month
        order by segment, cadence
        """,
        {"month": month},
    )


def overdue_touches(publication: Publication, month: dt.date, limit: int | None) -> pa.Table:
    """Accounts that were not touched or reviewed as often as their segment asks for, the longest silence first."""
    return publication.table(
        """
        select
            accounts.account_name, missed.segment, missed.cadence, missed.phase, missed.days_since,
            missed.required_days, missed.last_touch_on as last_one_on, accounts.owner_name, missed.account_id
        from touch_cadence as missed
        inner join accounts on missed.account_id = accounts.account_id
        where missed.month_end = $month and not missed.is_met
        order by missed.days_since - missed.required_days desc, missed.account_id, missed.cadence
        limit $limit
        """,
        {"month": month, "limit": limit},
    )


def time_worked(publication: Publication, month: dt.date) -> pa.Table:
    """Hours with customers of each person with hours landed, the smallest share first."""
    return publication.table(
        """
        select
            owner_name, customer_hours, hours_worked, customer_share, target_share, is_other_heavy
        from csm_time
        where month_end = $month
        order by customer_share, owner_id
        """,
        {"month": month},
    )


def automation(publication: Publication) -> list[dict]:
    """What automation would free: label, hours_per_week, share_automated, people, hours_freed, people_freed."""
    return publication.rows("""
        select label, hours_per_week, share_automated, people, hours_freed, people_freed
        from automation_returns
        order by process
    """)
