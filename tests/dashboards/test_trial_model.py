"""The trial's and the alerts' figures equal independent queries, and what is listed sums to what is told."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import alerts_repo, trial_charts, trial_repo
from cs_dash.health_repo import Scope
from cs_dash.models import trial

NOW = dt.date(2026, 10, 15)
EVERYTHING = Scope("composite_five", "all", "all", "all")
ONE = Scope("composite_five", "low_touch", "EMEA", "all")


@pytest.mark.parametrize("band_set", ["five_bands", "red_yellow_green"])
@pytest.mark.parametrize("horizon", [30, 180])
@pytest.mark.parametrize("profile", ["composite_five", "lifecycle_four"])
def test_edges_count_the_bands_of_the_calibration(sample, profile, horizon, band_set):
    told = trial.build(sample, profile, NOW, horizon, band_set)
    bands = {row["band"]: row for row in told.calibration}
    worst_first = list(reversed([band for band in bands if band != "unscored"]))
    for row in told.edges.to_pylist():
        flagged = worst_first[: worst_first.index(row["edge"]) + 1]
        assert row["flagged"] == sum(bands[band]["cases"] for band in flagged)
        assert row["hits"] == sum(bands[band]["churned"] for band in flagged)
        assert row["hits"] + row["misses"] == row["churned"] == sum(band["churned"] for band in bands.values())
        assert row["cases"] == sum(band["cases"] for band in bands.values())
        assert row["flag_precision"] == pytest.approx(Decimal(row["hits"]) / row["flagged"], abs=Decimal("0.000001"))
    bars = told.calibration_spec["data"]["values"]
    assert [bar["rate"] for bar in bars] == [float(row["churn_rate"]) for row in told.calibration]


def test_the_champion_is_the_first_row_and_every_horizon_a_column(sample):
    areas = trial_repo.areas(sample, NOW)
    assert [row["scorer_name"] for row in areas[::4]] == [
        "Composite of five", "Four dimensions by lifecycle stage", "Churn model",
    ]  # fmt: skip
    cells = trial_charts.areas(areas)["data"]["values"]
    assert {cell["horizon"] for cell in cells} == {"30 days", "60 days", "90 days", "180 days"}
    for cell, row in zip(cells, areas, strict=True):
        assert cell["auc"] == pytest.approx(float(row["auc_numerator"] / row["auc_denominator"]), abs=0.000001)


def test_components_are_those_of_the_profile_and_metrics_have_names(sample):
    components, spec = trial.ranked(sample, NOW, "composite_five", "component", 90)
    assert components["scorer_name"].to_pylist() == ["Usage", "Engagement", "Relationship", "Support"]
    assert [row["scorer"] for row in spec["data"]["values"]] == components["scorer_name"].to_pylist()
    metrics, _ = trial.ranked(sample, NOW, "lifecycle_four", "metric", 90)
    rows = metrics.to_pylist()
    assert rows[0]["scorer_name"] == "Logins per active user"
    assert [row["auc"] for row in rows] == sorted((row["auc"] for row in rows), reverse=True)
    assert rows[-1]["auc"] < Decimal("0.5")


def test_lead_times_add_up_to_the_churns(sample):
    told = trial.build(sample, "composite_five", NOW, 90, "five_bands")
    rows = told.leads.to_pylist()
    assert [row["edge"] for row in rows] == ["emergency", "critical", "at_risk", "stable"]
    for row in rows:
        assert row["warned"] + row["taken_down"] + row["never_flagged"] + row["unscored"] == row["churns"]
    assert told.lead["edge"] == told.edge["edge"] == "at_risk"


@pytest.mark.parametrize("only_green", [True, False])
def test_misses_are_the_churns_by_name_with_their_money(sample, only_green):
    shown = trial_repo.misses(sample, "composite_five", NOW, only_green, None).to_pylist()
    expected = sample.rows("select * from health_misses where profile = 'composite_five'")
    kept = [row for row in expected if row["last_rag"] == "green" or not only_green]
    total = trial_repo.misses_total(sample, "composite_five", only_green)
    assert len(shown) == total["row_count"] == len(kept) > 0
    assert sum(row["mrr_lost"] for row in shown) == total["mrr_lost"] == sum(row["mrr_lost"] for row in kept)
    assert all(row["account_name"] for row in shown)


def test_challengers_are_told_with_their_verdict(sample):
    rows = trial_repo.champions(sample, NOW, 90).to_pylist()
    assert [(row["challenger_name"], row["verdict"]) for row in rows] == [
        ("Churn model", "challenger"), ("Four dimensions by lifecycle stage", "too_few_cases"),
    ]  # fmt: skip
    for row in rows:
        assert row["rate_difference"] == row["challenger_auc"] - row["champion_auc"]


@pytest.mark.parametrize("scope", [EVERYTHING, ONE], ids=str)
@pytest.mark.parametrize("date", [NOW, dt.date(2026, 9, 27)])
def test_open_alerts_are_those_of_the_day_by_severity(sample, scope, date):
    accounts = {row["account_id"]: row for row in sample.rows("select account_id, segment, region from accounts")}
    expected = [
        row
        for row in sample.rows("select * from alerts")
        if row["opened_on"] <= date
        and (row["closed_on"] is None or row["closed_on"] > date)
        and scope.segment in ("all", accounts[row["account_id"]]["segment"])
        and scope.region in ("all", accounts[row["account_id"]]["region"])
    ]
    assert expected or scope is ONE
    tiles = alerts_repo.by_severity(sample, scope, date)
    assert sum(tile["alerts"] for tile in tiles.values()) == len(expected)
    for severity in alerts_repo.SEVERITIES:
        shown = alerts_repo.open_rows(sample, scope, date, severity, "all", None)
        of_it = [row for row in expected if row["severity"] == severity]
        assert shown.num_rows == len(of_it) == tiles.get(severity, {"alerts": 0})["alerts"]
    every = alerts_repo.open_rows(sample, scope, date, "all", "all", None).to_pylist()
    assert alerts_repo.open_total(sample, scope, date, "all", "all")["row_count"] == len(every)
    places = [alerts_repo.SEVERITIES.index(row["severity"]) for row in every]
    assert places == sorted(places)


def test_a_rules_precision_has_its_base_rate_beside_it(sample):
    rows = alerts_repo.results(sample).to_pylist()
    assert [row["rule_id"] for row in rows] == ["at_risk_health", "health_drop", "new_feature"]
    # 8 churned and 5 contracted of 18.
    assert (rows[0]["followed"], rows[0]["matured"], rows[0]["precision_rate"]) == (13, 18, Decimal("0.722222"))
    bars = trial_charts.precision([row for row in rows if row["precision_rate"] is not None])["data"]["values"]
    assert [(bar["rule"], bar["base"]) for bar in bars] == [("At risk health", 0.065), ("Health drop", 0.065)]


def test_late_tasks_are_told_in_words_the_longest_late_first(sample):
    shown = alerts_repo.overdue(sample, EVERYTHING, NOW, None).to_pylist()
    assert len(shown) == alerts_repo.overdue_total(sample, EVERYTHING, NOW) == 6
    assert [row["overdue_days"] for row in shown] == sorted((row["overdue_days"] for row in shown), reverse=True)
    assert {row["step_text"] for row in shown} == {"Agree on a recovery plan", "Review the plan with the executive"}
    assert all((NOW - row["due_on"]).days == row["overdue_days"] for row in shown)


def test_an_accounts_alerts_tasks_and_predictions(sample):
    alerts = alerts_repo.of_account(sample, "0018c0000000000003").to_pylist()
    assert [(row["rule_id"], row["closed_on"]) for row in alerts] == [("at_risk_health", None), ("health_drop", None)]
    tasks = alerts_repo.tasks_of_account(sample, "0018c0000000000003").to_pylist()
    assert [row["due_on"] for row in tasks] == sorted(row["due_on"] for row in tasks)
    told = alerts_repo.predictions(sample, "0018c0000000000003", NOW).to_pylist()
    # A score of 36: 0.2 of 64 % over 180 days, half of it over 90.
    assert [(row["horizon_days"], row["probability"]) for row in told] == [
        (90, Decimal("0.064")),
        (180, Decimal("0.128")),
    ]
    assert alerts_repo.newest_refusal(sample, NOW) is None
    assert "too few to learn from" in alerts_repo.newest_refusal(sample, dt.date(2026, 8, 30))


def test_the_models_fits_and_what_it_expected(sample):
    fits = trial_repo.fits(sample, 90).to_pylist()
    assert [(row["status"], row["churned_accounts"]) for row in fits] == [("trained", 24), ("refused", 12)]
    assert trial_repo.fits(sample, 30).num_rows == 0
    told = trial_repo.model_calibration(sample, 90).to_pylist()
    assert [row["band"] for row in told] == ["healthy", "stable", "at_risk", "critical", "emergency"]
    # The sample's model expects half a loss more than came in each band.
    assert {row["expected_churned"] - row["churned"] for row in told} == {Decimal("0.5")}
