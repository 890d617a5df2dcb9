"""The marts that BI tools rely on carry a version of their contract, and their relations keep the models' names."""

import re
from pathlib import Path

import pytest

MODELS = Path(__file__).parents[2] / "models" / "marts"
RELIED_ON = (
    "account_health", "account_keys", "account_mrr", "account_usage", "accounts", "alerts", "billing_reconciliation",
    "cohorts", "data_freshness", "executive_scorecard", "expansion_opportunities", "forecast_accuracy",
    "health_contributions", "health_validation", "identity_unresolved", "lifecycle_stages", "month_closes",
    "mrr_movements", "playbook_tasks", "portfolio", "renewal_forecast", "renewals", "restatements", "retention",
    "retention_base", "retention_bridge", "segment_scorecard", "segments", "stakeholders", "subscription_periods",
    "support_scorecard",
)  # fmt: skip


@pytest.fixture(scope="module")
def described() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(MODELS.rglob("_*models.yml")))


@pytest.mark.parametrize("mart", RELIED_ON)
def test_a_mart_that_readers_rely_on_has_a_version(described, mart):
    entry = re.search(rf"^  - name: {mart}\n    latest_version: (\d+)\n    versions: (.+)$", described, re.MULTILINE)
    assert entry, f"{mart} has no version"
    assert f"v: {entry[1]}, " in entry[2]
    assert len(list(MODELS.rglob(f"{mart}.sql"))) == 1
