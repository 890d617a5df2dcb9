"""One account's health: its parts sum to its score, its effects to its change, and edited weights score as by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import score_repo
from cs_dash.models import score
from cs_dash.score_repo import Assessment

NOW = dt.date(2026, 10, 15)
FALLEN, ASKED_NOTHING, NEVER_KNOWN = "0018c0000000000003", "0018c0000000000001", "0018c0000000000010"
PROFILES = ("composite_five", "lifecycle_four")


def newest(sample, profile: str) -> list[dict]:
    """Every score of the newest day."""
    return sample.rows(
        "select account_id, score, band from account_health where is_current and profile = $profile order by 1",
        {"profile": profile},
    )


def by_metric(rows: list[dict], column: str) -> dict:
    return {row["metric"]: row[column] for row in rows}


@pytest.mark.parametrize("profile", PROFILES)
def test_points_earned_sum_to_the_score_and_with_the_lost_to_a_hundred(sample, profile):
    for row in newest(sample, profile):
        parts = score_repo.parts(sample, Assessment(row["account_id"], profile, NOW)).to_pylist()
        assert sum(part["contribution"] for part in parts) == (row["score"] or 0)
        for part in parts:
            assert part["contribution"] + part["points_lost"] == part["points_possible"] == 100 * part["weight"]
        assert sum(part["points_possible"] for part in parts) == (0 if row["score"] is None else 100)


def test_what_is_not_known_says_why_and_what_it_scores(sample):
    parts = score_repo.parts(sample, Assessment(ASKED_NOTHING, "composite_five", NOW)).to_pylist()
    nps, sentiment = (next(part for part in parts if part["metric"] == name) for name in ("nps", "csm_sentiment"))
    assert (nps["null_reason"], nps["metric_score"], nps["points_possible"]) == ("too_old", None, 0)
    assert nps["null_meaning"] == "the metric takes no part and the others carry its weight"
    assert (sentiment["metric_score"], sentiment["null_meaning"]) == (
        50,
        "nothing known counts as neither good nor bad",
    )


@pytest.mark.parametrize("by", score.BY)
@pytest.mark.parametrize("profile", PROFILES)
def test_unedited_weights_give_exactly_the_published_score(sample, profile, by):
    for row in newest(sample, profile):
        assessment = Assessment(row["account_id"], profile, NOW)
        published = score.published_weights(score_repo.parts(sample, assessment), by)
        assert sum(published.values()) == pytest.approx(100)
        told = score.rescored(sample, assessment, by, tuple(published.items()))
        assert (told.score, told.band) == (row["score"], row["band"])
        if told.score is not None:
            assert told.rows["edited_points"].to_pylist() == told.rows["contribution"].to_pylist()


@pytest.mark.parametrize(
    ("account_id", "by", "weights", "expected"),
    [
        # Scores: logins 20, all others 40.
        (FALLEN, "metric", {"login_frequency": 100}, "20"),
        (FALLEN, "metric", {"login_frequency": 50, "nps": 50}, "30"),
        # 3 to 1 is three quarters and a quarter, whatever the sum: 15 + 10.
        (FALLEN, "metric", {"login_frequency": 3, "nps": 1}, "25"),
        # Usage shares its half as 20 to 15: 0.285714 × 20 + 0.214286 × 40 + 0.5 × 40.
        (FALLEN, "component", {"usage": 50, "support": 50}, "34.28572"),
        (FALLEN, "metric", {}, None),
        # NPS is not known and drops out: 0.8 × 100 for logins, 0.2 × 50 for the neutral sentiment.
        (ASKED_NOTHING, "metric", {"nps": 50, "login_frequency": 40, "csm_sentiment": 10}, "90"),
        (ASKED_NOTHING, "metric", {"nps": 100}, None),
        (NEVER_KNOWN, "metric", {"nps": 50, "login_frequency": 50}, None),
    ],
)
def test_edited_weights_score_as_worked_by_hand(sample, account_id, by, weights, expected):
    assessment = Assessment(account_id, "composite_five", NOW)
    parts = score_repo.parts(sample, assessment)
    given = by_metric(parts.to_pylist(), "metric_score")
    if account_id == FALLEN:
        assert given == dict.fromkeys(given, 40) | {"login_frequency": 20}
    if account_id == ASKED_NOTHING:
        assert (given["login_frequency"], given["csm_sentiment"], given["nps"]) == (100, 50, None)
    asked = {name: float(weights.get(name, 0)) for name in score.published_weights(parts, by)}
    told = score.rescored(sample, assessment, by, tuple(asked.items()))
    assert told.score == (None if expected is None else Decimal(expected))


def test_edits_leave_the_publication_as_it_was(sample):
    assessment = Assessment(FALLEN, "composite_five", NOW)
    before = score_repo.parts(sample, assessment).to_pylist()
    score.rescored(sample, assessment, "metric", (("nps", 100.0),))
    assert score_repo.parts(sample, assessment).to_pylist() == before


def test_an_edited_score_has_its_own_band(sample):
    edges = {"0": "emergency", "19.99999999": "emergency", "20": "critical", "79.9": "stable", "80": "healthy",
             "100": "healthy"}  # fmt: skip
    assert {edge: score_repo.band_of(sample, NOW, Decimal(edge)) for edge in edges} == edges
    assert score_repo.band_of(sample, NOW, None) is None


def test_the_line_has_bands_behind_it_and_marks_versions_and_the_day(sample):
    page = score.build(sample, FALLEN, "composite_five", dt.date(2026, 9, 27), 4)
    layers = page.line["layer"]
    zones = next(layer for layer in layers if layer["mark"]["type"] == "rect")["data"]["values"]
    assert [(zone["low"], zone["high"]) for zone in zones] == [(0, 20), (20, 40), (40, 60), (60, 80), (80, 100)]
    (rule,) = [layer for layer in layers if layer["mark"]["type"] == "rule"]
    assert [mark["at"] for mark in rule["data"]["values"]] == ["2026-07-05"]
    line = next(layer for layer in layers if layer["mark"]["type"] == "line")["data"]["values"]
    assert len(line) == len(page.scores) == len(score.days(sample, FALLEN, "composite_five"))
    assert [row["day"] for row in line if row["chosen"]] == ["2026-09-27"]
    assert page.before["as_of_date"] == dt.date(2026, 8, 30)


def test_a_stage_is_told_with_its_criteria(sample):
    told = score.build(sample, FALLEN, "composite_five", NOW, 4).stage
    assert (told["stage"], told["reason"]) == ("value_realization", "criteria")
    assert (told["criteria_met"], told["criteria_unmet"]) == ("three_features, first_outcome", "sponsor_engaged")
    by_days = score.build(sample, FALLEN, "lifecycle_four", NOW, 4).stage
    assert (by_days["reason"], by_days["criteria_met"]) == ("days", None)
