"""Scores of three past days, and forecasts and signals of growth of one, computed then from exports cut at that day,
and now from all exports, are the same.

What no day can know is a merge that the CRM tells of later: keys that led to the merged account now lead to another.
Both are found by that cause alone, and so are the segments whose medians they move.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from tests.company import cut
from tests.company.past import FORECAST_DAY, rows_of

ROOT = Path(__file__).parents[2]
# Month ends: two Sundays, and a Monday among the days that are still scored one by one. The CRM merges two accounts in
# January 2026.
DAYS = ("2025-08-31", "2026-05-31", "2026-08-31")
SCORES = (
    "profile_version, lifecycle_stage, segment, mrr, score, coverage, band, rag, risk_level, compared_to, main_driver,"
    " is_weekly"
)
OWN = "numerator, denominator, null_policy, null_reason, metric_version"
TOLD = f"{OWN}, peer_value, value, is_null, metric_score, band_version"


@dataclass(frozen=True)
class Past:
    """What was said of one day: tables then_… and now_… of `connection`, and `merged` for accounts merged later."""

    day: str
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def folder(shared, project):
    made = shared / "past"
    with FileLock(f"{made}.lock"):
        if not (made / "done").exists():
            environment = os.environ | {
                "EXTRACTS_DIR": str(made / "all"),
                "WAREHOUSE_DIR": str(made / "warehouse"),
                "DBT_PROJECT_DIR": str(ROOT),
            }
            project.remember(made / "warehouse/dbt", made / "warehouse")
            command = [sys.executable, "-m", "tests.company.past", str(made), *DAYS]
            run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
            (made / "done").touch()
    return made


@pytest.fixture(params=DAYS)
def past(request, folder):
    with opened(folder, request.param) as told:
        yield told


@pytest.fixture
def forecast(folder):
    with opened(folder, FORECAST_DAY.isoformat()) as told:
        yield told


@contextmanager
def opened(folder: Path, day: str) -> Iterator[Past]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'warehouse/build.duckdb'}' as build (read_only)")
        for when in ("then", "now"):
            for table in rows_of(date.fromisoformat(day)):
                path = folder / day / when / f"{table}.parquet"
                connection.execute(f"create view {when}_{table} as from '{path}'")
        connection.execute(
            f"""
            create table merged as
            select unnest([redirects.from_account_id, redirects.to_account_id]) as account_id
            from build.marts.account_redirects as redirects
            join build.staging.stg_salesforce__account_versions as versions
                on versions.account_id = redirects.from_account_id
                and versions.master_record_id = redirects.merged_into_account_id
            group by redirects.from_account_id, redirects.to_account_id
            having min(versions.known_at) >= timestamptz '{day} 00:00:00+00' + interval 1 day
            """
        )
        yield Past(day, connection)


def test_a_merge_comes_after_the_first_day_alone(past):
    merged = past.rows("from merged")
    assert (len(merged) > 0) == (past.day == DAYS[0])


def test_the_same_accounts_are_scored(past):
    scored = {
        when: set(
            past.rows(f"select account_id, profile from {when}_account_health where account_id not in (from merged)")
        )
        for when in ("then", "now")
    }
    assert scored["then"] == scored["now"]
    assert len(scored["then"]) > 200


def test_own_figures_are_the_same(past):
    """What an account's signals and metrics count has nothing to do with other accounts."""
    assert not differences(past, "account_signals", "signal", "amount", "account_id not in (from merged)")
    assert not differences(past, "health_metric_scores", "metric", OWN, "account_id not in (from merged)")


def test_metrics_are_the_same_but_against_peers_that_merged(past):
    others = """
        account_id not in (from merged)
        and not (
            metric in (select metric from build.seeds.health_metrics where transform = 'to_peers')
            and account_id in (
                select account_id from now_account_health where segment in (
                    select segment from then_account_health where account_id in (from merged)
                    union all select segment from now_account_health where account_id in (from merged)
                )
            )
        )
    """
    assert not differences(past, "health_metric_scores", "metric", TOLD, others)


def test_scores_are_the_same_where_metrics_are(past):
    moved = """
        select old.account_id from then_health_metric_scores as old
        join now_health_metric_scores as new using (account_id, metric)
        where old.metric_score is distinct from new.metric_score
    """
    others = f"account_id not in (from merged) and account_id not in ({moved})"
    assert not differences(past, "account_health", "profile", SCORES, others)
    count = past.rows(f"select count(distinct account_id) from now_account_health where {others}")[0][0]
    assert count > 50


@pytest.mark.parametrize(
    ("table", "but"),
    # Exports tell of an account's owner only whom it has now.
    [
        ("renewal_forecast", "is_current, owner_id, owner_name"),
        ("renewal_method_forecasts", ""),
        ("renewal_calibration", ""),
    ],
)
def test_forecasts_know_nothing_later(forecast, table, but):
    kept = f"* exclude ({but})" if but else "*"
    then, now = f"(select {kept} from {as_named_now(table)})", f"(select {kept} from now_{table})"
    assert forecast.rows(f"(from {then} except from {now}) union all (from {now} except from {then}) limit 20") == []
    assert forecast.rows(f"select count(*) from {then}") == forecast.rows(f"select count(*) from {now}")


def as_named_now(table: str) -> str:
    """What was said then; a year that is billed before it is signed is named by the contract over it."""
    if table == "renewal_calibration":
        return f"then_{table}"
    contract = "select any_value(contract_term_id) from build.marts.billing_term_contracts where term_id = renewal_id"
    return f"(select * replace (coalesce(({contract}), renewal_id) as renewal_id) from then_{table})"


def test_a_year_signed_later_is_forecast_by_its_bill_until_then(forecast):
    billed = "renewal_id in (select term_id from build.marts.billing_term_contracts)"
    assert forecast.rows(f"select count(*) from then_renewal_forecast where {billed}")[0][0] > 0
    assert forecast.rows(f"select count(*) from now_renewal_forecast where {billed}") == [(0,)]


def test_the_forecasts_that_are_compared_are_of_every_kind(forecast):
    counts = """
        select count(*) filter (standing = 'open'), count(*) filter (standing = 'renewed'), count(probability_rule),
            count(probability_csm) filter (standing = 'open'), count(risk_level)
        from then_renewal_forecast
    """
    assert all(count > 0 for count in forecast.rows(counts)[0])
    assert forecast.rows("select sum(cases) from then_renewal_calibration")[0][0] > 50


def test_signals_of_growth_know_nothing_later(forecast):
    # Whether a signal comes back within its pause, no day can know.
    then, now = (f"(select * exclude (faded_on) from {when}_expansion_openings)" for when in ("then", "now"))
    assert forecast.rows(f"(from {then} except from {now}) union all (from {now} except from {then}) limit 20") == []
    kinds = forecast.rows("select signal, count(*) from then_expansion_openings group by 1")
    assert {signal for signal, _ in kinds} >= {"anniversary", "team_growth", "happy_customer", "champion_promoted"}


def differences(past: Past, table: str, key: str, columns: str, where: str) -> list[tuple]:
    """Rows that one of both times has and the other has not, each marked with its time."""
    picked = {
        when: f"select account_id, {key}, {columns} from {when}_{table} where {where}" for when in ("then", "now")
    }
    return past.rows(
        f"select 'then' as told, * from ({picked['then']} except {picked['now']}) union all"
        f" select 'now' as told, * from ({picked['now']} except {picked['then']}) order by 2, 3, 1 limit 20"
    )


END = datetime(2025, 9, 1, tzinfo=UTC)


def stood(table: str, record: dict, end: datetime = END) -> dict:
    return cut.LISTS[table].as_it_stood(record, end)


def test_a_contact_has_not_bounced_before_it_does():
    contact = {
        "CreatedDate": "2024-05-01T09:00:00.000Z",
        "LastModifiedDate": "2025-09-01T00:00:00.000Z",
        "SystemModstamp": "2025-09-01T00:00:00.000Z",
        "EmailBouncedDate": "2025-09-01T00:00:00.000Z",
        "EmailBouncedReason": "550 5.1.1 user unknown",
        "IsDeleted": "true",
    }
    assert stood("salesforce/contacts", contact) == {
        "CreatedDate": "2024-05-01T09:00:00.000Z",
        "LastModifiedDate": "2024-05-01T09:00:00.000Z",
        "SystemModstamp": "2024-05-01T09:00:00.000Z",
        "EmailBouncedDate": None,
        "EmailBouncedReason": None,
        "IsDeleted": "false",
    }
    earlier = contact | {"SystemModstamp": "2025-08-31T23:59:59.999Z"}
    assert stood("salesforce/contacts", earlier) == earlier


def test_a_deal_is_open_until_it_closes():
    deal = {
        "CreatedDate": "2025-06-20T16:01:36.000+0000",
        "SystemModstamp": "2025-09-19T16:01:36.000+0000",
        "IsClosed": True,
        "IsWon": True,
    }
    before = stood("salesforce/opportunities", deal)
    assert (before["IsClosed"], before["IsWon"]) == (False, False)
    assert before["SystemModstamp"] == deal["CreatedDate"]
    assert stood("salesforce/opportunities", deal, datetime(2025, 9, 20, tzinfo=UTC)) == deal


def test_fields_hold_what_the_first_change_after_the_cut_found(tmp_path):
    histories = {
        "opportunity_field_history": """OpportunityId,Field,OldValue,NewValue,CreatedDate
            006,Probability,60,75,2025-08-31T23:59:59.999Z
            006,Probability,90,100,2025-09-02T00:00:00.000Z
            006,Probability,75,90,2025-09-01T00:00:00.000Z
            006,Loss_Reason__c,,Price,2025-09-02T00:00:00.000Z""",
        "contact_history": """ContactId,Field,OldValue,NewValue,CreatedDate
            003,Title,Buyer,Procurement Manager,2025-09-01T00:00:00.000Z
            004,Title,Buyer,Procurement Manager,2025-08-01T00:00:00.000Z""",
    }
    for table, text in histories.items():
        folder = tmp_path / "salesforce" / table
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("\n".join(line.strip() for line in text.splitlines()))
    assert cut.fields_before(tmp_path, END) == {
        "006": {"Probability": 75.0, "Loss_Reason__c": None},
        "003": {"Title": "Buyer"},
    }


def test_an_objective_is_open_until_it_is_achieved():
    achieved = {"baseline": "15", "current": "74", "status": "achieved", "achieved_on": "2025-09-01"}
    assert stood("manual/success_plan_objectives", achieved) == {
        "baseline": "15",
        "current": "15",
        "status": "open",
        "achieved_on": None,
    }
    earlier = achieved | {"achieved_on": "2025-08-31"}
    assert stood("manual/success_plan_objectives", earlier) == earlier


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("salesforce/tasks/tasks_2025-07-31.csv.gz", "salesforce/tasks/tasks_2025-07-31.csv.gz"),
        ("salesforce/tasks/tasks_2025-12-31.csv.gz", "salesforce/tasks/tasks_2025-08-31.csv.gz"),
        ("zendesk/users/2026-10-15/page_0001.json.gz", "zendesk/users/2025-08-31/page_0001.json.gz"),
        (
            "zendesk/ticket_metric_events/e_2025.jsonl.gz",
            "zendesk/ticket_metric_events/e_2025_until_2025-08-31.jsonl.gz",
        ),
    ],
)
def test_files_are_named_by_the_day_of_export(name, expected):
    assert cut.dated(name, date(2025, 8, 31)) == expected
