"""The Retention page runs under its filters, opens its rows and says plainly what it cannot show."""

import datetime as dt

import duckdb
import pytest
import sample_publication
from cs_dash import fmt
from reading import metrics, words

EXPANDED = ("trend_rows_0", "trend_rows_1", "moves_rows")
AUGUST, OCTOBER = dt.date(2026, 8, 31), dt.date(2026, 10, 31)


def opened(test, **chosen):
    """The page with every place for rows open, and with filters that other pages have too."""
    for key, value in {**dict.fromkeys(EXPANDED, True), **chosen}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


def test_the_headline_is_the_marts_with_its_money_to_the_cent(app, sample_warehouse, sample):
    told = sample.rows("""
        select numerator, denominator, rate
        from retention
        where definition_id = 'N2' and segment = 'low_touch' and window_months = 3 and month_end = date '2026-08-31'
    """)[0]
    test = opened(app(sample_warehouse, "retention", definition="N2"), segment="low_touch", window=3, month=AUGUST)
    assert fmt.rate(told["rate"]) in metrics(test)["N2, 3 months"]
    assert metrics(test)["Numerator"] == fmt.inert(fmt.money_full(told["numerator"]))
    assert metrics(test)["Denominator"] == fmt.inert(fmt.money_full(told["denominator"]))
    assert "N2, version 1" in words(test)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "The rows sum to"),
        ({"definition": "logo", "dimension": "Owner"}, "The rows sum to 55 of 60"),
        ({"definition": "N6"}, "What is carried in times the month's rate is carried out"),
        ({"definition": "R6", "dimension": "Region"}, "capped at the book's opening"),
        ({"dimension": "Segment × region", "part": "High touch · Americas"}, "The rows sum to"),
        ({"dimension": "Product"}, "This split holds nothing"),
        ({"state": {"month": OCTOBER}}, "Oct 2026 is still running: provisional"),
        ({"state": {"month": dt.date(2024, 3, 31)}}, "nobody paid at the opening of the window"),
        ({"moved": "Aug 2026", "state": {"segment": "high_touch", "movement": "churn"}}, "Churn in Aug 2026"),
        ({"state": {"window": 1, "segment": "tech_touch"}}, "Tech touch; each month"),
        ({"definition": "x' or '1'='1", "part": "<script>"}, "N1, version 1"),
    ],
)
def test_every_filter_gives_a_page(app, sample_warehouse, query, said):
    bound = {key: value for key, value in query.items() if key != "state"}
    test = opened(app(sample_warehouse, "retention", **bound), **query.get("state", {}))
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe) > 0
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_a_part_shows_its_accounts_and_an_account_its_items(app, sample_warehouse):
    test = app(sample_warehouse, "retention")
    test.session_state["parts_table"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    test.session_state["part"] = "low_touch"
    test.run()
    assert not test.exception
    accounts = next(table.value for table in test.dataframe if "denominator_mrr" in table.value.columns
                    and "account_name" in table.value.columns)  # fmt: skip
    assert set(accounts["segment"]) == {"Low touch"}
    test.session_state["accounts_choice"] = 0
    test.run()
    assert not test.exception
    assert "Its items sum to" in words(test)
    items = next(table.value for table in test.dataframe if "item" in table.value.columns)
    assert sum(items["numerator_mrr"]) == accounts["numerator_mrr"].iloc[0]


def test_a_hostile_name_stays_out_of_markdown(app, sample_warehouse, sample):
    test = app(sample_warehouse, "retention")
    shown = next(table for table in test.dataframe if "denominator_mrr" in table.value.columns
                 and "account_name" in table.value.columns).value  # fmt: skip
    place = list(shown["account_name"]).index(sample_publication.HOSTILE_NAME)
    test.session_state["accounts_choice"] = place
    test.run()
    assert not test.exception
    assert "Its items sum to" in words(test)
    for live in ("http://evil", "www.evil", ":material/delete:"):
        assert live not in words(test)


def test_a_publication_without_retention_says_so(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        for table in ("retention", "retention_base", "retention_item_amounts", "retention_factors"):
            connection.execute(f"delete from {table}")
    assert "holds no retention yet" in words(app(tmp_path, "retention"))


def test_a_publication_without_bridges_says_what_to_do(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table mrr_bridges")
    for page in ("retention", "executive"):
        assert "Publish again" in words(app(tmp_path, page))
