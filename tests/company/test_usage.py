"""Use of the product by week against a plain count over the events as they were landed."""

import pytest

# No daily tables, no facts, no running sums: each window is counted on its own, from what had been received by its end.
COUNTED = """
with events as (
    select
        id,
        any_value(user_id) as user_id,
        any_value(group_id) as group_id,
        any_value(event) as event,
        any_value(json_extract_string(properties, '$.feature')) as feature,
        any_value(cast(json_extract_string(properties, '$.duration_ms') as bigint)) as duration_ms,
        any_value(timestamp) as happened_at,
        min(received_at) as received_at
    from raw.segment__tracks
    group by id
),

counted as (
    select
        keys.account_id,
        count(*) as events_28d,
        count(*) filter (where happened_at >= midnight - interval 7 day) as events_7d,
        count(*) filter (where happened_at >= midnight - interval 14 day) as events_14d,
        count(distinct user_id) as active_users_28d,
        count(distinct user_id) filter (where happened_at >= midnight - interval 7 day) as active_users_7d,
        count(distinct (user_id, happened_at::date)) filter (where happened_at >= midnight - interval 7 day)
            as user_days_7d,
        count(distinct (user_id, date_trunc('hour', happened_at))) as sessions_28d,
        count(*) filter (where event = 'Signed In') as logins_28d,
        count(distinct feature) filter (where event <> 'Signed In') as features_28d,
        count(*) filter (where event <> 'Signed In') as feature_uses_28d,
        sum(duration_ms) / 60000 as minutes_28d
    from events
    cross join (select (cast($week_end as date) + 1)::timestamp at time zone 'UTC' as midnight)
    inner join marts.account_keys as keys
        on keys.source_system = 'segment' and keys.source_key = events.group_id
    where happened_at >= midnight - interval 28 day and happened_at < midnight and received_at < midnight
    group by keys.account_id
)

select
    usage.account_id,
    {told},
    {here}
from marts.account_usage as usage
left join counted using (account_id)
where usage.as_of_date = cast($week_end as date)
"""
FIGURES = (
    "events_28d", "events_7d", "events_14d", "active_users_28d", "active_users_7d", "user_days_7d", "sessions_28d",
    "logins_28d", "features_28d", "feature_uses_28d",
)  # fmt: skip


@pytest.mark.parametrize("week_end", ["2024-06-30", "2025-12-28", "2026-10-11", "2026-10-15"])
def test_use_of_a_week_is_what_had_been_received(company, week_end):
    told = ", ".join(f"usage.{name}" for name in (*FIGURES, "minutes_28d"))
    here = ", ".join(f"coalesce(counted.{name}, 0)" for name in (*FIGURES, "minutes_28d"))
    query = COUNTED.replace("{told}", told).replace("{here}", here)
    rows = company.connection.execute(query, {"week_end": week_end}).fetchall()
    assert len(rows) > 100
    assert sum(row[1] for row in rows) > 1000
    middle = len(FIGURES) + 1
    assert [row for row in rows if row[1:middle] != row[middle + 1 : -1]] == []
    # Minutes are rounded once a day and once a user.
    assert [row for row in rows if float(row[middle]) != pytest.approx(float(row[-1]), abs=1e-3)] == []


def test_seats_are_those_of_the_plans(company):
    """Each account's seats of today: quantities of plans, no add-ons and no bundles of runs."""
    wrong = company.connection.execute(
        """
        with seats as (
            select account_id, sum(quantity) as seats
            from marts.subscription_periods
            where valid_from <= date '2026-10-15' and (valid_to is null or valid_to > date '2026-10-15')
                and plan not like 'Insights add-on%' and plan not like 'Automation runs%'
            group by account_id
        )
        select account_id, usage.seats_sold, seats.seats
        from marts.account_usage as usage
        left join seats using (account_id)
        where usage.as_of_date = date '2026-10-15' and usage.seats_sold <> coalesce(seats.seats, 0)
        """
    ).fetchall()
    assert wrong == []
