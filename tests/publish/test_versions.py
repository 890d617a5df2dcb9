"""The published file opens in the DuckDB versions that BI tools carry, each in an environment of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.publish import publish
from tests.publish.build import write_build

PROJECT = Path(__file__).parents[2]
VERSIONS = ("1.4.4", "1.5.6", "2.0.0")

# Runs in the other environment: what a BI tool would ask, and the checksums computed there.
QUERY = """
import json, sys
import duckdb
locked = {"enable_external_access": "false", "lock_configuration": "true"}
con = duckdb.connect(sys.argv[1], read_only=True, config=locked)
tables = con.execute("select table_name, row_count, checksum from publication_tables order by all").fetchall()
counted = [
    (name, *con.execute(
        f'select count(*), coalesce(sum(hash(t)::hugeint), 0)::varchar from "{name}" as t'
    ).fetchone())
    for name, _, _ in tables
]
mrr = con.execute(
    "select account_name, month_end::varchar, closing_mrr::varchar from account_mrr join accounts using (account_id)"
    " where closing_mrr is not null order by all"
).fetchall()
about = con.execute(
    "select publication_id, epoch(as_of)::bigint, tests_passed from publication"
).fetchone()
comment = con.execute("select comment from duckdb_tables() where table_name = 'accounts'").fetchone()[0]
print(json.dumps([duckdb.__version__, tables, counted, mrr, about, comment]))
"""


def environment(version: str) -> Path:
    """The Python of an environment with that DuckDB and nothing else; made once, kept in .bench/."""
    folder = PROJECT / ".bench" / f"duckdb-{version}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
        install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
        subprocess.run([*install, f"duckdb=={version}"], check=True)
        ready.touch()
    return python


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    warehouse = tmp_path_factory.mktemp("versions") / "warehouse"
    return publish(warehouse, PROJECT, write_build(warehouse))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_release_answers_the_same_in(version, release):
    command = [environment(version), "-c", QUERY, release / "cs_warehouse.duckdb"]
    answered = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answered.returncode == 0, answered.stderr
    found_version, tables, counted, mrr, about, comment = json.loads(answered.stdout)
    assert found_version == version
    assert tables == counted
    assert {name for name, _, _ in tables} >= {"account_mrr", "accounts", "metric_targets", "checks", "model_lineage"}
    ends = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")
    amounts = (("Cranford Mills", "300.000000"), ("Ångström & Söhne", "100.000000"))
    assert mrr == [[name, end, amount] for name, amount in amounts for end in ends]
    assert about == [release.name, 1792022400, 1]  # 2026-10-15 00:00 UTC
    assert comment == "One row per accounts; it's a test."
