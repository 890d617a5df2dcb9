"""The truth, for tests only: what really happened, and every fault that was planted."""

from pathlib import Path

from demo.build import select_file
from demo.files import FAULT_COLUMNS, Drop, write_csv

TABLES = ("mrr_movements", "mrr_effects", "account_mrr", "accounts", "churn", "customer_accounts", "renewals")


def write(drop: Drop, truth: Path) -> None:
    for table in TABLES:
        query = select_file(f"truth/{table}")
        drop.con.execute(f"copy ({query}) to '{truth / f'{table}.csv'}' (format csv, header true)")
    write_csv(truth / "planted_faults.csv", FAULT_COLUMNS, drop.faults)
