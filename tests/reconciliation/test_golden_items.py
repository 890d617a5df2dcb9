"""MRR to billed on hand-sized books: exports in, reconciliation out, each figure worked by hand."""

import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.build_file import open_build
from orchestration.contract import load_contracts
from orchestration.landing import land_table, prepare, set_as_of
from tests.golden.stripe_book import Book, add_months, epoch

ROOT = Path(__file__).parents[2]
AS_OF = date(2025, 8, 20)
JANUARY = date(2025, 1, 1)


def upgrade_billed_at_once(book: Book) -> None:
    """G03: 100 to 150 on 16 June, its proration (-50, +75) on an invoice of that day."""
    old, new = book.price(100), book.price(150)
    sub = book.subscription("G03", date(2025, 5, 1), new)
    for month in (5, 6):
        start = date(2025, month, 1)
        book.invoice(sub, start, book.line(sub, old, start, add_months(start, 1)))
    middle, end = date(2025, 6, 16), date(2025, 7, 1)
    book.invoice(
        sub,
        middle,
        book.line(sub, old, middle, end, amount=-50, proration=True),
        book.line(sub, new, middle, end, amount=75, proration=True),
    )
    for month in (7, 8):
        start = date(2025, month, 1)
        book.invoice(sub, start, book.line(sub, new, start, add_months(start, 1)))


def goodwill(book: Book) -> None:
    """G20: 300 credited in March on a year of 1,200 billed in January."""
    book.billed("G20", JANUARY, 1200, date(2025, 8, 21), months=12)
    note = {"id": "cn_G20", "object": "credit_note", "invoice": book.invoices[-1]["id"], "customer": "cus_G20"}
    note |= {"amount": 30000, "total": 30000, "subtotal": 30000, "currency": "usd", "created": epoch(date(2025, 3, 5))}
    book.credit_notes.append(note | {"status": "issued", "type": "post_payment", "livemode": True, "metadata": {}})


def add_on_and_usage(book: Book) -> None:
    """G25: 600 for the last six months of a year of 1,200; and a base of 20 with 300 units of usage at 0.10."""
    year = book.price(1200, "year")
    sub = book.subscription("G25", JANUARY, year)
    book.invoice(sub, JANUARY, book.line(sub, year, JANUARY, date(2026, 1, 1)))
    july, end = date(2025, 7, 1), date(2026, 1, 1)
    book.invoice(sub, july, book.line(sub, year, july, end, amount=600, proration=True, item="si_G25_seats"))
    base, usage = book.price(20), book.price(0.1, usage_type="metered")
    sub = book.subscription("G25-usage", JANUARY, base)
    for month in range(8):
        start = add_months(JANUARY, month)
        book.invoice(
            sub,
            start,
            book.line(sub, base, start, add_months(start, 1)),
            book.line(sub, usage, add_months(start, -1), start, quantity=300, item="si_usage"),
        )


def half_price_first_year(book: Book) -> None:
    """G07: a year of 1,200 whose first invoice is half price."""
    coupon = {"id": "di_half", "object": "discount", "start": epoch(JANUARY), "end": None}
    coupon["coupon"] = {"id": "half", "object": "coupon", "duration": "once", "percent_off": 50}
    once = {"discounts": [coupon], "line_discounts": lambda period: {"di_half": 600} if period == 0 else {}}
    book.billed("G07-half-year", JANUARY, 1200, date(2025, 8, 21), months=12, **once)


def euros(book: Book) -> None:
    """EUR 100 billed on the 1st at 1.10, the rate of January's end; February ends at 1.05."""
    book.rates += [(date(2025, 1, 31), "eur", 1.10), (date(2025, 2, 28), "eur", 1.05)]
    book.billed("G14", date(2025, 2, 1), 100, date(2025, 8, 21), currency="eur")


def left_in_the_middle(book: Book) -> None:
    """100 billed on 1 March for the month; the service ended on the 20th, with the rest paid back by nobody."""
    book.billed("left", date(2025, 2, 1), 100, date(2025, 4, 1), ended=date(2025, 3, 20))


def given_up(book: Book) -> None:
    """100 a month; March's invoice is void from 15 April, April's was never paid and is still open."""
    price = book.price(100)
    sub = book.subscription("given-up", date(2025, 2, 1), price)
    for month, status in [(2, "paid"), (3, "void"), (4, "open"), (5, "paid"), (6, "paid"), (7, "paid"), (8, "paid")]:
        start = date(2025, month, 1)
        book.invoice(sub, start, book.line(sub, price, start, add_months(start, 1)), status=status)
        if status == "void":
            book.invoices[-1]["status_transitions"]["voided_at"] = epoch(date(2025, 4, 15))


def no_longer_billed(book: Book) -> None:
    """100 a month, alive, and without an invoice since the one of 1 May."""
    book.billed("forgotten", date(2025, 4, 1), 100, date(2025, 6, 1))


def typed_invoice(book: Book) -> None:
    """250 on a line of a manual invoice, which has neither subscription nor price; 19% tax on a subscription's."""
    sub = book.billed("typed", date(2025, 7, 1), 100, date(2025, 8, 21))
    tax = {"total": 11900, "total_excluding_tax": 10000, "amount_due": 11900, "amount_paid": 11900}
    book.invoices[-1] |= tax
    line = book.line(sub, book.price(100), date(2025, 8, 5), date(2025, 8, 5), amount=250)
    line["parent"] = {"type": "invoice_item_details", "invoice_item_details": {"invoice_item": "ii_typed"}}
    line["pricing"] = None
    book.invoice(sub, date(2025, 8, 5), line)
    book.invoices[-1]["parent"] = None


def weeks_and_late_days(book: Book) -> None:
    """10 a week from Monday, 2 June; and 100 a month on the 28th, which August has not reached."""
    price = book.price(10, "week")
    sub = book.subscription("weekly", date(2025, 6, 2), price)
    start = date(2025, 6, 2)
    while start <= AS_OF:
        book.invoice(sub, start, book.line(sub, price, start, start + timedelta(days=7)))
        start += timedelta(days=7)
    book.billed("on-the-28th", date(2025, 6, 28), 100, date(2025, 8, 1))


CASES = (
    upgrade_billed_at_once, goodwill, add_on_and_usage, half_price_first_year, euros, left_in_the_middle, given_up,
    no_longer_billed, typed_invoice, weeks_and_late_days,
)  # fmt: skip


INVARIANTS = (
    "mrr_and_items_add_up_to_billed", "reconciled_mrr_is_account_mrr", "billed_is_what_documents_total",
    "reconciliation_lines_add_up_to_items",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(project, tmp_path_factory):
    """A connection to a build of the book: the reconciliation and what it stands on, held to its invariants."""
    folder = tmp_path_factory.mktemp("reconciliation")
    book = Book(basil=True)
    for case in CASES:
        case(book)
    book.write(folder / "extracts")
    warehouse = folder / "warehouse"
    warehouse.mkdir()
    contracts = load_contracts(ROOT)
    with open_build(warehouse) as connection:
        prepare(connection, contracts)
        for contract in contracts.values():
            land_table(connection, contract, folder / "extracts", warehouse, lambda _: None)
        set_as_of(connection, AS_OF.isoformat(), "UTC")
    project.remember(folder / "target", warehouse)
    select = ["--select", "+billing_reconciliation", "+account_mrr", *INVARIANTS, "--exclude", "test_type:unit"]
    run = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "build", *select, "--indirect-selection", "empty",
         "--project-dir", ROOT, "--profiles-dir", ROOT, "--target-path", folder / "target", "--log-path", folder],
        cwd=ROOT, env=os.environ | {"WAREHOUSE_DIR": str(warehouse)}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
    assert all(f"PASS {name}" in run.stdout for name in INVARIANTS)
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        connection.execute("set schema = 'marts'")
        yield connection


def walk(connection, case: str, month: str) -> dict[str, Decimal]:
    """Amount of each item of an account's month that is not zero, rounded to cents."""
    rows = connection.execute(
        "select item, round(amount, 2) from billing_reconciliation"
        " where account_id = ? and strftime(month_end, '%Y-%m') = ? and amount <> 0",
        [f"stripe:cus_{case}", month],
    ).fetchall()
    return dict(rows)


def test_g03_the_month_of_the_upgrade_and_the_one_after(built):
    assert walk(built, "G03", "2025-05") == {"mrr": 100, "billed": 100}
    # Changed after the bill of 1 June: 100 - 150; billed for the change: -50 + 75. Together -25.
    assert walk(built, "G03", "2025-06") == {"mrr": 150, "proration": -25, "billed": 125}
    assert walk(built, "G03", "2025-07") == {"mrr": 150, "billed": 150}


def test_g20_billed_less_credited_is_900(built):
    assert walk(built, "G20", "2025-01") == {"mrr": 100, "annual_prepay": 1100, "billed": 1200}
    assert walk(built, "G20", "2025-02") == {"mrr": 100, "annual_prepay": -100}
    assert walk(built, "G20", "2025-03") == {
        "mrr": 100, "annual_prepay": -100, "credit_note": -300, "billed": -300,
    }  # fmt: skip
    billed, credited = built.execute(
        "select sum(amount) filter (where item = 'billed'), sum(amount) filter (where item = 'credit_note')"
        " from billing_reconciliation where account_id = 'stripe:cus_G20'"
    ).fetchone()
    assert (billed, credited) == (900, -300)


def test_g25_co_termed_seats_and_metered_usage(built):
    # July: 200 counted, 100 of it prepaid in January, 100 of it the first month of the 600 billed now.
    assert walk(built, "G25", "2025-07") == {"mrr": 200, "annual_prepay": -100, "proration": 500, "billed": 600}
    assert walk(built, "G25-usage", "2025-03") == {"mrr": 20, "usage": 30, "billed": 50}


def test_g07_a_discount_with_an_end_is_billed_and_not_counted(built):
    assert walk(built, "G07-half-year", "2025-01") == {
        "mrr": 100, "annual_prepay": 1100, "temporary_discount": -600, "billed": 600,
    }  # fmt: skip


def test_g14_billed_at_the_rate_of_its_day(built):
    assert walk(built, "G14", "2025-02") == {"mrr": 105, "fx": 5, "billed": 110}
    assert walk(built, "G14", "2025-03") == {"mrr": 105, "billed": 105}


def test_weeks_that_begin_in_a_month(built):
    """52/12 x 10 = 43.33 a month; five Mondays in June, four in July."""
    cents = Decimal("0.01")
    assert walk(built, "weekly", "2025-06") == {"mrr": 4333 * cents, "short_cycle": 667 * cents, "billed": 50}
    assert walk(built, "weekly", "2025-07") == {"mrr": 4333 * cents, "short_cycle": -333 * cents, "billed": 40}


def test_a_bill_that_the_running_month_has_not_reached(built):
    assert walk(built, "on-the-28th", "2025-07") == {"mrr": 100, "billed": 100}
    assert walk(built, "on-the-28th", "2025-08") == {"mrr": 100, "not_yet_billed": -100}


def test_churn_in_the_middle_of_a_billed_month(built):
    assert walk(built, "left", "2025-03") == {"churn_date": 100, "billed": 100}
    assert walk(built, "left", "2025-04") == {}


def test_a_void_invoice_counts_when_billed_and_when_given_up(built):
    # A void invoice carries no MRR: March counts nothing, and what was billed in it is taken back in April.
    assert walk(built, "given-up", "2025-03") == {"failed_payment": 100, "billed": 100}
    assert walk(built, "given-up", "2025-04") == {"mrr": 100, "failed_payment": -100}


def test_a_subscription_that_is_no_longer_billed_is_unexplained_and_ages(built):
    rows = built.execute(
        "select strftime(month_end, '%Y-%m'), amount, age_months, is_over_tolerance from billing_reconciliation"
        " where account_id = 'stripe:cus_forgotten' and item = 'unexplained' order by month_end"
    ).fetchall()
    assert rows == [
        ("2025-04", 0, None, False),
        ("2025-05", 0, None, False),
        ("2025-06", -100, 2, True),
        ("2025-07", -100, 1, True),
        ("2025-08", -100, 0, True),
    ]


def test_a_typed_invoice_is_unexplained_and_keeps_its_id(built):
    assert walk(built, "typed", "2025-08") == {"mrr": 100, "tax": 19, "unexplained": 250, "billed": 369}
    (line,) = built.execute(
        "select amount, invoice_id, line_id, source_file from billing_reconciliation_lines"
        " where account_id = 'stripe:cus_typed' and item = 'unexplained'"
    ).fetchall()
    amount, invoice, line_id, source_file = line
    assert (amount, source_file) == (250, "stripe/invoices/basil.json")
    assert invoice.startswith("in_sub_typed_1_20250805_") and line_id == f"il_{invoice}_0"


def test_nothing_else_is_unexplained(built):
    accounts = built.execute(
        "select distinct account_id from billing_reconciliation where is_over_tolerance order by 1"
    ).fetchall()
    assert accounts == [("stripe:cus_forgotten",), ("stripe:cus_typed",)]
