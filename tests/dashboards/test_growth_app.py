"""Expansion & losses runs in every view under its filters and opens the rows behind its figures."""

import shutil

import duckdb
import pytest
from cs_dash.settings import DATABASE_NAME
from reading import words

EXPANDED = ("pipeline_by_stage_rows", "growth_by_type_rows", "losses_by_period_rows", "payments_by_period_rows",
            "win_reasons_rows")  # fmt: skip


@pytest.mark.parametrize(
    ("view", "state", "said"),
    [
        ("Pipeline", {"stage": "identified", "counted": "open"}, "Every open signal:"),
        ("Mix and sources", {"growth_type": "seat", "found_by": "sales"}, "12 months to Sep 2026, the largest first"),
        ("Whitespace", {"segment": "high_touch"}, "What do peers hold that others lack?"),
        ("Losses", {"loss_kind": "contraction"}, "Lost MRR by quarter and what fell, each loss once. A pale"),
        ("Losses", {"loss_kind": "contraction", "loss_cut": "reason"}, "nobody stated one for"),
        ("Payments", {"paid_basis": "month", "paid_outcome": "open"}, "Whom did we lose without anybody deciding it?"),
        ("Win back", {"segment": "tech_touch"}, "or for none that we know, neither too lately nor too long ago"),
        ("CSM books", {"book_measure": "health", "book_window": 3}, "Health weighs 10.0%, target 70.0"),
        ("Several years", {"lacking_criterion": "health", "offer": 3}, "15 rows, together"),
    ],
)
def test_every_view_under_its_filters(app, sample_warehouse, view, state, said):
    test = app(sample_warehouse, "expansion", growth_view=view)
    for key, value in {**dict.fromkeys(EXPANDED, True), **state}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    assert said in words(test).replace("\N{WORD JOINER}", "").replace("\\", "")
    for live in ("evil.example", "onerror", ":material/delete:"):
        assert live not in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


@pytest.mark.parametrize(("counted", "is_expected"), [("open", True), ("won", False), ("expired", False)])
def test_only_what_is_open_is_expected(app, sample_warehouse, counted, is_expected):
    test = app(sample_warehouse, "expansion", growth_view="Pipeline")
    test.session_state["counted"] = counted
    test.run()
    (told,) = [caption.value for caption in test.caption if caption.value.endswith("credited.")]
    assert (" expected, " in told) == is_expected


def test_what_a_publication_does_not_hold_is_said(app, sample_warehouse, tmp_path):
    copy = shutil.copytree(sample_warehouse, tmp_path / "copy", symlinks=True)
    with duckdb.connect(str(copy / "published" / "current" / DATABASE_NAME)) as connection:
        connection.execute("drop table win_back")
        connection.execute("delete from expansion_opportunities")
        connection.execute("delete from expansion_pipeline")
    test = app(copy, "expansion", growth_view="Win back")
    assert "This publication does not tell of it" in words(test)
    test.session_state["growth_view"] = "pipeline"
    test.run()
    assert "Nothing is open in these filters" in words(test)
    assert "No signal was ever seen" in words(test)
