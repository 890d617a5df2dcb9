"""The figures of Definitions & data, against what the sample says by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import data_repo
from cs_dash.models import data


def tiles(found: list) -> dict[str, str]:
    return {tile.label: tile.value for tile in found}


def test_source_tiles_are_the_sums_of_the_rows_they_open(sample):
    shown = tiles(data.source_tiles(sample))
    assert shown == {
        "Source tables": "4", "Stale": "1", "Rows landed": "2,547", "Rows rejected": "2", "Files refused": "0",
        "Drifted columns": "0",
    }  # fmt: skip
    rows = data_repo.sources(sample, "all").to_pylist()
    assert [sum(row[key] for row in rows) for key in ("rows_landed", "rows_rejected")] == [2547, 2]
    assert len(rows) == 4
    assert data_repo.source_totals(sample)["rejected_share"] == pytest.approx(2 / 2549)


@pytest.mark.parametrize(
    ("which", "tables"),
    [("stale", ["tickets"]), ("rejected", ["invoices"]), ("absent", []), ("drifted", [])],
)
def test_sources_by_what_is_wrong_with_them(sample, which, tables):
    assert data_repo.sources(sample, which)["source_object"].to_pylist() == tables


def test_check_tiles_add_up_to_the_checks(sample):
    assert tiles(data.check_tiles(sample)) == {
        "Checks": "5", "Passed": "4", "Warned": "1", "Of columns and keys": "3", "Invariants": "1", "Unit tests": "1",
    }  # fmt: skip
    assert data.warned(sample) == ["months_foot_in_total"]


@pytest.mark.parametrize(
    ("search", "kind", "status", "names"),
    [
        ("", "all", "warned", ["months_foot_in_total"]),
        ("FOOT", "all", "all", ["months_foot_in_total"]),
        ("100 kept", "unit_test", "passed", ["nrr_by_hand"]),
        ("account_id", "unique", "all", ["unique_accounts_account_id"]),
        ("' or true --", "all", "all", []),
        ("%", "all", "all", []),
    ],
)
def test_checks_are_found_by_words_kind_and_end(sample, search, kind, status, names):
    assert data_repo.checks(sample, search, kind, status, None)["check_name"].to_pylist() == names
    assert data_repo.check_count(sample, search, kind, status) == len(names)


def test_what_warned_comes_first_and_the_count_is_of_all(sample):
    assert data_repo.checks(sample, "", "all", "all", 1)["check_name"].to_pylist() == ["months_foot_in_total"]
    assert data_repo.check_count(sample, "", "all", "all") == 5


def test_a_metric_is_told_in_the_words_that_are_in_force(sample):
    (row,) = data_repo.metrics(sample, "net revenue").to_pylist()
    assert (row["metric_id"], row["formula_words"], row["version"]) == (
        "nrr",
        "MRR of today of who paid at the opening",
        1,
    )
    assert (row["numerator_column"], row["denominator_column"]) == ("kept", "opening")
    assert data_repo.metrics(sample, "of before").num_rows == 0


def test_a_metric_is_told_in_one_paragraph(sample):
    assert data.metric_words(sample, "nrr") == (
        "Net revenue retention, version 1: MRR of today of who paid at the opening. It is kept over opening of "
        "executive_scorecard, told per month × segment; customer success signs it."
    )
    assert data.metric_words(sample, "all") is None


def test_thresholds_of_a_metric_are_its_targets_and_bands(sample):
    found = data_repo.thresholds(sample, "nrr").to_pylist()
    assert [(row["threshold_kind"], row["segment"], row["threshold_from"]) for row in found] == [
        ("target", "all", Decimal("1.1")), ("target", "high_touch", Decimal("1.15")), ("good_and_great", "all", None),
        ("good_and_great", "all", Decimal("1.05")), ("good_and_great", "all", Decimal("1.2")),
        ("good_and_great", "high_touch", None),
    ]  # fmt: skip
    every = "select (select count(*) from metric_targets) + (select count(*) from metric_benchmarks) as n"
    assert data_repo.thresholds(sample, "all").num_rows == sample.rows(every)[0]["n"]
    assert data_repo.thresholds(sample, "mrr").num_rows == 0


def test_lineage_goes_down_to_the_source_file_by_the_shortest_way(sample):
    found = data_repo.parents(sample, "executive_scorecard").to_pylist()
    assert [(row["steps_away"], row["node_name"], row["node_kind"]) for row in found] == [
        (1, "retention", "mart"), (2, "retention_base", "mart"), (2, "retention_definitions", "seed"),
        (3, "account_mrr", "mart"), (4, "stg_stripe__invoices", "staging"), (5, "stripe.invoices", "source"),
    ]  # fmt: skip
    assert (found[-1]["rows_landed"], found[-1]["last_file"]) == (1500, "stripe/invoices/2026-10-15.jsonl.gz")
    assert found[0]["last_file"] is None
    assert data_repo.readers(sample, "retention")["node_name"].to_pylist() == ["Retention", "executive_scorecard"]


def test_a_table_is_found_by_a_column_and_tells_its_checks(sample):
    (row,) = data_repo.tables(sample, "account_name", "mart").to_pylist()
    assert (row["table_name"], row["column_count"], row["check_count"]) == ("accounts", 2, 2)
    assert row["table_rows"] == sample.rows("select count(*) as n from accounts")[0]["n"]
    assert data_repo.tables(sample, "account_name", "rules").num_rows == 0
    assert [(row["column_name"], row["check_count"]) for row in data_repo.columns(sample, "accounts").to_pylist()] == [
        ("account_id", 2),
        ("account_name", 0),
    ]


def test_rejected_rows_are_counted_by_table_and_column(sample):
    found = data_repo.quarantine_reasons(sample).to_pylist()
    assert [(row["source_object"], row["column_name"], row["rejected"], row["source_files"]) for row in found] == [
        ("invoices", "amount", 2, 1),
        ("tickets", None, 1, 1),
    ]
    assert sum(row["rejected"] for row in found) == data_repo.quarantine_count(sample, "all", "all") == 3
    for kind, system, count in (("record", "all", 2), ("file", "all", 1), ("all", "stripe", 2), ("file", "stripe", 0)):
        assert data_repo.quarantine_count(sample, kind, system) == count
        assert data_repo.quarantine(sample, kind, system, None).num_rows == count


def test_a_rule_is_in_force_from_its_day_on_until_the_next_version(sample):
    found = {row["rule_table"]: row for row in data_repo.rule_tables(sample).to_pylist()}
    bands = found["health_bands"]
    assert (bands["rule_count"], bands["in_force_count"], bands["version"]) == (3, 1, 2)
    assert bands["effective_from"] == dt.date(2026, 1, 1)
    rows = data_repo.rules(sample, "health_bands").to_pylist()
    assert [(row["is_in_force"], row["version"]) for row in rows] == [(True, 2), (False, 1), (False, 3)]


def test_the_release_tells_where_it_comes_from(sample):
    facts = {row["release_fact"]: row["release_value"] for row in data.release_facts(sample)}
    assert facts["Publication"] == sample.publication_id
    assert (facts["dbt"], facts["DuckDB"], facts["Checks passed"]) == ("1.11.0", "2.0.0", "412")
    assert facts["Knows things up to"] == "16 Oct 2026 00:00 UTC"
    held = data_repo.release_tables(sample)
    assert facts["Tables with rows"] == str(held.num_rows)
