"""The Finance page runs in every view, and says plainly what a publication has not."""

import datetime as dt

import duckdb
import pytest
import sample_publication
from cs_dash import fmt
from cs_dash.models import finance
from reading import metrics, words

AUGUST, OCTOBER = dt.date(2026, 8, 31), dt.date(2026, 10, 31)


def opened(test, **chosen):
    """The page with filters that other pages have too, and with tables' selections."""
    for key, value in chosen.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


def columns(test, *needed: str):
    """The first table that has these columns."""
    return next(table.value for table in test.dataframe if set(needed) <= set(table.value.columns))


def test_the_answer_stands_over_every_view(app, sample_warehouse, sample):
    rates = {
        row["definition_id"]: row["rate"]
        for row in sample.rows("""
            select definition_id, rate
            from retention
            where
                segment = 'all' and window_months = 12 and month_end = date '2026-09-30'
                and definition_id in ('N1', 'N2', 'N6')
        """)
    }
    test = app(sample_warehouse, "finance")
    shown = metrics(test)
    assert shown["Headline NRR"] == fmt.inert(fmt.rate(rates["N1"]))
    lowest, highest = fmt.rate(min(rates.values())), fmt.rate(max(rates.values()))
    assert shown["NRR by definition"] == fmt.inert(f"{lowest} to {highest}")
    assert shown["Movements left over"] == fmt.inert("$0.00")
    assert shown["Billing unexplained"] == "2"
    assert "Closed through: Aug 2026." in words(test)


@pytest.mark.parametrize(
    ("view", "query", "state", "said"),
    [
        ("Definitions", {}, {}, "What is NRR under every definition?"),
        ("Definitions", {}, {"segment": "high_touch", "window": 1, "month": AUGUST}, "High touch, 1 month to Aug 2026"),
        ("Definitions", {}, {"month": OCTOBER}, "still running: every figure of it is provisional"),
        ("Definitions", {}, {"month": dt.date(2024, 5, 31)}, "nobody paid at the opening of the window"),
        ("Bridge", {}, {}, "The rows below sum to the difference. Left over: \\$0\\.00."),
        ("Bridge", {"from": "R1", "to": "N6"}, {"window": 3}, "Left over: \\$0\\.00."),
        ("Bridge", {"from": "N2", "to": "N2"}, {}, "Choose two different definitions"),
        ("Bridge", {"from": "N1", "to": "N2"}, {"month": dt.date(2024, 5, 31)}, "nobody paid at the opening"),
        ("Bridge", {"from": "N1", "to": "N2"}, {"window": 1}, "both give the same amount"),
        ("Bridge", {"bridge_item": "x' or '1'='1"}, {}, "7 rows, largest first"),
        ("Tie-out", {}, {"segment": "low_touch"}, "every account foots in every month"),
        ("Tie-out", {"billing_item": "Tax"}, {}, "13 rows, largest first"),
        ("Tie-out", {}, {"month": dt.date(2025, 3, 31)}, "Nothing was billed"),
        ("Month closes", {}, {}, "together −\\$80\\.00"),
        ("Month closes", {"closed_month": "Jun 2026"}, {}, "it stands as closed"),
        ("Policies", {}, {}, "Which answers do these figures rest on?"),
    ],
)
def test_every_view_under_its_filters(app, sample_warehouse, view, query, state, said):
    test = opened(app(sample_warehouse, "finance", view=view, **query), **state)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe) > 0
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_an_unexplained_amount_leads_to_its_invoice(app, sample_warehouse):
    test = opened(app(sample_warehouse, "finance", view="Tie-out"), unexplained_choice=0)
    entries = columns(test, "source_file", "entry_key")
    assert entries[entries["item"] == "Unexplained"]["amount"].iloc[0] == 25
    assert all(entries[entries["item"] == "Billed"]["source_row"] > 0)


def test_a_hostile_name_stays_out_of_markdown(app, sample_warehouse):
    test = app(sample_warehouse, "finance", view="Tie-out", billing_item="Tax")
    names = list(columns(test, "account_name", "is_over_tolerance")["account_name"])
    opened(test, billing_rows_choice=names.index(sample_publication.HOSTILE_NAME))
    assert "The entries behind these items" in words(test)
    for live in ("http://evil", "www.evil", ":material/delete:"):
        assert live not in words(test)


def test_a_restatement_names_account_amount_cause_and_file(app, sample_warehouse):
    test = app(sample_warehouse, "finance", view="Month closes")
    row = columns(test, "restatement_cause").iloc[0]
    assert (row["amount"], row["restatement_cause"]) == (-80, "Late cancellation")
    assert row["source_file"] == "stripe/subscriptions/subscriptions_2026-10-12.jsonl.gz"


@pytest.fixture
def lacking(app, tmp_path):
    """A function that opens a view of a publication changed by some statements."""

    def run(view: str, *statements: str):
        path = sample_publication.publish(tmp_path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return words(app(tmp_path, "finance", view=view))

    return run


def test_without_any_close_the_page_says_how_to_make_one(lacking):
    emptied = [f"delete from {name}" for name in ("month_closes", "restatements", "closed_retention")]
    assert "`make close MONTH=2026-09`" in lacking("Month closes", *emptied)


def test_nothing_unexplained_is_good_news(lacking):
    said = lacking("Tie-out", "update billing_reconciliation set is_over_tolerance = false")
    assert "Nothing: in no month has an account an unexplained amount" in said


def test_a_month_that_does_not_foot_is_an_error(lacking):
    said = lacking(
        "Tie-out",
        "update mrr_footing set residual = -1, unfooted = 1 "
        "where segment = 'low_touch' and month_end = date '2026-09-30'",
    )
    assert "1 account-months do not foot" in said


def test_older_publications_say_what_they_lack(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        for name in (*finance.CLOSE_TABLES, *finance.BILLING_TABLES, "policies", "policy_positions"):
            connection.execute(f"drop table {name}")
    for view, said in (
        ("Tie-out", "holds no reconciliation of MRR with billing"),
        ("Month closes", "knows of no month closes"),
        ("Policies", "does not say which policies"),
    ):
        assert said in words(app(tmp_path, "finance", view=view))
