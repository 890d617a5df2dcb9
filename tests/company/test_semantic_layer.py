"""MetricFlow, the marts and the page give one figure: `mf query` on the publication of the demo company."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cs_dash import fmt, publication
from cs_dash.models import executive, retention

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DEFINITIONS = {"nrr": "N1", "grr": "R1", "logo_retention": "logo"}
WINDOWS = {"": 12, "_3_months": 3, "_1_month": 1}
RATES = [metric + suffix for metric in DEFINITIONS for suffix in WINDOWS]
BALANCES = ["mrr", "arr", "paying_accounts"]
# The marts that have a semantic model; metrics of other marts are asked of executive_scorecard.
REVENUE_MARTS = ("retention_base", "account_mrr", "mrr_movements")
MOVEMENTS = ["new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churn_mrr", "fx_mrr", "net_new_mrr"]


class Layer:
    """MetricFlow over one publication; `project` is the project's folder with a target folder of its own."""

    def __init__(self, project: Path, warehouse: Path):
        self.project = project
        self.environment = os.environ | {
            "DBT_TARGET": "published",
            "WAREHOUSE_DIR": str(warehouse),
            "DBT_PROJECT_DIR": str(project),
            "DBT_PROFILES_DIR": str(project),
            "DBT_TARGET_PATH": str(project / "target"),
            "DBT_LOG_PATH": str(project / "logs"),
        }

    def run(self, *command: str) -> None:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=self.project, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]

    def query(self, metrics: list[str], group_by: list[str], where: str | None = None) -> list[dict]:
        """The rows of `mf query` as text by column."""
        answer = self.project / "answer.csv"
        wanted = ["--where", where] if where else []
        self.run("mf", "query", "--metrics", ",".join(metrics), "--group-by", ",".join(group_by), *wanted,
                 "--csv", str(answer), "--quiet")  # fmt: skip
        with answer.open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def layer(company, tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    for name in ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests"):
        (project / name).symlink_to(ROOT / name)
    made = Layer(project, company.folder / "warehouse")
    made.run("dbt", "parse", "--quiet")
    return made


@pytest.fixture(scope="module")
def release(company):
    path = (company.folder / "warehouse/published/current/cs_warehouse.duckdb").resolve(strict=True)
    opened = publication.connect(path, "1GB", 2)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def by_segment(layer):
    """Every rate by month and segment, as (metric, month end, segment) to a rate with six places."""
    rows = layer.query(RATES, ["metric_time__day", "retention_window__segment"])
    return {
        (metric, date.fromisoformat(row["metric_time__day"][:10]), row["retention_window__segment"]): six(row[metric])
        for row in rows
        for metric in RATES
        if row[metric]
    }


def six(value) -> Decimal:
    return round(Decimal(value), 6)


@pytest.mark.parametrize("metric", DEFINITIONS)
@pytest.mark.parametrize("suffix", WINDOWS)
def test_rates_by_segment_equal_retention(by_segment, release, metric, suffix):
    expected = {
        (metric + suffix, row["month_end"], row["segment"]): row["rate"]
        for row in release.rows(
            """
            select month_end, segment, rate from retention
            where definition_id = $definition and window_months = $window and segment <> 'all'
            """,
            {"definition": DEFINITIONS[metric], "window": WINDOWS[suffix]},
        )
    }
    found = {key: rate for key, rate in by_segment.items() if key[0] == metric + suffix}
    assert len(expected) > 60
    assert found == expected


def test_the_whole_book_equals_retention_balances_and_movements(layer, release):
    metrics = [*RATES, *BALANCES, *MOVEMENTS]
    found = {
        (metric, date.fromisoformat(row["metric_time__day"][:10])): six(row[metric])
        for row in layer.query(metrics, ["metric_time__day"])
        for metric in metrics
        if row[metric]
    }
    expected = release.rows(
        """
        select
            month_end,
            metric_id || case window_months when 3 then '_3_months' when 1 then '_1_month' else '' end as metric,
            value
        from executive_scorecard
        where segment = 'all' and metric_id in ('nrr', 'grr', 'logo_retention', 'mrr', 'arr', 'paying_accounts')
        union all
        select month_end, movement || '_mrr' as metric, sum(amount) as value
        from mrr_movements
        group by month_end, movement
        union all
        select month_end, 'net_new_mrr' as metric, sum(amount) as value
        from mrr_movements
        group by month_end
        """
    )
    assert {row["metric"] for row in expected} == set(metrics)
    assert found == {(row["metric"], row["month_end"]): six(row["value"]) for row in expected}


def test_a_year_is_told_by_its_last_month(layer, release):
    """Windows overlap, so that months of a year must not be added up."""
    two_years = "{{ TimeDimension('metric_time', 'day') }} between '2024-01-01' and '2025-12-31'"
    rows = layer.query(["nrr", "mrr"], ["metric_time__year"], two_years)
    found = {row["metric_time__year"][:4]: {name: six(row[name]) for name in ("nrr", "mrr")} for row in rows}
    for year in (2024, 2025):
        expected = release.rows(
            """
            select metric_id, value from executive_scorecard
            where month_end = $day and segment = 'all' and metric_id in ('nrr', 'mrr') and window_months in (0, 12)
            """,
            {"day": date(year, 12, 31)},
        )
        assert found[str(year)] == {row["metric_id"]: six(row["value"]) for row in expected}


@pytest.mark.parametrize("window", [12, 3, 1])
def test_the_pages_show_the_same_rates(by_segment, release, window):
    month = executive.months(release).headline
    suffix = {length: suffix for suffix, length in WINDOWS.items()}[window]
    for segment in ("high_touch", "low_touch", "tech_touch"):
        page = executive.build(release, segment, window, month, "USD", "quarter_ago", month)
        cards = {card.metric_id: card for card in page.cards}
        for metric, definition in DEFINITIONS.items():
            rate = by_segment[metric + suffix, month, segment]
            assert cards[metric].value == fmt.rate(rate)
            assert definition in cards[metric].meaning
            assert retention.build(release, definition, segment, window, month, "USD").figure["rate"] == rate


def test_catalogue_and_semantic_layer_know_the_same_metrics(layer, release):
    manifest = json.loads((layer.project / "target/manifest.json").read_bytes())
    asked = {metric["config"]["meta"].get("metric_id") for metric in manifest["metrics"].values()} - {None}
    catalogued = release.rows("select metric_id, mart, numerator, denominator, unit from metric_catalogue")
    assert asked == {row["metric_id"] for row in catalogued if row["mart"] in REVENUE_MARTS}
    assert asked <= {metric["name"] for metric in manifest["metrics"].values()}
    for row in catalogued:
        columns = {column[0] for column in release.connection.cursor().execute(f"from {row['mart']}").description}
        assert {row["numerator"], row["denominator"] or row["numerator"]} <= columns, row
        assert (row["unit"] in ("ratio", "points")) == (row["denominator"] is not None), row
