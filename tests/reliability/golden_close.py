"""Golden case G19 with real closes: March closes at 500 on 8 April, 80 of it is churn of 20 March entered on 5 May.

    python -m tests.reliability.golden_close

March and April are closed on the 8th of the month after, May after that. Each refresh runs every test of the project,
the footing of the frozen books among them. Prints what it saw, and exits with 1 on a miss.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.golden.stripe_book import Book
from tests.orchestration.shop import REPO, Shop
from tests.reliability.kills import require
from tests.reliability.late_cancellation import close

VIEWS = """
    select strftime(month_end, '%Y-%m'), closing_mrr_as_known_now::integer, closing_mrr_as_closed::integer,
        closing_mrr_frozen::integer
    from account_mrr_views order by month_end
"""
LINES = "select strftime(month_end, '%Y-%m'), movement, amount::integer from frozen_mrr_movements order by all"
RESTATED = """
    select strftime(month_end, '%Y-%m'), cause, subscription_id, amount::integer, source_file, known_on::varchar,
        strftime(booked_month_end, '%Y-%m')
    from restatements order by all
"""


def export(shop: Shop, day: str, billed_until: date, **churned: date) -> None:
    """The account's two subscriptions, of 420 and of 80 a month, as exported on a day, a file each."""
    for name, amount, until in (("stays", 420, billed_until), ("goes", 80, min([billed_until, *churned.values()]))):
        book = Book()
        book.billed("G19", date(2026, 1, 1), amount, until, name=name, **(churned if name == "goes" else {}))
        book.write(shop.extracts)
        for file in shop.extracts.glob("stripe/*/basil.json"):
            file.rename(file.with_name(f"{file.parent.name}_{name}_{day}.json"))


def run(shop: Shop) -> list[str]:
    """The whole case; returns what went wrong."""
    misses = []

    def expect(what: str, query: str, wanted: list[tuple]) -> None:
        found = shop.query(query)
        print(f"{'ok  ' if found == wanted else 'MISS'}  {what}: {found}", flush=True)
        if found != wanted:
            misses.append(f"{what}: {wanted} was expected")

    history = [("2026-01", 500, 500, 500), ("2026-02", 500, 500, 500)]
    began = ("2026-01", "new", 500)
    export(shop, "2026-04-08", date(2026, 4, 2))
    require(shop.refresh(AS_OF="2026-04-08"))
    expect("known on 8 April", VIEWS, [*history, ("2026-03", 500, 500, 500), ("2026-04", 500, 500, 500)])
    require(close(shop, "2026-03"))

    export(shop, "2026-05-05", date(2026, 5, 2), ended=date(2026, 3, 20))
    require(shop.refresh(AS_OF="2026-05-08"))
    expect(
        "known on 8 May: April 420; March as closed 500, as known now 420; frozen books fall in May",
        VIEWS,
        [*history, ("2026-03", 420, 500, 500), ("2026-04", 420, 420, 500), ("2026-05", 420, 420, 420)],
    )
    churn = ("late_cancellation", "sub_G19_goes", -80, "stripe/subscriptions/subscriptions_goes_2026-05-05.json")
    restated = [("2026-03", *churn, "2026-05-05", "2026-05")]
    expect("the restatement of March", RESTATED, restated)
    expect("frozen lines", LINES, [began, ("2026-05", "prior_period", -80)])
    require(close(shop, "2026-04"))

    require(shop.refresh(AS_OF="2026-06-08"))
    views = [*history, ("2026-03", 420, 500, 500), ("2026-04", 420, 420, 500), ("2026-05", 420, 420, 420)]
    expect("April closed at 420 as known then; the frozen books as before", VIEWS, [*views, ("2026-06", 420, 420, 420)])
    expect("the restatement stays in May", RESTATED, restated)
    expect("and so does its line", LINES, [began, ("2026-05", "prior_period", -80)])
    require(close(shop, "2026-05"))

    require(shop.refresh(AS_OF="2026-06-09"))
    expect("after the close of May", VIEWS, [*views, ("2026-06", 420, 420, 420)])
    expect("nothing of it moved", LINES, [began, ("2026-05", "prior_period", -80)])
    expect("nor the restatement", RESTATED, restated)
    return misses


def main() -> int:
    """Run the case in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="golden-close-") as folder:
        misses = run(Shop(Path(folder), REPO))
    print(*misses, sep="\n")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
