"""The publication answers the same through every reader that the lock holds, and none of them can write."""

import datetime as dt
import hashlib
import importlib.util
import json
from decimal import Decimal
from pathlib import Path

import adbc_driver_manager
import adbc_driver_manager.dbapi as adbc
import duckdb
import pandas as pd
import pyarrow.parquet as parquet
import pytest
import sqlalchemy as sa

from orchestration.publish import publish
from orchestration.verify import fingerprint
from tests.publish.build import write_build

PROJECT = Path(__file__).parents[2]
LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}
JANUARY = dt.date(2026, 1, 31)
# Of the two accounts with MRR: 300 and 100, by name.
EXPECTED = [("Cranford Mills", Decimal("300.000000"))]
QUESTION = """
    select accounts.account_name, account_mrr.closing_mrr
    from account_mrr
    inner join accounts on account_mrr.account_id = accounts.account_id
    where account_mrr.month_end = {month} and account_mrr.closing_mrr > {least}
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """A published release, by its real path."""
    warehouse = tmp_path_factory.mktemp("readers") / "warehouse"
    publish(warehouse, PROJECT, write_build(warehouse))
    return (warehouse / "published" / "current").resolve(strict=True)


@pytest.fixture(scope="module")
def database(release: Path) -> str:
    return str(release / "cs_warehouse.duckdb")


@pytest.fixture
def engine(database: str):
    made = sa.create_engine(f"duckdb:///{database}", connect_args={"read_only": True, "config": LOCKED})
    yield made
    made.dispose()


def test_duckdb_reads_it_locked(database):
    with duckdb.connect(database, read_only=True, config=LOCKED) as con:
        query = QUESTION.format(month="$month", least="$least")
        assert con.execute(query, {"month": JANUARY, "least": 200}).fetchall() == EXPECTED
        for statement in ("create table x (a int)", "copy accounts to '/tmp/x.csv'", "set threads = 1"):
            with pytest.raises(duckdb.Error):
                con.execute(statement)


def test_the_file_is_one_that_older_readers_open(database, release):
    head = Path(database).read_bytes()[:20]
    # The number of the file's format stands after a checksum and the word DUCK; 1.4 opens those up to 67.
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:20], "little") <= 67
    assert json.loads((release / "manifest.json").read_text())["storage_version"] == "v1.4.0"


def test_sqlalchemy_asks_with_bound_values_and_cannot_write(engine):
    query = sa.text(QUESTION.format(month=":month", least=":least"))
    with engine.connect() as connection:
        rows = connection.execute(query, {"month": JANUARY, "least": 200}).all()
        assert [tuple(row) for row in rows] == EXPECTED
        hostile = connection.execute(
            sa.text("select count(*) from accounts where account_id = :id"), {"id": "a1' or 'x"}
        )
        assert hostile.scalar() == 0
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="read-only"):
        connection.execute(sa.text("create table x (a int)"))


def test_sqlalchemy_finds_tables_types_and_words(engine):
    inspector = sa.inspect(engine)
    assert set(inspector.get_table_names()) >= {"accounts", "account_mrr", "metric_targets", "checks", "publication"}
    assert inspector.get_view_names() == ["mrr_by_name"]
    columns = {column["name"]: column for column in inspector.get_columns("account_mrr")}
    assert columns["month_end"]["comment"] == "Last day of the month."
    assert isinstance(columns["month_end"]["type"], sa.Date)
    assert inspector.get_table_comment("accounts")["text"] == "One row per accounts; it's a test."
    table = sa.Table("account_mrr", sa.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.sum(table.c.closing_mrr))).scalar() == 4 * 400


def test_pandas_reads_sql_with_bound_values(engine):
    query = sa.text(QUESTION.format(month=":month", least=":least"))
    frame = pd.read_sql(query, engine, params={"month": JANUARY, "least": 200})
    assert frame.to_dict("records") == [{"account_name": "Cranford Mills", "closing_mrr": 300}]


def test_adbc_reads_it_when_it_is_told_to_only_read(database):
    driver = importlib.util.find_spec("_duckdb").origin
    options = {"path": database, "access_mode": "READ_ONLY", **LOCKED}
    with adbc.connect(driver=driver, entrypoint="duckdb_adbc_init", db_kwargs=options) as connection:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION.format(month="?", least="?"), (JANUARY, 200))
            assert [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()] == EXPECTED
        with connection.cursor() as cursor, pytest.raises(adbc_driver_manager.Error, match="read-only"):
            cursor.execute("create table x (a int)")


def test_parquet_files_are_those_of_the_manifest(release):
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    for table in manifest["tables"]:
        path = release / table["parquet"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == table["parquet_sha256"]
        assert parquet.read_metadata(path).num_rows == table["row_count"]
        with duckdb.connect() as con:
            told = fingerprint(con, f"read_parquet('{path}')")
        assert (told.rows, told.checksum) == (table["row_count"], table["checksum"])


def test_pandas_and_arrow_read_the_parquet_as_the_table(release):
    path = release / "parquet" / "account_mrr.parquet"
    months = parquet.read_table(path, filters=[("month_end", "=", JANUARY), ("closing_mrr", ">", Decimal(200))])
    assert months["closing_mrr"].to_pylist() == [Decimal("300.000000")]
    frame = pd.read_parquet(path).merge(pd.read_parquet(release / "parquet" / "accounts.parquet"), on="account_id")
    january = frame[(frame.month_end == JANUARY) & frame.closing_mrr.notna()]
    assert dict(zip(january.account_name, january.closing_mrr, strict=True)) == {
        "Cranford Mills": Decimal("300.000000"),
        "Ångström & Söhne": Decimal("100.000000"),
    }
