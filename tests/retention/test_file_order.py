"""The same exports, cut into other files that land in another order, say the same."""

import json
import random
from pathlib import Path

import duckdb
import pytest

from orchestration.contract import load_contracts
from orchestration.landing import land_table, prepare, set_as_of
from tests.golden.cases import AS_OF, write_all
from tests.retention.ledger import ROOT

LEDGERS = ("subscription_periods", "account_mrr", "mrr_movements", "retention_base")
FILES = 4


def cut(source: Path, target: Path, draw: random.Random) -> None:
    """Deal the records of every list out over several files, some records into two of them."""
    for path in sorted(source.rglob("*.*")):
        folder = target / path.parent.relative_to(source)
        folder.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".json":
            (folder / path.name).write_bytes(path.read_bytes())
            continue
        hands: list[list] = [[] for _ in range(FILES)]
        for record in json.loads(path.read_text())["data"]:
            for hand in draw.sample(hands, draw.choice((1, 1, 2))):
                hand.append(record)
        for hand in hands:
            draw.shuffle(hand)
            page = {"object": "list", "has_more": False, "data": hand}
            (folder / f"{draw.getrandbits(32):08x}.json").write_text(json.dumps(page))


def ledgers(models, extracts: Path, warehouse: Path, draw: random.Random) -> dict[str, list[tuple]]:
    """Rows of the ledgers after landing the tables in a drawn order."""
    contracts = load_contracts(ROOT)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'; attach ':memory:' as build; use build")
        con.execute("create schema raw; create schema marts; create schema staging; create schema seeds")
        prepare(con, contracts)
        for key in draw.sample(sorted(contracts), len(contracts)):
            land_table(con, contracts[key], extracts, warehouse)
        set_as_of(con, AS_OF.isoformat(), "UTC")
        models.make(con, LEDGERS, ())
        return {name: con.execute(f"select * from marts.{name} order by all").fetchall() for name in LEDGERS}


@pytest.fixture(scope="module")
def expected(models, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    write_all(folder / "extracts")
    return folder / "extracts", ledgers(models, folder / "extracts", folder / "warehouse", random.Random(0))


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_order_of_files_does_not_matter(models, expected, tmp_path, seed):
    source, told = expected
    draw = random.Random(seed)
    cut(source, tmp_path / "extracts", draw)
    found = ledgers(models, tmp_path / "extracts", tmp_path / "warehouse", draw)
    assert all(told.values())
    for name, rows in told.items():
        assert found[name] == rows, name
