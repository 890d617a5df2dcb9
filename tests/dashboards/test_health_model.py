"""The Health page's figures equal independent queries, and the rows behind a cell, a band or a fall sum to it."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
import sample_publication
from cs_dash import health_charts, health_repo, missing_repo, moves_repo
from cs_dash.health_repo import Scope
from cs_dash.models import health

NOW, BEFORE = dt.date(2026, 10, 15), dt.date(2026, 9, 13)
SUNDAY = dt.date(2026, 6, 28)
EVERYTHING = Scope("composite_five", "all", "all", "all")
SCOPES = (
    EVERYTHING,
    Scope("lifecycle_four", "all", "all", "all"),
    Scope("composite_five", "low_touch", "all", "all"),
    Scope("composite_five", "all", "EMEA", "Ana Ruiz"),
    Scope("composite_five", "tech_touch", "all", "unassigned"),
)
BANDS = ("healthy", "stable", "at_risk", "critical", "emergency")


def scored(sample, scope: Scope, date: dt.date) -> list[dict]:
    """Accounts of a scope and day, chosen in Python rather than in SQL."""
    accounts = {row["account_id"]: row for row in sample.rows("select account_id, owner_name, region from accounts")}
    rows = sample.rows(
        "select * from account_health where as_of_date = $date and profile = $profile",
        {"date": date, "profile": scope.profile},
    )
    return [
        row
        for row in rows
        if scope.segment in ("all", row["segment"])
        and scope.region in ("all", accounts[row["account_id"]]["region"])
        and scope.owner in ("all", accounts[row["account_id"]]["owner_name"] or "unassigned")
    ]


def test_the_champion_comes_first_and_the_newest_day_too(sample):
    choices = health.choices(sample)
    assert list(choices.names) == ["composite_five", "lifecycle_four"]
    assert choices.champion == "composite_five"
    assert choices.dates[:2] == [NOW, dt.date(2026, 10, 11)]
    assert all(date == NOW or date.isoweekday() == 7 for date in choices.dates)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_tiles_equal_the_accounts_of_the_day(sample, scope):
    tiles = {tile.label: tile for tile in health.build(sample, scope, NOW, "USD").tiles}
    now, before = scored(sample, scope, NOW), scored(sample, scope, BEFORE)
    assert now
    for label, bands in (("Healthy", BANDS[:1]), ("At risk and worse", BANDS[2:])):
        counts = [sum(row["band"] in bands for row in rows) for rows in (now, before)]
        assert tiles[label].value == str(counts[0])
        step = counts[0] - counts[1]
        assert tiles[label].change == (f"+{step}" if step > 0 else str(step).replace("-", "−"))
        assert tiles[label].direction == (1 if label == "Healthy" else -1) * ((step > 0) - (step < 0))
    known = sorted(row["score"] for row in now if row["score"] is not None)
    assert tiles["Accounts scored"].value == str(len(known))
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    assert tiles["Median score"].value == f"{middle:.1f}"


def test_coverage_has_both_targets_beside_it(sample):
    (tile,) = [tile for tile in health.build(sample, EVERYTHING, NOW, "USD").tiles if tile.label == "Accounts scored"]
    # 62 of 63: one account of the sample has no history at all.
    assert tile.footnote == "98.4% of 63 paying accounts; target 95.0% and 100.0%"


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_bands_of_a_day_sum_to_its_accounts_and_arr(sample, scope):
    rows = health_repo.distribution(sample, scope, NOW, health.TREND_WEEKS)
    assert {row["as_of_date"] for row in rows} == set(health.choices(sample).dates)
    for date in (NOW, SUNDAY):
        day = [row for row in rows if row["as_of_date"] == date]
        expected = scored(sample, scope, date)
        assert sum(row["accounts"] for row in day) == len(expected)
        assert sum(row["arr"] for row in day) == sum(12 * row["mrr"] for row in expected)
        by_band = {row["band"]: row["accounts"] for row in day}
        for band in BANDS:
            assert by_band.get(band, 0) == sum(row["band"] == band for row in expected)


def test_bars_touch_and_do_not_overlap(sample):
    rows = health_repo.distribution(sample, EVERYTHING, NOW, health.TREND_WEEKS)
    values = health_charts.distribution(rows, [], "accounts", "USD")["layer"][0]["data"]["values"]
    bars = sorted({(row["from"], row["to"]) for row in values})
    assert all(left[1] == right[0] for left, right in itertools.pairwise(bars))
    newest = [row for row in values if row["to"] == NOW.isoformat()]
    assert sorted(row["low"] for row in newest)[1:] == sorted(row["high"] for row in newest)[:-1]
    assert max(row["high"] for row in newest) == 63


def test_another_version_of_the_weights_is_marked_as_configuration(sample):
    page = health.build(sample, EVERYTHING, NOW, "USD")
    assert page.has_versions
    (rule,) = [layer for layer in page.by_accounts["layer"] if layer["mark"]["type"] == "rule"]
    (mark,) = rule["data"]["values"]
    assert (mark["at"], mark["text"]) == ("2026-07-05", "Weights version 2 from 5 Jul 2026")
    earlier = health.build(sample, EVERYTHING, SUNDAY, "USD")
    assert not earlier.has_versions
    assert not [layer for layer in earlier.by_arr["layer"] if layer["mark"]["type"] == "rule"]


@pytest.mark.parametrize("band", ["all", *BANDS, "no_score"])
def test_accounts_of_a_band_are_its_bar(sample, band):
    shown = health_repo.account_rows(sample, EVERYTHING, NOW, band, None)
    total = health_repo.account_total(sample, EVERYTHING, NOW, band)
    bars = [row for row in health_repo.distribution(sample, EVERYTHING, NOW, 1) if row["as_of_date"] == NOW]
    expected = [row for row in bars if band in ("all", row["band"])]
    assert shown.num_rows == total["row_count"] == sum(row["accounts"] for row in expected)
    assert sum(shown["arr"].to_pylist()) == total["arr"] == sum(row["arr"] for row in expected)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("weeks", [4, 13])
def test_transitions_sum_to_the_accounts_of_both_days(sample, scope, weeks):
    moved = health.movements(sample, scope, NOW, weeks, "USD")
    for place, date in (("from_band", moved.before), ("to_band", NOW)):
        every = scored(sample, Scope(scope.profile, "all", "all", "all"), date)
        for band in BANDS:
            cells = [row for row in moved.rows if row[place] == band]
            if scope.segment == "all":
                assert sum(row["accounts"] for row in cells) == sum(
                    row["band"] == band for row in scored(sample, scope, date)
                )
            assert sum(row["accounts"] for row in cells) <= sum(row["band"] == band for row in every)
    assert sum(row["accounts"] for row in moved.rows if row["to_band"] != "not_paying") == len(
        scored(sample, scope, NOW)
    )


def test_a_cell_opens_its_accounts(sample):
    moved = health.movements(sample, EVERYTHING, NOW, 4, "USD")
    for row in moved.rows:
        place = (sample, EVERYTHING, moved.before, NOW, row["from_band"], row["to_band"])
        shown = moves_repo.transition_rows(*place, None)
        assert shown.num_rows == moves_repo.transition_total(*place)["row_count"] == row["accounts"]
        assert sum(shown["arr"].to_pylist()) == row["arr"]


def test_a_window_longer_than_history_has_no_movements(sample):
    assert health.movements(sample, EVERYTHING, NOW, 52, "USD") is None


@pytest.mark.parametrize("scope", [EVERYTHING, Scope("lifecycle_four", "all", "all", "all")], ids=str)
@pytest.mark.parametrize("weeks", [4, 26])
def test_effects_sum_to_every_fall(sample, scope, weeks):
    moved = health.movements(sample, scope, NOW, weeks, "USD")
    falls = moved.drops.to_pylist()
    assert falls
    assert [row["score_change"] for row in falls] == sorted(row["score_change"] for row in falls)
    kinds = set()
    for row in falls:
        parts = {kind: row[f"{kind}_points"] for kind in ("value", "weight", "stage", "coverage")}
        kinds |= {kind for kind, points in parts.items() if points}
        assert (
            sum(points or 0 for points in parts.values()) == row["score"] - row["score_before"] == row["score_change"]
        )
        by_metric = moves_repo.effects(sample, row["account_id"], scope.profile, moved.before, NOW).to_pylist()
        assert sum(one["points_change"] for one in by_metric) == row["score_change"]
        assert by_metric[0]["metric_name"] == row["driver"]
    if weeks == 26:
        assert kinds >= ({"value", "weight"} if scope is EVERYTHING else {"value", "stage"})


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_missing_metrics_equal_the_scores_rows(sample, scope):
    ids = {row["account_id"] for row in scored(sample, scope, NOW)}
    asked = [
        row
        for row in sample.rows(
            "select * from health_contributions where as_of_date = $date and profile = $profile",
            {"date": NOW, "profile": scope.profile},
        )
        if row["account_id"] in ids
    ]
    found = missing_repo.missing_by_metric(sample, scope, NOW).to_pylist()
    for metric in {row["metric"] for row in asked}:
        missing = {row["account_id"] for row in asked if row["metric"] == metric and row["is_null"]}
        told = [row for row in found if row["metric"] == metric]
        assert sum(row["missing_accounts"] for row in told) == len(missing)
        assert all(row["asked_accounts"] == len(ids) for row in told)
        total = missing_repo.missing_total(sample, scope, NOW, metric)
        shown = missing_repo.missing_by_account(sample, scope, NOW, metric, None)
        assert shown.num_rows == total["row_count"] == len(missing)
        assert total["accounts"] == len(ids)


def test_what_is_missing_says_why_and_what_the_score_does(sample):
    rows = missing_repo.missing_by_metric(sample, EVERYTHING, NOW).to_pylist()
    nps = next(row for row in rows if row["metric"] == "nps" and row["null_reason"] == "too_old")
    assert (nps["metric_name"], nps["component"]) == ("NPS of the last answers", "relationship")
    assert nps["null_meaning"] == "the metric takes no part and the others carry its weight"
    assert nps["missing_share"] == pytest.approx(nps["missing_accounts"] / 63)


def test_an_account_without_any_metric_has_no_score_and_no_weight_known(sample):
    rows = missing_repo.missing_by_account(sample, EVERYTHING, NOW, "all", None).to_pylist()
    assert (rows[0]["score"], rows[0]["coverage"], rows[0]["missing_metrics"]) == (None, Decimal(0), 6)


def test_a_hostile_name_is_only_a_value(sample):
    rows = health_repo.account_rows(sample, EVERYTHING, NOW, "all", None).to_pylist()
    assert sample_publication.HOSTILE_NAME in {row["account_name"] for row in rows}
    nothing = Scope("composite_five", "all", "x' or '1'='1", "all")
    assert health.build(sample, nothing, NOW, "USD").tiles == []
