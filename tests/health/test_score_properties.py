"""What holds for any signals, stages, segments and versions of the rules."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.health.book import TODAY, Reading, bands_of, score

BEFORE = TODAY - timedelta(28)
SIGNALS = {
    "user_days_28d": 300, "active_users_28d": 20, "active_users_7d": 20, "features_28d": 9, "feature_uses_28d": 400,
    "minutes_28d": 200, "sessions_28d": 300, "users_known": 30, "seats_sold": 30, "active_users_28d_before": 20,
    "events_28d": 300, "events_28d_before": 300, "calls_90d": 5, "calls_connected_90d": 5, "contacts_touched_90d": 5,
    "tickets_30d": 6, "tickets_90d_before": 6, "tickets_90d": 6, "severe_tickets_90d": 3, "open_severe_tickets": 3,
    "csat_responses_180d": 6, "csat_satisfied_180d": 6, "invoices_due_365d": 12, "invoices_on_time_365d": 12,
    "overdue_invoices": 2, "key_contacts_left_90d": 2, "nps": 10, "csm_sentiment": 5, "last_sponsor_touch_day": 20600,
}  # fmt: skip
FACTS = ["product_event", "ticket_opened", "touch", "invoice_due", "champion"]
some_signals = st.fixed_dictionaries({}, optional={name: st.integers(1, most) for name, most in SIGNALS.items()})
some_never = st.frozensets(st.sampled_from(FACTS))
stages = st.sampled_from(["onboarding", "adoption", "value_realization", "renewal"])
segments = st.sampled_from(["high_touch", "low_touch", "tech_touch"])


@st.composite
def books(draw):
    readings = []
    for number in range(draw(st.integers(1, 4))):
        never = draw(some_never)
        for day, compared_to in ((BEFORE, None), (TODAY, BEFORE)):
            readings.append(
                Reading(str(number), draw(some_signals), draw(stages), draw(segments), draw(st.integers(0, 900)), day,
                        compared_to, never)
            )  # fmt: skip
    return readings


def retuned(con) -> None:
    """From 15 June composite_five weighs NPS more and the growth of users not at all; lifecycle_four gains a metric."""
    con.execute(
        "update build.seeds.health_profile_weights set effective_to = '2026-06-15' where profile = 'composite_five'"
        " and metric in ('nps', 'user_growth')"
    )
    con.execute(
        "insert into build.seeds.health_profile_weights values"
        " ('composite_five', null, null, 'relationship', 'nps', 0.23, 2, '2026-06-15', null),"
        " ('lifecycle_four', 'adoption', null, 'support', 'csat', 0.3, 2, '2026-06-15', null)"
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(book=books(), retune=st.booleans())
def test_rows_sum_to_scores_and_effects_to_changes(models, book, retune):
    con = score(models, book, retuned if retune else None)
    sums = con.execute(
        "select account_health.score, sum(contribution), sum(weight), bool_and(is_null)"
        " from account_health join health_contributions using (account_id, as_of_date, profile)"
        " group by account_id, as_of_date, profile, account_health.score"
    ).fetchall()
    assert len(sums) == 4 * len(book)
    for told, contributions, weights, is_unknown in sums:
        assert (told, weights) == ((None, 0) if is_unknown else (contributions, 1))
    nominal = con.execute(
        "select sum(weight) from health_weights group by profile, profile_version, lifecycle_stage, segment"
    ).fetchall()
    assert {total for (total,) in nominal} == {1}
    changes = con.execute(
        "select account_id, profile, change_30d from account_health where as_of_date = ? and change_30d is not null",
        [TODAY],
    ).fetchall()
    effects = {
        (account, profile): amount
        for account, profile, amount in con.execute(
            "select account_id, profile, sum(amount) from health_changes group by all"
        ).fetchall()
    }
    for account, profile, change in changes:
        assert effects.get((account, profile), 0) == change
    con.close()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(st.decimals(0, 100, places=8), min_size=1, max_size=40, unique=True))
def test_every_score_has_one_band_in_every_set(models, values):
    con = bands_of(models, values)
    rows = con.execute("select count(*), count(band), count(rag), count(risk_level) from account_health").fetchone()
    assert set(rows) == {len(values)}
    con.close()


def test_a_retune_leaves_the_past_alone(models):
    signals = {"nps": 10, "csm_sentiment": 1, "csat_responses_180d": 1, "csat_satisfied_180d": 1}
    readings = [Reading("a", signals, day=day, never=frozenset(FACTS)) for day in (BEFORE, date(2026, 6, 14), TODAY)]
    query = (
        "select as_of_date, profile_version, score from account_health"
        " where account_id = 'a' and profile = 'composite_five' order by as_of_date"
    )
    plain, changed = (score(models, readings, rules).execute(query).fetchall() for rules in (None, retuned))
    assert [row[1] for row in plain] == [1, 1, 1]
    assert [row[1] for row in changed] == [1, 1, 2]
    assert plain[:2] == changed[:2]
    # Known are NPS 100, the CSM's view 0, satisfaction 100, and 50 and 25 for what is missing: two trends of tickets at
    # 0.05, the sponsor at 0.05. Before: (0.10 × 100 + 0.05 × (0 + 100 + 50 + 50 + 25)) / 0.35; after: 0.23 for NPS.
    assert plain[2][2] == pytest.approx(Decimal(2125) / 35, abs=Decimal("0.0002"))
    assert changed[2][2] == pytest.approx(Decimal(3425) / 48, abs=Decimal("0.0002"))


def test_the_effects_of_a_change_by_hand(models):
    """Everything changes at once: what is known, the stage, the version of a weight, and a value."""
    before = {"key_contacts_left_90d": 1, "open_severe_tickets": 1}
    after = {"key_contacts_left_90d": 1, "user_days_28d": 12, "active_users_28d": 1}
    facts = frozenset(FACTS) - {"champion", "ticket_opened"}
    con = score(
        models,
        [
            Reading("a", before, day=BEFORE, never=facts),
            Reading("a", after, day=TODAY, compared_to=BEFORE, never=facts - {"product_event"}),
        ],
        lambda con: con.execute(
            "update build.seeds.health_profile_weights set effective_to = '2026-06-15' where profile ="
            " 'red_yellow_green' and metric = 'login_frequency';"
            "insert into build.seeds.health_profile_weights values"
            " ('red_yellow_green', null, null, 'usage', 'login_frequency', 0.2, 2, '2026-06-15', null)"
        ),
    )
    # Facts are long known of an account, so usage is known on both days: 20 without use, 80 with 12 days a user.
    # 0.4 × 20 + 0.3 × 0 + 0.3 × 40 = 20; new weights 2/8, 3/8, 3/8.
    # Weights: 20 × (0.25 − 0.4) = −3 and 40 × (0.375 − 0.3) = 3. Values: 60 × 0.25 = 15 and 60 × 0.375 = 22.5.
    found = con.execute(
        "select effect, metric, amount from health_changes where profile = 'red_yellow_green' order by all"
    ).fetchall()
    assert found == [
        ("value", "login_frequency", Decimal("15")), ("value", "open_severe_tickets", Decimal("22.5")),
        ("weight", "login_frequency", Decimal("-3")), ("weight", "open_severe_tickets", Decimal("3")),
    ]  # fmt: skip
    assert con.execute(
        "select score, previous_score, change_30d from account_health where profile = 'red_yellow_green' and is_current"
    ).fetchone() == (Decimal("57.5"), 20, Decimal("37.5"))
