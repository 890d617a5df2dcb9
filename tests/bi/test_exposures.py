"""Every page is an exposure that depends on exactly what the page reads."""

import pytest
import yaml

from tests.bi import page_tables


def test_the_file_says_what_the_pages_read():
    written = page_tables.EXPOSURES.read_text(encoding="utf-8")
    assert written == page_tables.as_yaml(), "write it anew: python -m tests.bi.page_tables"


def test_every_view_is_a_page_with_an_owner_and_an_address():
    exposures = yaml.safe_load(page_tables.EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    views = {path.stem for path in (page_tables.DASHBOARDS / "views").glob("*.py")}
    assert {exposure["name"].removeprefix("page_") for exposure in exposures} == views
    assert all(exposure["owner"]["name"] and exposure["depends_on"] for exposure in exposures)
    assert len({exposure["url"] for exposure in exposures}) == len(views)


@pytest.mark.parametrize(
    ("view", "reads", "does_not_read"),
    [
        # cohort_survival only through a block of another module; health only on other pages.
        ("cohorts", {"cohorts", "cohort_survival", "cohort_rules", "data_freshness"}, {"account_health", "renewals"}),
        ("finance", {"retention_bridge", "month_closes", "billing_reconciliation"}, {"cohorts", "quarantine"}),
        ("data", {"metric_catalogue", "metric_targets", "quarantine"}, {"account_mrr", "executive_scorecard"}),
    ],
)
def test_tables_are_found_through_the_modules_and_no_further(view, reads, does_not_read):
    found = set(page_tables.tables_of(view))
    assert reads <= found
    assert not does_not_read & found
