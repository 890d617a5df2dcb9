"""Each figure that a page puts on a tile or card is a metric of the catalogue, with formula, grain, owner and mart."""

import ast
import csv
import re
from pathlib import Path

import yaml
from cs_dash.models import cohorts, executive, standing

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "dashboards" / "cs_dash"
# Metrics by the label of a tile, where {} stands for what the label is filled with; several where it tells of several.
SHOWN = {
    "data.py": {
        "Source tables": ["source_tables"],
        "Stale": ["stale_sources"],
        "Rows landed": ["rows_landed"],
        "Rows rejected": ["rows_rejected"],
        "Files refused": ["files_refused"],
        "Drifted columns": ["drifted_columns"],
        **{
            label: ["checks_run"]
            for label in ("Checks", "Passed", "Warned", "Of columns and keys", "Invariants", "Unit tests")
        },
    },
    "growth.py": {
        "CRM pipeline, ARR": ["crm_pipeline_amount"],
        "Expected of the CRM's, ARR": ["crm_expected_amount"],
        "Seen by signals only, ARR": ["signal_pipeline_amount"],
        "Handed over to sales": ["expansions_handed_over"],
        "Found by CS, {}": ["cs_found_share"],
        "Customers expanded": ["customer_expansion_rate"],
        "Expansion of revenue": ["revenue_expansion_rate"],
        "Involuntary churn, {}": ["involuntary_churn_share"],
        "Of opening MRR, {}": ["involuntary_churn_rate"],
        "Invoices recovered, {}": ["invoice_recovery_rate"],
        "Amount recovered, {}": ["amount_recovery_rate"],
        "Eligible renewals": ["multi_year_renewals"],
        "ARR of them": ["multi_year_amount"],
        "All for {} years": ["multi_year_offer"],
    },
    "cohorts.py": {
        "{}, month {}": [
            "cohort_net_retention", "cohort_gross_retention", "cohort_logo_retention", "cohort_unbroken_retention",
        ],
        "Survive {} months": ["survival"],
    },
    "health.py": {
        "Accounts scored": ["health_coverage"],
        "Healthy": ["healthy_share"],
        "At risk and worse": ["at_risk_accounts"],
        "Median score": ["median_score"],
    },
    "portfolio.py": {
        "Today's priorities": ["todays_priorities"],
        "Accounts": ["paying_accounts", "arr", "expected_arr"],
        "Healthy / at-risk": ["healthy_accounts", "at_risk_accounts", "at_risk_arr"],
        "Renewals in {} days": ["renewals_ahead", "renewal_amount_ahead"],
        "Overdue tasks": ["overdue_tasks"],
    },
    "renewals.py": {
        "Due this quarter": ["renewals_due_amount"],
        "Renewed so far": ["renewed_amount"],
        "Forecast": ["renewals_forecast_amount"],
        "At-risk renewals": ["renewals_at_risk_amount", "renewals_at_risk_accounts"],
    },
    "segments.py": {
        "Paying accounts": ["paying_accounts", "arr"],
        "Cost to serve": ["cost_to_serve_share"],
        "CSMs over their ratio": ["csms_over_ratio"],
        "Without an owner": ["orphan_accounts"],
        "Moves in 12 months": ["segment_moves"],
    },
}  # fmt: skip
RELEASE = ("checks",)


def label_of(call: ast.Call) -> str | None:
    """The label that a tile is made with, {} for what is filled in; None where a function passes its own on."""
    given = call.args[0] if call.args else next(one.value for one in call.keywords if one.arg == "label")
    if isinstance(given, ast.Constant):
        return given.value
    if isinstance(given, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in given.values)
    return None


def labels(path: Path) -> set[str]:
    """Labels of all tiles that a module makes, itself or by its function `tile`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Tile", "tile")
    ]
    return {label_of(call) for call in calls} - {None}


def catalogue() -> dict[str, dict]:
    with (PROJECT / "seeds" / "metric_catalogue.csv").open(newline="", encoding="utf-8") as lines:
        return {row["metric_id"]: row for row in csv.DictReader(lines)}


def marts() -> set[str]:
    """Names of the models that are described."""
    found = set(RELEASE)
    for path in (PROJECT / "models" / "marts").rglob("*__models.yml"):
        found |= {model["name"] for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ())}
    return found


def test_every_tile_is_a_metric():
    made = {path.name: labels(path) for path in sorted(PACKAGE.rglob("*.py"))}
    assert {name: found for name, found in made.items() if found} == {name: set(told) for name, told in SHOWN.items()}
    assert len(SHOWN["cohorts.py"]["{}, month {}"]) == len(cohorts.MEASURES)


def test_every_metric_shown_has_a_formula_a_grain_an_owner_and_a_mart():
    known, there = catalogue(), marts()
    shown = {metric for told in SHOWN.values() for metrics in told.values() for metric in metrics}
    shown |= {*executive.METRICS, *standing.LABELS, *standing.RISK_LABELS, *standing.SHARES.values()}
    assert shown <= set(known)
    for metric, row in known.items():
        for column in ("name", "formula_words", "grain", "owner", "mart"):
            assert row[column].strip(), (metric, column)
        assert re.fullmatch("[a-z_]+", row["mart"]) and row["mart"] in there, metric
