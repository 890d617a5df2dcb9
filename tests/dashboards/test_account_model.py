"""The Account page goes from a figure to its rows without losing a cent."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
import sample_publication
from cs_dash import account_repo
from cs_dash.models import account
from cs_dash.publication import connect
from cs_dash.settings import MEMORY_LIMIT

MONTH = dt.date(2026, 9, 30)


def some_accounts(sample) -> list[str]:
    """Ids of the dollar accounts with the longest histories of movements, then of the euro account."""
    rows = sample.rows("""
        select movements.account_id
        from mrr_movements as movements
        group by movements.account_id
        having count(*) filter (where movement = 'fx') = 0
        order by count(*) desc, movements.account_id
        limit 12
    """)
    return [row["account_id"] for row in rows] + [sample_publication.EURO_ID]


def to_the_cent(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def rates_of(sample, month: dt.date) -> dict[str, Decimal]:
    """Dollars for one unit at the month's end, as the sample's script makes them."""
    return {"USD": Decimal(1), "EUR": Decimal("1.08") + Decimal("0.005") * (month.month % 5)}


def test_periods_at_the_months_rate_are_mrr_at_both_ends_of_every_month(sample):
    for account_id in some_accounts(sample):
        for row in account_repo.history(sample, account_id):
            month = row["month_end"]
            before = month.replace(day=1) - dt.timedelta(days=1)
            shown = account_repo.periods(sample, account_id, month).to_pylist()
            opening, closing = (
                sum((period[at] or 0) * rates_of(sample, end)[period["currency"]] for period in shown)
                for at, end in (("mrr_at_opening", before), ("mrr_at_closing", month))
            )
            assert to_the_cent(Decimal(opening)) == to_the_cent(row["opening_mrr"])
            assert to_the_cent(Decimal(closing)) == to_the_cent(row["closing_mrr"])
            assert account.build_month(sample, account_id, month).periods_tie


def test_a_month_foots_from_opening_to_closing(sample):
    for account_id in some_accounts(sample):
        for row in account_repo.history(sample, account_id):
            steps = account_repo.month_movements(sample, account_id, row["month_end"]).to_pylist()
            assert (steps[0]["movement"], steps[-1]["movement"]) == ("opening", "closing")
            assert sum(step["amount"] for step in steps[:-1]) == steps[-1]["amount"]


def test_a_foreign_account_is_converted_line_by_line(sample):
    page = account.build_month(sample, sample_publication.EURO_ID, MONTH)
    opening, closing = page.conversion.to_pylist()
    assert page.is_foreign
    assert (opening["state_date"], closing["state_date"]) == (dt.date(2026, 8, 31), MONTH)
    for line, mrr in ((opening, page.opening_mrr), (closing, page.closing_mrr)):
        assert line["currency"] == "EUR"
        assert line["exchange_rate"] == rates_of(sample, line["state_date"])["EUR"]
        assert to_the_cent(line["periods_mrr"] * line["exchange_rate"]) == to_the_cent(line["mrr"]) == to_the_cent(mrr)
    assert opening["exchange_rate"] != closing["exchange_rate"]


@pytest.fixture
def changed(tmp_path):
    """A function that changes a sample publication of its own by some statements, and opens it."""
    opened = []

    def change(*statements: str):
        path = sample_publication.publish(tmp_path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        opened.append(connect(path, MEMORY_LIMIT, 2))
        return opened[0]

    yield change
    opened[0].close()


def test_an_account_that_pays_in_two_currencies_ties_over_both(changed):
    where = f"where account_id = '{sample_publication.EURO_ID}' and month_end = date '2026-09-30'"
    publication = changed(
        f"""
        insert into subscription_periods by name
        select *
            replace ('second' as subscription_period_id, 'usd' as currency, 100 as mrr, date '2026-09-10' as valid_from)
        from subscription_periods
        where account_id = '{sample_publication.EURO_ID}' and valid_to is null
        """,
        f"""
        insert into account_currency_mrr by name
        select * replace ('usd' as currency, 1 as rate, 100 as closing_local_mrr, 100 as closing_mrr)
        from account_currency_mrr {where}
        """,
        f"update account_mrr set closing_mrr = closing_mrr + 100 {where}",
    )
    page = account.build_month(publication, sample_publication.EURO_ID, MONTH)
    assert [line["currency"] for line in page.conversion.to_pylist() if line["is_closing"]] == ["EUR", "USD"]
    assert page.periods_tie


@pytest.mark.parametrize(
    "statement",
    [
        "update subscription_periods set mrr = mrr + 0.01 where account_id = '{id}' and valid_to is null",
        "update account_currency_mrr set rate = rate + 0.0001 where account_id = '{id}'",
        "update account_currency_mrr set rate = null where account_id = '{id}'",
        "update account_mrr set closing_mrr = closing_mrr + 0.01 where account_id = '{id}'",
        "delete from account_currency_mrr where account_id = '{id}'",
    ],
)
@pytest.mark.parametrize("account_id", ["0018c0000000000003", sample_publication.EURO_ID])
def test_a_difference_of_a_cent_is_noticed(changed, account_id, statement):
    publication = changed(statement.format(id=account_id))
    assert account.build_month(publication, account_id, MONTH).periods_tie is False


def test_the_running_month_is_read_on_the_marts_day_and_not_on_the_clocks(changed):
    """The sample's moment is 16 Oct in UTC and 15 Oct for the company: what starts on the 16th is not in yet."""
    account_id, month = "0018c0000000000003", dt.date(2026, 10, 31)
    publication = changed(
        f"""
        insert into subscription_periods by name
        select * replace ('early' as subscription_period_id, date '2026-10-16' as valid_from)
        from subscription_periods
        where account_id = '{account_id}' and valid_to is null
        """
    )
    page = account.build_month(publication, account_id, month)
    assert (page.state_date, page.is_provisional) == (dt.date(2026, 10, 15), True)
    assert page.periods_tie
    assert dt.date(2026, 10, 16) not in account_repo.periods(publication, account_id, month)["valid_from"].to_pylist()


def test_invoice_lines_of_a_month_carry_file_and_row(sample):
    account_id = some_accounts(sample)[0]
    row = next(row for row in reversed(account_repo.history(sample, account_id)) if row["closing_mrr"] > 0)
    lines = account_repo.invoice_lines(sample, account_id, row["month_end"], None, None).to_pylist()
    in_month = [line for line in lines if line["period_start"].month == row["month_end"].month]
    assert sum(line["line_amount"] for line in in_month) == row["closing_mrr"]
    assert all(line["source_file"] and line["source_row"] for line in lines)


def test_records_of_a_period_sum_to_its_closing_rate(sample):
    sources = set()
    for account_id in some_accounts(sample):
        for row in account_repo.history(sample, account_id)[-6:]:
            month = row["month_end"]
            records = account_repo.records(sample, account_id, month, None).to_pylist()
            for period in account_repo.periods(sample, account_id, month).to_pylist():
                rates = [
                    record["monthly_rate"]
                    for record in records
                    if record["subscription_item_id"] == period["subscription_item_id"]
                ]
                if period["mrr_at_closing"]:
                    assert sum(rates) == period["mrr_at_closing"]
            sources.update(record["period_source"] for record in records)
            assert all(record["source_file"] and record["source_row"] for record in records)
    assert sources == {"invoice_lines", "change_ledger", "snapshots"}


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
