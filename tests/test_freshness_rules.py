"""Lists that dbt has to know while it parses say the same as the contracts in the sources' YAML."""

import csv
import re
from pathlib import Path

from orchestration.contract import load_contracts

PROJECT = Path(__file__).parents[1]
CONTRACTS = load_contracts(PROJECT)


def test_every_source_table_has_a_freshness_rule_and_no_other_has():
    with (PROJECT / "seeds" / "freshness_rules.csv").open(encoding="utf-8") as lines:
        rules = {(row["source_system"], row["source_object"]) for row in csv.DictReader(lines)}
    assert rules == set(CONTRACTS)


def test_every_table_that_tells_test_mode_is_counted():
    model = (PROJECT / "models" / "marts" / "operations" / "test_mode_rows.sql").read_text(encoding="utf-8")
    listed = re.search(r"set test_mode_tables = \[(.*?)\]", model, re.DOTALL)
    assert listed, "test_mode_rows.sql no longer sets test_mode_tables"
    with_livemode = [key for key, contract in CONTRACTS.items() if "livemode" in {c.name for c in contract.columns}]
    assert sorted(("stripe", name) for name in re.findall(r"'(\w+)'", listed[1])) == sorted(with_livemode)
