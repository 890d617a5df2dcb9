"""Definitions & data runs in every section under its filters, and shows foreign text as text."""

import shutil

import duckdb
import pytest
from cs_dash.settings import DATABASE_NAME
from reading import words


@pytest.mark.parametrize(
    ("section", "state", "said", "tables"),
    [
        ("Metrics", {"metric": "nrr"}, "18 metrics in force", 2),
        ("Metrics", {"metric_search": "no such word"}, "No metric holds this", 1),
        ("Tables", {}, "Choose a table to see what it is made of", 1),
        ("Tables", {"table": "retention"}, "5 tables, nearest first, 1 of them sources", 4),
        ("Tables", {"table": "checks", "table_search": "xyz"}, "It is made of no other table", 1),
        ("Sources", {"which_sources": "stale"}, "Stale: 1 source tables", 3),
        ("Checks", {"check_kinds_rows": True}, "5 checks, those that warned first", 3),
        ("Checks", {"check_status": "warned", "check_kind": "unique"}, "No check is so", 1),
        ("Quarantine", {"refused_kind": "record"}, "2 rejected records and files", 3),
        ("Rules", {"rule": "health_bands"}, "2 tables of rules", 3),
        ("Release", {}, "Where does this release come from?", 3),
    ],
)
def test_every_section_under_its_filters(app, sample_warehouse, section, state, said, tables):
    test = app(sample_warehouse, "data", data_section=section)
    for key, value in state.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    text = words(test).replace("\N{WORD JOINER}", "").replace("\\", "")
    assert said in text
    for live in ("evil.example", "onerror", "<img"):
        assert live not in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_what_warned_is_named_above_the_checks(app, sample_warehouse):
    test = app(sample_warehouse, "data", data_section="Checks")
    assert any("months" in warning.value and "total" in warning.value for warning in test.warning)


def test_an_older_publication_is_told_to_publish_again(app, sample_warehouse, tmp_path):
    copy = shutil.copytree(sample_warehouse, tmp_path / "copy", symlinks=True)
    with duckdb.connect(str(copy / "published" / "current" / DATABASE_NAME)) as connection:
        connection.execute("drop table rule_rows")
        connection.execute("delete from quarantine")
    assert "This publication does not tell of it" in words(app(copy, "data", data_section="Rules"))
