"""The golden cases as exports. Each account is a customer named after its case, so that one build serves them all."""

import csv
from datetime import date
from pathlib import Path

from tests.golden.state_cases import merged_accounts, paused_and_resumed, renewed_late
from tests.golden.stripe_book import Book, add_months, epoch

AS_OF = date(2026, 2, 28)
AFTER = date(2026, 3, 1)


def one_account_through_every_movement(book: Book) -> None:
    """100 from 10 Jan; 150 from 15 Feb; 120 from 3 Apr; ends 20 May; 80 from 1 Aug 2025."""
    hundred, fifty, twenty = book.price(100), book.price(150), book.price(120)
    sub = book.subscription("G01", date(2025, 1, 10), twenty, ended=date(2025, 5, 20))
    days = [date(2025, month, 10) for month in range(1, 7)]
    book.invoice(sub, days[0], book.line(sub, hundred, days[0], days[1]))
    book.invoice(sub, days[1], book.line(sub, hundred, days[1], days[2]))
    book.invoice(
        sub,
        days[2],
        book.line(sub, hundred, date(2025, 2, 15), days[2], amount=-82.14, proration=True),
        book.line(sub, fifty, date(2025, 2, 15), days[2], amount=123.21, proration=True),
        book.line(sub, fifty, days[2], days[3]),
    )
    book.invoice(
        sub,
        days[3],
        book.line(sub, fifty, date(2025, 4, 3), days[3], amount=-33.87, proration=True),
        book.line(sub, twenty, date(2025, 4, 3), days[3], amount=27.1, proration=True),
        book.line(sub, twenty, days[3], days[4]),
    )
    book.invoice(sub, days[4], book.line(sub, twenty, days[4], days[5]))
    book.billed("G01", date(2025, 8, 1), 80, AFTER, name="2")


def upgrade_in_june(book: Book) -> None:
    """100 to 150 on 16 June, prorated on the July invoice."""
    old, new = book.price(100), book.price(150)
    sub = book.subscription("G03", date(2025, 5, 1), new)
    book.invoice(sub, date(2025, 5, 1), book.line(sub, old, date(2025, 5, 1), date(2025, 6, 1)))
    book.invoice(sub, date(2025, 6, 1), book.line(sub, old, date(2025, 6, 1), date(2025, 7, 1)))
    book.invoice(
        sub,
        date(2025, 7, 1),
        book.line(sub, old, date(2025, 6, 16), date(2025, 7, 1), amount=-50, proration=True),
        book.line(sub, new, date(2025, 6, 16), date(2025, 7, 1), amount=75, proration=True),
        book.line(sub, new, date(2025, 7, 1), date(2025, 8, 1)),
    )


def upgrade_billed_at_once(book: Book) -> None:
    """The same upgrade, its proration invoiced on the day."""
    old, new = book.price(100), book.price(150)
    sub = book.subscription("G03-at-once", date(2025, 5, 1), new)
    middle, end = date(2025, 6, 16), date(2025, 7, 1)
    book.invoice(sub, date(2025, 5, 1), book.line(sub, old, date(2025, 5, 1), date(2025, 6, 1)))
    book.invoice(sub, date(2025, 6, 1), book.line(sub, old, date(2025, 6, 1), end))
    book.invoice(
        sub,
        middle,
        book.line(sub, old, middle, end, amount=-50, proration=True),
        book.line(sub, new, middle, end, amount=75, proration=True),
    )
    book.invoice(sub, end, book.line(sub, new, end, date(2025, 8, 1)))


def prices_of_every_length(book: Book) -> None:
    for key, amount, interval, count, end in [
        ("G02-year", 1200, "year", 1, date(2026, 1, 1)),
        ("G02-quarter", 300, "month", 3, date(2025, 4, 1)),
        ("G02-two-years", 4800, "month", 24, date(2027, 1, 1)),
        ("G02-week", 10, "week", 1, date(2025, 1, 8)),
        ("G02-day", 5, "day", 1, date(2025, 1, 2)),
    ]:
        price = book.price(amount, interval, count)
        sub = book.subscription(key, date(2025, 1, 1), price)
        book.invoice(sub, date(2025, 1, 1), book.line(sub, price, date(2025, 1, 1), end))


def trial_and_free(book: Book) -> None:
    """Trial 10 Jan to 9 Feb at 50, then paid; a free plan that never converts."""
    price, free = book.price(50), book.price(0)
    sub = book.subscription("G06", date(2025, 1, 10), price, trial=(date(2025, 1, 10), date(2025, 2, 9)))
    book.invoice(sub, date(2025, 1, 10), book.line(sub, price, date(2025, 1, 10), date(2025, 2, 9), amount=0))
    book.invoice(sub, date(2025, 2, 9), book.line(sub, price, date(2025, 2, 9), date(2025, 3, 9)))
    sub = book.subscription("G06-free", date(2025, 1, 10), free)
    book.invoice(sub, date(2025, 1, 10), book.line(sub, free, date(2025, 1, 10), date(2025, 2, 10)))


def coupon(name: str, duration: str, percent: int, start: date) -> dict:
    return {
        "id": name,
        "object": "discount",
        "start": epoch(start),
        "end": None,
        "coupon": {"id": f"{name}_coupon", "object": "coupon", "duration": duration, "percent_off": percent},
    }


def discounts(book: Book) -> None:
    start = date(2025, 1, 1)
    book.billed(
        "G07-forever",
        start,
        100,
        AFTER,
        line_discounts=lambda _: {"di_forever": 20},
        discounts=[coupon("di_forever", "forever", 20, start)],
    )
    book.billed(
        "G07-three",
        start,
        100,
        AFTER,
        line_discounts=lambda period: {"di_three": 50} if period < 3 else {},
        discounts=[coupon("di_three", "repeating", 50, start)],
    )
    price = book.price(15)
    sub = book.subscription("G07-once", start, price, quantity=77, discounts=[coupon("di_once", "once", 93, start)])
    line = book.line(sub, price, start, add_months(start, 1), quantity=77, discounts={"di_once": 77 * 14})
    book.invoice(sub, start, line)
    book.billed(
        "G07-half-year",
        start,
        1200,
        AFTER,
        months=12,
        line_discounts=lambda period: {"di_year": 600} if period == 0 else {},
        discounts=[coupon("di_year", "once", 50, start)],
    )
    book.billed(
        "G07-floor",
        start,
        49,
        AFTER,
        line_discounts=lambda _: {"di_floor": 50},
        discounts=[coupon("di_floor", "forever", 100, start)],
    )


def euros(book: Book) -> None:
    """EUR 100 to 120 in a month in which the euro falls from 1.10 to 1.05."""
    book.rates += [(date(2025, 1, 31), "eur", 1.10), (date(2025, 2, 28), "eur", 1.05)]
    low, high = book.price(100, currency="eur"), book.price(120, currency="eur")
    sub = book.subscription("G14", date(2025, 1, 1), high)
    for month in range(14):
        first = add_months(date(2025, 1, 1), month)
        book.invoice(sub, first, book.line(sub, high if month else low, first, add_months(first, 1)))
    book.billed("G14-still", date(2025, 1, 1), 100, AFTER, currency="eur")


def service_ends_after_the_request(book: Book) -> None:
    """Asked on 10 March, last paid day 30 April."""
    book.billed("G15", date(2025, 1, 1), 100, date(2025, 5, 1), canceled=date(2025, 3, 10), ended=date(2025, 5, 1))


def paid_late(book: Book) -> None:
    """The invoice of 15 February is paid on 10 April."""
    price = book.price(100)
    sub = book.subscription("G17", date(2025, 1, 15), price, status="past_due")
    for month in range(4):
        first = add_months(date(2025, 1, 15), month)
        paid = date(2025, 4, 10) if month == 1 else None
        book.invoice(sub, first, book.line(sub, price, first, add_months(first, 1)), paid=paid)


def goodwill(book: Book) -> None:
    """A credit note of 300 on an annual invoice of 1,200."""
    sub = book.billed("G20", date(2025, 1, 1), 1200, date(2025, 12, 31), months=12)
    book.credit_notes.append(
        {
            "id": "cn_G20",
            "object": "credit_note",
            "invoice": book.invoices[-1]["id"],
            "customer": "cus_G20",
            "amount": 30000,
            "total": 30000,
            "subtotal": 30000,
            "currency": "usd",
            "created": epoch(date(2025, 3, 5)),
            "status": "issued",
            "type": "post_payment",
            "livemode": True,
            "metadata": {"subscription": sub},
        }
    )


SIGNED_ACCOUNT = "0015g00000Golden21"


def ramp(book: Book, key: str) -> None:
    """10,000 / 12,000 / 15,000 a year."""
    years = [book.price(amount, "year") for amount in (10000, 12000, 15000)]
    sub = book.subscription(key, date(2023, 1, 1), years[2])
    for number, price in enumerate(years):
        first = date(2023 + number, 1, 1)
        book.invoice(sub, first, book.line(sub, price, first, add_months(first, 12)))


def seats(book: Book) -> None:
    """10 seats at 10, then 12 at 11."""
    old, new = book.price(10), book.price(11)
    sub = book.subscription("G24", date(2025, 1, 1), new, quantity=12)
    book.invoice(sub, date(2025, 1, 1), book.line(sub, old, date(2025, 1, 1), date(2025, 2, 1), quantity=10))
    book.invoice(sub, date(2025, 2, 1), book.line(sub, new, date(2025, 2, 1), date(2025, 3, 1), quantity=12))


def add_on_and_usage(book: Book) -> None:
    """1,200 a year joined by 600 for the last six months of the term; base 20 with metered usage of 30."""
    year = book.price(1200, "year")
    sub = book.subscription("G25", date(2025, 1, 1), year)
    book.invoice(sub, date(2025, 1, 1), book.line(sub, year, date(2025, 1, 1), date(2026, 1, 1)))
    book.invoice(
        sub,
        date(2025, 7, 1),
        book.line(sub, year, date(2025, 7, 1), date(2026, 1, 1), amount=600, proration=True, item="si_G25_seats"),
    )
    base, usage = book.price(20), book.price(0.1, usage_type="metered")
    sub = book.subscription("G25-usage", date(2025, 1, 1), base)
    book.invoice(
        sub,
        date(2025, 1, 1),
        book.line(sub, base, date(2025, 1, 1), date(2025, 2, 1)),
        book.line(sub, usage, date(2024, 12, 1), date(2025, 1, 1), quantity=300, item="si_usage"),
    )


def three_times_a_thousand(book: Book) -> None:
    for name in "123":
        book.billed("G28", date(2025, 1, 1), 1000, date(2025, 12, 31), months=12, name=name)


def plan_moves(book: Book) -> None:
    """100 on one product to 28 January, 130 from 3 February on another; the same on one product."""
    for key, product in [("plan-move", "prod_other"), ("late-renewal", "prod_plan")]:
        book.billed(key, date(2024, 11, 28), 100, date(2025, 1, 28), ended=date(2025, 1, 28))
        price = book.price(130, product=product)
        sub = book.subscription(key, date(2025, 2, 3), price, name="2")
        for month in range(13):
            day = add_months(date(2025, 2, 3), month)
            book.invoice(sub, day, book.line(sub, price, day, add_months(day, 1)))


def paths(book: Book, case: str, first: date, scale: int, accounts: dict[str, list[tuple[int, int, int]]]) -> None:
    """Accounts as (from month, to month, amount) runs of monthly bills from the first of a month."""
    for account, runs in accounts.items():
        subs: list[list[tuple[int, int, int]]] = []
        for run in runs:
            if subs and subs[-1][-1][1] == run[0]:
                subs[-1].append(run)
            else:
                subs.append([run])
        for number, stretch in enumerate(subs):
            end = None if stretch[-1][1] == 99 else add_months(first, stretch[-1][1])
            last_price = book.price(stretch[-1][2] * scale)
            begin = add_months(first, stretch[0][0])
            sub = book.subscription(f"{case}-{account}", begin, last_price, name=str(number), ended=end)
            for start, stop, amount in stretch:
                for month in range(start, stop):
                    day = add_months(first, month)
                    if day < AFTER:
                        price = book.price(amount * scale)
                        book.invoice(sub, day, book.line(sub, price, day, add_months(day, 1)))


# Months are counted from the month of `first`; 99 is never.
DISPUTE_BOOK = {
    "A": [(0, 3, 100), (3, 9, 150), (9, 99, 100)],
    "B": [(0, 5, 100), (5, 99, 60)],
    "C": [(0, 4, 100), (9, 99, 80)],
    "D": [(3, 6, 100), (6, 99, 160)],
    "E": [(2, 8, 50)],
    "F": [(0, 7, 100), (7, 99, 140)],
}
THREE_CUSTOMERS = {"A": [(0, 6, 100), (6, 99, 150)], "B": [(0, 6, 100), (6, 99, 60)], "C": [(0, 6, 100)]}


def write_csv(extracts: Path, table: str, rows: list[dict[str, str]]) -> None:
    folder = extracts / table
    folder.mkdir(parents=True)
    with (folder / "golden.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def write_what_billing_does_not_know(extracts: Path) -> None:
    """The contract of the ramp in the CRM, and the commitment of the metered customer."""
    written = "2023-01-01T00:00:00Z"
    account = {"Id": SIGNED_ACCOUNT, "Name": "Ramp", "Stripe_Customer_ID__c": "cus_G21-signed"}
    write_csv(extracts, "salesforce/accounts", [account | {"CreatedDate": written, "SystemModstamp": written}])
    contract = {"Id": "8005g00000Golden21", "AccountId": SIGNED_ACCOUNT, "Status": "Activated", "ContractTerm": "36"}
    dates = {"StartDate": "2023-01-01", "EndDate": "2025-12-31", "CreatedDate": written, "SystemModstamp": written}
    write_csv(extracts, "salesforce/contracts", [contract | dates])
    commitment = {"subscription_id": "sub_G25-usage_1", "monthly_amount": "25", "started_on": "2025-01-01"}
    write_csv(extracts, "manual/usage_commitments", [commitment])


def write_all(extracts: Path) -> None:
    """Writes every case; the older ones in the older API shape."""
    write_what_billing_does_not_know(extracts)
    before, basil = Book(basil=False), Book(basil=True)
    one_account_through_every_movement(before)
    prices_of_every_length(before)
    upgrade_in_june(before)
    upgrade_billed_at_once(basil)
    before.billed("G04", date(2025, 3, 4), 100, date(2025, 3, 20), ended=date(2025, 3, 20))
    trial_and_free(before)
    discounts(basil)
    paths(before, "G08", date(2024, 1, 1), 20, THREE_CUSTOMERS)
    paths(basil, "G12", date(2025, 1, 1), 1000, DISPUTE_BOOK)
    euros(basil)
    service_ends_after_the_request(basil)
    paid_late(basil)
    paused_and_resumed(basil)
    renewed_late(basil, AFTER)
    merged_accounts(basil, AFTER, extracts)
    goodwill(basil)
    ramp(basil, "G21")
    ramp(basil, "G21-signed")
    seats(basil)
    add_on_and_usage(basil)
    three_times_a_thousand(basil)
    plan_moves(basil)
    before.write(extracts)
    basil.write(extracts)
