"""Close a month of a demo company, land a cancellation that belongs to it, refresh: the closed figure has to stand.

    python -m tests.reliability.late_cancellation                        makes a demo company, three refreshes
    python -m tests.reliability.late_cancellation --company dir          on a copy of dir/extracts and dir/warehouse

Then refreshes again without a build file. Prints what it saw, and exits with 1 on a miss.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from tests.orchestration.shop import REPO, Shop
from tests.reliability.kills import require

MONTH, MONTH_END, CHURN_DAY = "2026-09", "2026-09-30", date(2026, 9, 20)
LATE_FILE = "stripe/subscriptions/subscriptions_2026-10-20.jsonl.gz"
CHANGED = f"""
    select account_id, cause, subscription_id, amount, source_file, known_on::varchar, booked_month_end::varchar
    from restatements where month_end = '{MONTH_END}' order by all
"""
FROZEN = """
    select
        month_end::varchar, opening_mrr_as_closed, closing_mrr_as_closed, closing_mrr_as_known_now, closing_mrr_frozen
    from account_mrr_views where account_id = '{account}' and month_end >= '2026-08-31' order by month_end
"""
LINES = """
    select month_end::varchar, movement, amount from frozen_mrr_movements
    where account_id = '{account}' and month_end >= '2026-08-31' order by all
"""


def close(shop: Shop, month: str, **more: str) -> subprocess.CompletedProcess:
    """Run the close command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.close"],
        cwd=REPO,
        env=shop.environment(MONTH=month, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def paying_subscription(shop: Shop) -> tuple[str, str, Decimal]:
    """Account, subscription and MRR of the first account that has paid for one subscription, and for it alone."""
    return shop.query(
        f"""
        select periods.account_id, min(periods.subscription_id), max(account_mrr.closing_mrr)
        from subscription_periods as periods
        join account_mrr on account_mrr.account_id = periods.account_id and account_mrr.month_end = '{MONTH_END}'
        where account_mrr.opening_mrr = account_mrr.closing_mrr and account_mrr.closing_mrr > 0
        group by periods.account_id
        having count(distinct periods.subscription_id) = 1 and bool_and(periods.source = 'invoice_lines')
            and max(periods.valid_from) < '2026-06-01' and bool_or(periods.valid_to is null)
        order by periods.account_id limit 1
        """
    )[0]


def export_cancellation(shop: Shop, subscription_id: str) -> None:
    """The subscription as its newest export has it, but ended: a file of 20 October that tells of 20 September."""
    rows = []
    for path in sorted((shop.extracts / "stripe" / "subscriptions").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += [row for row in map(json.loads, lines) if row["id"] == subscription_id]
    ended = int(datetime(CHURN_DAY.year, CHURN_DAY.month, CHURN_DAY.day, tzinfo=UTC).timestamp())
    cancelled = {**rows[-1], "status": "canceled", "ended_at": ended, "canceled_at": ended}
    draft = shop.extracts / "late.draft"
    with gzip.open(draft, "wt", encoding="utf-8") as file:
        file.write(json.dumps(cancelled) + "\n")
    draft.rename(shop.extracts / LATE_FILE)


def run(shop: Shop) -> list[str]:
    """The trial on a company that is published; returns what went wrong."""
    misses = []

    def expect(what: str, found, wanted) -> None:
        print(f"{'ok  ' if found == wanted else 'MISS'}  {what}: {found}")
        if found != wanted:
            misses.append(f"{what}: {wanted} was expected")

    account, subscription_id, mrr = paying_subscription(shop)
    require(close(shop, MONTH))
    closed_total = shop.query(f"select sum(closing_mrr) from account_mrr where month_end = '{MONTH_END}'")[0][0]
    export_cancellation(shop, subscription_id)
    require(shop.refresh())
    totals = shop.query("select sum(closing_mrr), sum(closing_mrr_now), sum(change) from month_closes")[0]
    expect(f"{MONTH} as closed, as known now, change", totals, (closed_total, closed_total - mrr, -mrr))
    restated = (account, "late_cancellation", subscription_id, -mrr, LATE_FILE, "2026-10-20", "2026-10-31")
    expect("restatements", shop.query(CHANGED), [restated])
    zero = Decimal(0)
    expect(
        "the account's months: opening and closing as closed, closing as known now, frozen",
        shop.query(FROZEN.format(account=account)),
        [
            ("2026-08-31", mrr, mrr, mrr, mrr),
            (MONTH_END, mrr, mrr, zero, mrr),
            ("2026-10-31", zero, zero, zero, zero),
        ],
    )
    expect("its frozen lines", shop.query(LINES.format(account=account)), [("2026-10-31", "prior_period", -mrr)])
    moved = shop.query("select count(*), count(*) filter (where cause = 'restated') from closed_retention")[0]
    expect("some rates of the month are restated, not all", 0 < moved[1] < moved[0], True)

    told = shop.query(CHANGED)
    (shop.warehouse / "build.duckdb").unlink()
    require(shop.refresh())
    expect("the same after a refresh without a build file", shop.query(CHANGED), told)
    again = close(shop, MONTH)
    expect("the month cannot be closed twice", (again.returncode, "is closed already" in again.stderr), (1, True))
    return misses


def main() -> int:
    """Run the trial in a folder that is deleted afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.late_cancellation", description=main.__doc__)
    parser.add_argument("--company", type=Path, help="a folder with extracts and a refreshed warehouse, to be copied")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="late-cancellation-") as folder:
        shop = Shop(Path(folder), REPO)
        if arguments.company:
            shutil.copytree(arguments.company / "extracts", shop.extracts)
            shutil.copytree(arguments.company / "warehouse", shop.warehouse, symlinks=True)
        else:
            command = [sys.executable, "-m", "demo", "--out", shop.extracts, "--truth", Path(folder) / "truth"]
            subprocess.run(command, cwd=REPO, env=os.environ, check=True, capture_output=True)
            require(shop.refresh())
        misses = run(shop)
    print(*misses, sep="\n")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
