"""The Cohorts page runs in every view under its filters and opens the accounts behind cells and points."""

import datetime as dt
import shutil

import duckdb
import pytest
from cs_dash.settings import DATABASE_NAME
from reading import words

EXPANDED = ("tile_rows", "triangle_rows", "curve_rows", "survival_rows")


def opened(test, **chosen):
    """The page with every place for rows open, and with choices made."""
    for key, value in {**dict.fromkeys(EXPANDED, True), **chosen}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize(
    ("query", "state", "said"),
    [
        ({}, {"cohort": dt.date(2024, 3, 31), "cohort_age": 24}, "Started in Q1 2024, at 24 months: 46 accounts"),
        (
            {"cohort_view": "Age curves", "cut": "Segment", "measure": "Logos"},
            {"curve": "low_touch", "curve_age": 6},
            "Low touch, at 6 months",
        ),
        ({"cohort_view": "Survival", "cut": "Channel"}, {}, "by channel (Kaplan–Meier"),
        (
            {"cohort_basis": "Month", "cut": "x' or '1'='1", "measure": "<script>"},
            {},
            "Net MRR in percent of the start, by month",
        ),
    ],
)
def test_every_view_under_its_filters(app, sample_warehouse, query, state, said):
    test = opened(app(sample_warehouse, "cohorts", **query), **state)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_a_publication_without_cohorts_says_so(app, sample_warehouse, tmp_path):
    copy = shutil.copytree(sample_warehouse, tmp_path / "copy", symlinks=True)
    with duckdb.connect(str(copy / "published" / "current" / DATABASE_NAME)) as connection:
        connection.execute("delete from cohorts")
    assert "No cohort yet" in words(app(copy, "cohorts"))
