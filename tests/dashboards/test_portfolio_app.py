"""My portfolio runs in every section under its filters, and the account of the address stands beside the list."""

import duckdb
import pytest
import sample_publication
from cs_dash import fmt
from reading import metrics, words


def test_the_page_opens_with_everybodys_day(app, sample_warehouse, sample):
    test = app(sample_warehouse, "portfolio")
    shown = metrics(test)
    assert list(shown) == [
        "Today's priorities", "Accounts", "Healthy / at-risk", "Renewals in 90 days", "Overdue tasks",
    ]  # fmt: skip
    (row,) = sample.rows("select count(*) as accounts from accounts where current_mrr > 0")
    assert shown["Accounts"] == fmt.count(row["accounts"])
    assert "Who needs me, why, and what do I do next?" in words(test)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"csm": "Ana Ruiz"}, "the most pressing first"),
        ({"csm": "Unassigned", "why": "Without an owner"}, "Only: without an owner."),
        ({"csm": "x' or '1'='1"}, "the most pressing first"),
        ({"band": "Healthy", "why": "At-risk calls"}, "Each with the weightiest of its reasons."),
        ({"book_section": "Accounts", "band": "At-risk and below"}, "at-risk and below"),
        ({"book_section": "Accounts", "region": "EMEA", "segment": "Low touch"}, "the lowest score first"),
        ({"book_section": "Renewals"}, "within 90 days, together"),
        ({"book_section": "Renewals", "band": "No score"}, "No renewal is due within 90 days"),
        ({"book_section": "Overdue tasks"}, "the longest overdue first"),
        ({"book_section": "Overdue tasks", "band": "No score"}, "No task is overdue"),
    ],
)
def test_every_section_says_what_it_shows(app, sample_warehouse, query, said):
    test = app(sample_warehouse, "portfolio", **query)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)


def test_the_account_of_the_address_stands_beside_the_list(app, sample_warehouse, sample):
    (row,) = sample.rows("select account_id, reason, next_action from portfolio order by priority limit 1")
    test = app(sample_warehouse, "portfolio", account_id=row["account_id"])
    said = words(test)
    assert fmt.inert(row["reason"]) in said
    assert fmt.inert(row["next_action"]) in said
    test.button(key="close_panel").click().run()
    assert not test.exception
    assert "account_id" not in test.query_params
    assert fmt.inert(row["reason"]) not in words(test)


def test_an_account_that_is_in_no_portfolio_is_not_told(app, sample_warehouse):
    assert "is in no portfolio" in words(app(sample_warehouse, "portfolio", account_id="0018c0000000000999"))


def test_a_publication_without_portfolios_says_so(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table portfolio")
    assert "holds no portfolios" in words(app(tmp_path, "portfolio"))


def test_an_account_that_was_closed_can_be_chosen_again(app, sample_warehouse):
    test = app(sample_warehouse, "portfolio", book_section="Accounts")
    for _ in range(2):
        test.selectbox(key="book_choice").select_index(0).run()
        assert not test.exception
        assert "Why it is here, and what is next" in words(test)
        assert "account_id" in test.query_params
        test.button(key="close_panel").click().run()
        assert "account_id" not in test.query_params
        assert test.selectbox(key="book_choice").value is None
