"""The Account page goes from a figure to its rows without losing a cent."""

import datetime as dt

import duckdb
import pytest
import sample_publication
from cs_dash import account_repo
from cs_dash.models import account
from cs_dash.publication import connect

MONTH = dt.date(2026, 9, 30)


def some_accounts(sample) -> list[str]:
    """Ids of dollar accounts with the longest histories of movements."""
    rows = sample.rows("""
        select movements.account_id
        from mrr_movements as movements
        group by movements.account_id
        having count(*) filter (where movement = 'fx') = 0
        order by count(*) desc, movements.account_id
        limit 12
    """)
    return [row["account_id"] for row in rows]


def test_periods_sum_to_mrr_at_both_ends_of_every_month(sample):
    for account_id in some_accounts(sample):
        for row in account_repo.history(sample, account_id):
            shown = account_repo.periods(sample, account_id, row["month_end"]).to_pylist()
            assert sum(period["mrr_at_opening"] or 0 for period in shown) == row["opening_mrr"]
            assert sum(period["mrr_at_closing"] or 0 for period in shown) == row["closing_mrr"]
            assert account.build_month(sample, account_id, row["month_end"]).periods_tie


def test_a_month_foots_from_opening_to_closing(sample):
    for account_id in some_accounts(sample):
        for row in account_repo.history(sample, account_id):
            steps = account_repo.month_movements(sample, account_id, row["month_end"]).to_pylist()
            assert (steps[0]["movement"], steps[-1]["movement"]) == ("opening", "closing")
            assert sum(step["amount"] for step in steps[:-1]) == steps[-1]["amount"]


def test_a_foreign_account_shows_its_currency_and_claims_no_tie(sample):
    page = account.build_month(sample, sample_publication.EURO_ID, MONTH)
    assert page.periods_tie is None
    assert [total["currency"] for total in page.totals] == ["EUR"]
    periods = account_repo.periods(sample, sample_publication.EURO_ID, MONTH).to_pylist()
    assert sum(period["mrr_at_closing"] or 0 for period in periods) == page.totals[0]["mrr_at_closing"]


def test_a_difference_of_a_cent_is_noticed(tmp_path):
    path = sample_publication.publish(tmp_path)
    account_id = "0018c0000000000003"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update subscription_periods set mrr = mrr + 0.01 where account_id = ? and valid_to is null", [account_id]
        )
    changed = connect(path, "1GB", 2)
    assert account.build_month(changed, account_id, MONTH).periods_tie is False
    changed.close()


def test_invoice_lines_of_a_month_carry_file_and_row(sample):
    account_id = some_accounts(sample)[0]
    row = next(row for row in reversed(account_repo.history(sample, account_id)) if row["closing_mrr"] > 0)
    lines = account_repo.invoice_lines(sample, account_id, row["month_end"], None, None).to_pylist()
    in_month = [line for line in lines if line["period_start"].month == row["month_end"].month]
    assert sum(line["line_amount"] for line in in_month) == row["closing_mrr"]
    assert all(line["source_file"] and line["source_row"] for line in lines)


def test_invoice_lines_of_one_item_only(sample):
    account_id = some_accounts(sample)[0]
    item = account_repo.periods(sample, account_id, MONTH)["subscription_item_id"].to_pylist()[0]
    assert account_repo.invoice_lines(sample, account_id, MONTH, "si_none", None).num_rows == 0
    everything = account_repo.invoice_lines(sample, account_id, MONTH, None, None)
    assert account_repo.invoice_lines(sample, account_id, MONTH, item, None).equals(everything)


def test_the_month_shown_first_is_the_newest_in_which_the_customer_did_something(sample):
    page = account.build(sample, sample_publication.EURO_ID)
    expected = sample.rows(
        """
        select max(month_end) as month_end
        from mrr_movements
        where account_id = $account_id and movement <> 'fx' and not is_provisional
        """,
        {"account_id": sample_publication.EURO_ID},
    )
    assert page.default_month == expected[0]["month_end"]
    assert page.default_month in page.months


def test_an_unknown_account_is_none(sample):
    assert account.build(sample, "x' or '1'='1") is None


@pytest.mark.parametrize("text", ["MAPLE", "0018c", "unmatched"])
def test_search_looks_into_names_and_ids(sample, text):
    found = account_repo.find(sample, text, 20).to_pylist()
    assert found
    assert all(text.lower() in f"{row['account_name']} {row['account_id']}".lower() for row in found)


@pytest.mark.parametrize("text", ["%", "_____", "' or '1'='1"])
def test_search_takes_text_literally(sample, text):
    found = account_repo.find(sample, text, 20).to_pylist()
    assert all(text in row["account_name"] for row in found)


def test_facts_read_well(sample):
    facts = dict(account.build(sample, sample_publication.BILLING_ONLY_ID).facts)
    assert facts["Owner"] == "–"
    assert facts["Account id"] == sample_publication.BILLING_ONLY_ID
    assert facts["Segment"] in ("Tech touch", "Low touch", "High touch", "–")
