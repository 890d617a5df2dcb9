"""The Account page's health part runs under its filters, explains a change and scores under edited weights."""

import datetime as dt

import pytest
import sample_publication
from reading import metrics, words

FALLEN, NEVER_KNOWN = "0018c0000000000003", "0018c0000000000010"
EXPANDED = ("score_rows", "part_rows", "effect_rows", "what_if_rows", "prediction_rows")
CELL = "composite_five_2_value_realization_low_touch_metric"


def opened(test, **chosen):
    """The health part with every place for rows open."""
    for key, value in {**dict.fromkeys(EXPANDED, True), "account_view": "health", **chosen}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize(
    ("account_id", "query", "state", "said"),
    [
        (FALLEN, {}, {}, "the points earned sum to exactly 36.0"),
        (FALLEN, {"compared": "26 weeks"}, {}, "72.0 on 12 Apr 2026, 36.0 on 15 Oct 2026: −36.0 points"),
        (FALLEN, {"compared": "52 weeks"}, {}, "not scored so long ago"),
        (FALLEN, {"scored_by": "Four dimensions by lifecycle stage"}, {}, "since 22 Mar 2026, by days"),
        (FALLEN, {}, {"score_day": dt.date(2026, 6, 28)}, "On 28 Jun 2026 the points earned"),
        (FALLEN, {}, {"edit_by": "component"}, "The published weights: 36.0, Critical"),
        (FALLEN, {}, {}, "by a model that had seen churns up to 30 Sep 2026"),
        (FALLEN, {}, {"score_day": dt.date(2026, 8, 30)}, "12 churned accounts are too few to learn from"),
        (FALLEN, {}, {}, "2 open, 0 closed; the open ones first"),
        (NEVER_KNOWN, {}, {}, "No rule ever raised an alert for it"),
        (NEVER_KNOWN, {}, {}, "no metric of this profile is known, so there is no score"),
        (sample_publication.EURO_ID, {}, {}, "What if the weights were others?"),
        (sample_publication.BILLING_ONLY_ID, {"scored_by": "x' or '1'='1"}, {}, "What is the score made of?"),
    ],
)
def test_health_of_an_account_under_its_filters(app, sample_warehouse, account_id, query, state, said):
    test = opened(app(sample_warehouse, "account", account_id=account_id, **query), **state)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe) > 0
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_the_headline_is_the_marts(app, sample_warehouse):
    shown = metrics(opened(app(sample_warehouse, "account", account_id=FALLEN)))
    assert (shown["Score"], shown["Band"]) == ("36.0", "Critical")
    assert (shown["Weight known"], shown["Lifecycle stage"]) == ("100.0%", "Value realization")


def test_edited_weights_score_at_once_and_say_by_how_much(app, sample_warehouse):
    test = opened(app(sample_warehouse, "account", account_id=FALLEN))
    for metric in ("nps", "sessions_per_user", "feature_breadth", "ticket_volume_trend", "csm_sentiment"):
        test.number_input(key=f"weight_{CELL}_{metric}").set_value(0.0)
    test.number_input(key=f"weight_{CELL}_login_frequency").set_value(100.0)
    next(button for button in test.button if button.label == "Score with these weights").click()
    test.run()
    assert not test.exception
    # Logins alone score 20.
    assert "20.0, Critical" in words(test)
    assert "36.0; −16.0 points" in words(test)
    test.number_input(key=f"weight_{CELL}_login_frequency").set_value(0.0)
    next(button for button in test.button if button.label == "Score with these weights").click()
    test.run()
    assert "Nothing that is known has a weight" in words(test)


def test_an_account_that_never_paid_was_never_scored(app, sample_warehouse, sample):
    (row, *_) = sample.rows("""
        select account_id from accounts where account_id not in (select account_id from account_health)
    """)
    assert "This account was never scored" in words(
        opened(app(sample_warehouse, "account", account_id=row["account_id"]))
    )


def test_a_hostile_name_stays_out_of_markdown(app, sample_warehouse):
    test = opened(app(sample_warehouse, "account", account_id=sample_publication.HOSTILE_ID))
    assert "What is the score made of?" in words(test)
    for live in ("evil.example", "onerror", ":material/delete:"):
        assert live not in words(test)
