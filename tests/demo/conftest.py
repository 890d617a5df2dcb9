"""A small demo company, written once for all tests of this folder."""

import csv
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.__main__ import main

ARGUMENTS = ["--accounts", "60", "--months", "4", "--events", "2500", "--seed", "3"]


@dataclass(frozen=True)
class Company:
    """The two folders that a run writes."""

    extracts: Path
    truth: Path

    def table(self, name: str) -> list[dict]:
        """Rows of <truth>/<name>.csv."""
        with (self.truth / f"{name}.csv").open(newline="") as source:
            return list(csv.DictReader(source))

    def records(self, path: str) -> list:
        """The records of one file of the drop folder, whatever its shape; a CSV's are dictionaries."""
        content = (self.extracts / path).read_bytes()
        text = (gzip.decompress(content) if path.endswith(".gz") else content).decode()
        if re.search(r"\.csv(\.gz)?$", path):
            return list(csv.DictReader(text.splitlines(keepends=True)))
        if re.search(r"\.jsonl(\.gz)?$", path):
            return [json.loads(line) for line in text.splitlines()]
        page = json.loads(text)
        return next(value for key, value in page.items() if isinstance(value, list) and key != "url")

    def files(self, folder: str) -> list[str]:
        """Paths of the files under a folder, in order."""
        found = (path for path in (self.extracts / folder).rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.extracts)) for path in found)

    def customer(self, scenario: str) -> tuple[str, str]:
        """(account id, Stripe customer id) of the first account of a scenario."""
        account = next(row["account_id"] for row in self.table("accounts") if row["scenario"] == scenario)
        rows = self.table("customer_accounts")
        return account, next(row["customer_id"] for row in rows if row["account_id"] == account)

    def invoices_of(self, customer: str) -> list[dict]:
        """A customer's invoices, oldest first."""
        mine = (one for one in self.invoices().values() if one["customer"] == customer)
        return sorted(mine, key=lambda one: one["created"])

    def invoices(self) -> dict[str, dict]:
        """The newest version of each invoice of live mode, by id."""
        broken = {row["path"] for row in self.table("planted_faults") if row["kind"] == "copied_file"}
        newest = {}
        for path in self.files("stripe/invoices"):
            if path not in broken:
                newest |= {one["id"]: one for one in self.records(path) if one["livemode"]}
        return newest


def write_company(folder: Path) -> Company:
    company = Company(folder / "extracts", folder / "truth")
    folder.mkdir(parents=True, exist_ok=True)
    main([*ARGUMENTS, "--out", str(company.extracts), "--truth", str(company.truth)])
    return company


@pytest.fixture(scope="session")
def company(tmp_path_factory) -> Company:
    return write_company(tmp_path_factory.mktemp("demo"))
