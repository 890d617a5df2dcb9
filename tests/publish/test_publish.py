"""What a publication holds, and what must never become one."""

import json
import stat
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from orchestration import catalogue, releases, unit_tests
from orchestration import publish as publishing
from orchestration.gate import PublishRefused
from tests.publish import build

PROJECT = Path(__file__).parents[2]
CATALOGUE = {telling.name for telling in catalogue.ALL}
UNIQUE = "test.cs_warehouse.unique_accounts_account_id.0a1b2c3d4e"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    build.write_build(tmp_path / "warehouse")
    return tmp_path / "warehouse"


def publish(warehouse: Path) -> Path:
    return publishing.publish(warehouse, PROJECT, warehouse / "dbt")


def rows(release: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(release / "cs_warehouse.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def change_build(warehouse: Path, statement: str) -> None:
    with duckdb.connect(str(warehouse / "build.duckdb")) as con:
        con.execute(statement)


def rename_a2(warehouse: Path, name: str) -> None:
    with duckdb.connect(str(warehouse / "build.duckdb")) as con:
        con.execute("update marts.accounts set account_name = ? where account_id = 'a2'", [name])


def test_public_marts_and_published_seeds_and_nothing_else(warehouse):
    release = publish(warehouse)
    names = {name for (name,) in rows(release, "select table_name from duckdb_tables() where schema_name = 'main'")}
    published = {"accounts", "account_mrr", "metric_targets"} | CATALOGUE
    assert names == published | {"publication", "publication_tables"}
    assert {path.name for path in (release / "parquet").iterdir()} == {f"{name}.parquet" for name in published}


def test_a_public_view_reads_the_published_tables(warehouse):
    release = publish(warehouse)
    query = "select closing_mrr from mrr_by_name where account_name like 'Cranford%' and month_end = '2026-02-28'"
    assert rows(release, query) == [(300,)]
    assert json.loads((release / "manifest.json").read_text())["views"][0]["name"] == "mrr_by_name"
    assert not (release / "parquet" / "mrr_by_name.parquet").exists()


def test_a_public_view_may_read_another_one_that_comes_later_by_name(warehouse):
    nodes = json.loads((warehouse / "dbt" / "manifest.json").read_text())["nodes"]
    build.write_artefacts(warehouse / "dbt", [*nodes.values(), build.view("a_second_look", ["mrr_by_name"])])
    release = publish(warehouse)
    assert rows(release, "select count(*) from a_second_look") == rows(release, "select count(*) from mrr_by_name")
    names = [view["name"] for view in json.loads((release / "manifest.json").read_text())["views"]]
    assert names == ["mrr_by_name", "a_second_look"]


def test_a_public_view_over_an_unpublished_model_is_refused(warehouse):
    nodes = json.loads((warehouse / "dbt" / "manifest.json").read_text())["nodes"]
    build.write_artefacts(warehouse / "dbt", [*nodes.values(), build.view("leak", ["accounts", "account_redirects"])])
    with pytest.raises(PublishRefused, match="leak reads account_redirects, which is not published"):
        publish(warehouse)


def test_rows_are_the_build_s_and_account_lookups_are_in_order(warehouse):
    release = publish(warehouse)
    assert rows(release, "select account_id, account_name, employees from accounts") == sorted(build.ACCOUNTS)
    months = rows(release, "select account_id, closing_mrr from account_mrr")
    assert [account for account, _ in months] == ["a1"] * 4 + ["a2"] * 4 + ["a3"] * 4
    assert months[0][1] == Decimal(100) and months[4][1] is None
    parquet = f"'{release}/parquet/account_mrr.parquet'"
    assert rows(release, "select * from account_mrr") == duckdb.sql(f"from {parquet}").fetchall()


def test_a_key_that_names_months_before_accounts_is_the_order(warehouse):
    nodes = json.loads((warehouse / "dbt" / "manifest.json").read_text())["nodes"]
    nodes["model.cs_warehouse.account_mrr"]["config"]["meta"]["key"] = ["month_end", "account_id"]
    build.write_artefacts(warehouse / "dbt", list(nodes.values()))
    found = rows(publish(warehouse), "select month_end, account_id from account_mrr")
    assert found == sorted(found) and found[1][1] == "a2"
    nodes["model.cs_warehouse.account_mrr"]["config"]["meta"]["key"] = ["month_end"]
    build.write_artefacts(warehouse / "dbt", list(nodes.values()))
    assert [account for _, account in rows(publish(warehouse), "select month_end, account_id from account_mrr")] == (
        ["a1"] * 4 + ["a2"] * 4 + ["a3"] * 4
    )


def test_publication_tells_what_it_is(warehouse):
    release = publish(warehouse)
    facts = rows(
        release,
        """
        select publication_id, as_of = timestamptz '2026-10-15 00:00:00+00', dbt_version, duckdb_version,
            tests_passed, models
        from publication""",
    )
    assert facts == [(release.name, True, "1.11.0", duckdb.__version__, 1, 4)]
    told = dict(rows(release, "select table_name, row_count from publication_tables"))
    assert {name: count for name, count in told.items() if name not in CATALOGUE} == {
        "accounts": 3,
        "account_mrr": 12,
        "metric_targets": 1,
    }
    assert set(told) - CATALOGUE == {"accounts", "account_mrr", "metric_targets"} and set(told) >= CATALOGUE
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["publication_id"] == release.name
    assert {table["name"]: table["row_count"] for table in manifest["tables"]} == told
    comments = rows(
        release,
        """
        select column_name, comment from duckdb_columns()
        where comment is not null and table_name in ('accounts', 'account_mrr', 'metric_targets')""",
    )
    assert set(comments) == {("account_id", "CRM id, surviving account."), ("month_end", "Last day of the month.")}


def test_the_files_are_sealed_and_no_write_ahead_log_is_left(warehouse):
    release = publish(warehouse)
    files = [path for path in release.rglob("*") if path.is_file()]
    assert len(files) == 5 + len(CATALOGUE)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}


def test_same_build_gives_the_same_tables_and_checksums(warehouse):
    first, second = publish(warehouse), publish(warehouse)
    query = "select table_name, row_count, checksum from publication_tables"
    assert rows(first, query) == rows(second, query)
    assert first.name < second.name and first.name[-8:] == second.name[-8:]


def test_one_changed_cell_changes_the_checksum(warehouse):
    first = publish(warehouse)
    change_build(warehouse, "update marts.accounts set employees = 301 where account_id = 'a3'")
    second = publish(warehouse)
    query = "select table_name, checksum from publication_tables"
    assert {name for name, _ in set(rows(first, query)) ^ set(rows(second, query))} == {"accounts"}
    assert first.name[-8:] != second.name[-8:]


@pytest.mark.parametrize(
    ("status", "changes", "message"),
    [
        ({UNIQUE: "fail"}, {}, "unique_accounts_account_id: Got 2 results"),
        ({UNIQUE: "error"}, {}, "unique_accounts_account_id"),
        ({UNIQUE: "skipped"}, {}, "1 of 8 nodes did not run, such as unique_accounts_account_id"),
        ({UNIQUE: "missing"}, {}, "1 of 8 nodes did not run"),
        ({"model.cs_warehouse.accounts": "error"}, {}, "accounts"),
        ({}, {"which": "run"}, "only a full `dbt build`"),
        ({}, {"select": ["accounts"]}, "only a full `dbt build`"),
        ({}, {"left_out": ["test"]}, "the last build left out test"),
        ({}, {"left_out": ["unit_test"]}, "the unit tests passed with another state of the project"),
        ({}, {"invocation_id": "run-2"}, "another run"),
    ],
)
def test_a_build_that_did_not_pass_whole_is_refused(warehouse, status, changes, message):
    last = publish(warehouse)
    nodes = list(json.loads((warehouse / "dbt/manifest.json").read_text())["nodes"].values())
    build.write_artefacts(warehouse / "dbt", nodes, status, **changes)
    with pytest.raises(PublishRefused, match=message):
        publish(warehouse)
    assert releases.current(warehouse) == last and releases.releases(warehouse) == [last]


def test_unit_tests_that_passed_with_this_very_project_may_be_left_out(warehouse, tmp_path):
    nodes = list(json.loads((warehouse / "dbt/manifest.json").read_text())["nodes"].values())
    unit_test = {"unit_test.cs_warehouse.a": build.unit_test("a")}
    for name in unit_tests.PROJECT_FILES:
        (tmp_path / name).write_text("name: shop")
    build.write_artefacts(warehouse / "dbt", nodes, unit_tests=unit_test, left_out=["unit_test"])
    unit_tests.remember(warehouse / "dbt", tmp_path / "parsed", tmp_path)
    assert json.loads((publish(warehouse) / "manifest.json").read_text())["tests_passed"] == 2
    other = {"unit_test.cs_warehouse.a": build.unit_test("a") | {"expect": {"rows": [{"mrr": 2}]}}}
    build.write_artefacts(warehouse / "dbt", nodes, unit_tests=other, left_out=["unit_test"])
    with pytest.raises(PublishRefused, match="another state of the project"):
        publish(warehouse)


def test_a_warning_passes_and_is_counted(warehouse):
    nodes = list(json.loads((warehouse / "dbt/manifest.json").read_text())["nodes"].values())
    build.write_artefacts(warehouse / "dbt", nodes, {UNIQUE: "warn"})
    manifest = json.loads((publish(warehouse) / "manifest.json").read_text())
    assert (manifest["tests_passed"], manifest["tests_warned"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jo <jo.o'neil+x@mail.example.co.uk>", "e-mail address"),
        ("call +49 30 901820 now", "telephone number"),
        ("+4930901820", "telephone number"),
        ("(555) 010-1234", "telephone number"),
        ("555-010-1234.", "telephone number"),
    ],
)
def test_planted_personal_data_is_refused_and_named(warehouse, text, kind):
    last = publish(warehouse)
    rename_a2(warehouse, text)
    with pytest.raises(PublishRefused, match=rf"accounts\.account_name: 1 rows \({kind}\)"):
        publish(warehouse)
    assert releases.current(warehouse) == last


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-15",
        "2026-10-15T10:00:00+00:00",
        "001A000001AbCdEFGH",
        "stripe:cus_9s6XKzkNRiz8i3",
        "+10000.00 MRR",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "INV-2026-0000123",
        "1 234 567 890.00",
        "10.0.0.1",
        "@handle",
        "stripe/invoices/2026-10-15.jsonl.gz:12",
        "+10000000.00",
    ],
)
def test_what_only_looks_like_it_is_published(warehouse, text):
    rename_a2(warehouse, text)
    assert rows(publish(warehouse), "select account_name from accounts where account_id = 'a2'") == [(text,)]


def test_personal_data_in_a_list_is_found(warehouse):
    change_build(warehouse, "alter table marts.accounts add column notes varchar[] default ['x', 'jo@example.com']")
    with pytest.raises(PublishRefused, match=r"accounts\.notes: 3 rows"):
        publish(warehouse)


@pytest.mark.parametrize("config", [{"tags": ["personal_data"]}, {"meta": {"personal_data": True}}])
def test_a_table_tagged_for_personal_data_may_hold_it(warehouse, config):
    rename_a2(warehouse, "jo@example.com")
    nodes = json.loads((warehouse / "dbt/manifest.json").read_text())["nodes"]
    nodes["model.cs_warehouse.accounts"]["config"].update(config)
    build.write_artefacts(warehouse / "dbt", list(nodes.values()))
    publish(warehouse)


def test_a_copy_that_lost_a_row_is_refused(warehouse, monkeypatch):
    last = publish(warehouse)
    whole = publishing._write_database

    def lossy(con, staging, tables, facts, prints):
        whole(con, staging, tables, facts, prints)
        with duckdb.connect(str(staging / releases.DATABASE_FILE)) as copy:
            copy.execute("delete from account_mrr where account_id = 'a1' and month_end = '2026-01-31'")

    monkeypatch.setattr(publishing, "_write_database", lossy)
    with pytest.raises(PublishRefused, match="the table account_mrr differs from the build: 11 rows for 12"):
        publish(warehouse)
    assert releases.current(warehouse) == last


def test_a_left_over_write_ahead_log_is_refused(warehouse, monkeypatch):
    whole = publishing._write_database

    def unclosed(con, staging, tables, facts, prints):
        whole(con, staging, tables, facts, prints)
        (staging / f"{releases.DATABASE_FILE}.wal").write_bytes(b"left")

    monkeypatch.setattr(publishing, "_write_database", unclosed)
    with pytest.raises(PublishRefused, match="not closed cleanly"):
        publish(warehouse)
    assert releases.current(warehouse) is None


def test_parquet_that_cannot_hold_a_type_is_refused(warehouse):
    # Parquet has no 128 bit integer, and DuckDB writes a double, which loses digits without a word.
    change_build(warehouse, f"alter table marts.accounts alter employees type hugeint using {2**127 - 1}::hugeint")
    with pytest.raises(PublishRefused, match="the Parquet accounts differs"):
        publish(warehouse)


def test_too_little_disk_is_told_before_anything_is_written(warehouse, monkeypatch):
    last = publish(warehouse)
    monkeypatch.setattr(releases.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(OSError, match="free some space"):
        publish(warehouse)
    assert releases.releases(warehouse) == [last]
