"""Golden cases of when a subscription counts: pauses, late renewals and merges of accounts."""

import json
from datetime import date
from pathlib import Path

from tests.golden.stripe_book import Book, add_months


def paused_and_resumed(book: Book) -> None:
    """100 a month; collection is paused from April to May, so those invoices are voided, and goes on in June."""
    price = book.price(100)
    sub = book.subscription("paused", date(2025, 1, 1), price)
    for month in range(14):
        first = add_months(date(2025, 1, 1), month)
        status = "void" if month in (3, 4) else "paid"
        book.invoice(sub, first, book.line(sub, price, first, add_months(first, 1)), status=status)


def renewed_late(book: Book, until: date) -> None:
    """Two contracts of a year end on 30 June; the next ones begin 45 and 46 days later."""
    for key, again in (("late", date(2025, 8, 15)), ("too_late", date(2025, 8, 16))):
        book.billed(key, date(2024, 7, 1), 1200, date(2025, 7, 1), months=12, ended=date(2025, 7, 1))
        book.billed(key, again, 2400, until, months=12, name="2")


def merged_accounts(book: Book, until: date, extracts: Path) -> None:
    """L (50) is merged into S (100) on 10 March; both pay from January on."""
    versions = []
    for key, amount in (("S", 100), ("L", 50)):
        book.billed(f"merged-{key}", date(2025, 1, 1), amount, until)
        versions.append(
            {
                "Id": f"0015g00000merg{key}AAA",
                "Name": key,
                "Stripe_Customer_ID__c": f"cus_merged-{key}",
                "CreatedDate": "2024-01-01T00:00:00.000Z",
                "SystemModstamp": "2025-01-01T00:00:00.000Z",
                "IsDeleted": False,
            }
        )
    survivor, loser = versions
    merged = {"SystemModstamp": "2025-03-10T09:00:00.000Z", "IsDeleted": True, "MasterRecordId": survivor["Id"]}
    folder = extracts / "salesforce" / "accounts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "merges.jsonl").write_text("\n".join(json.dumps(row) for row in [*versions, loser | merged]) + "\n")
