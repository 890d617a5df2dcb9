"""The raw schema: its tables, and what the loaders write down about their own work."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

import duckdb

from orchestration.casts import SQL_TYPES
from orchestration.contract import ContractError, TableContract

CURSOR_COMMENT = "Cursor: its newest value is the newest knowledge of this table."
PROVENANCE = (("_extra", "varchar"), ("_load_id", "bigint"), ("_row_number", "bigint"))
_LEDGERS = """
create table if not exists raw._loads (
    load_id bigint, system varchar, object varchar, path varchar, sha256 varchar, size_bytes bigint, shape varchar,
    observed_at timestamptz, rows_in_file bigint, rows_landed bigint, rows_rejected bigint,
    started_at timestamptz, ended_at timestamptz
);
create table if not exists raw._rejected_rows (
    load_id bigint, system varchar, object varchar, path varchar, row_number bigint, reason varchar, row_text varchar
);
create table if not exists raw._rejected_files (
    system varchar, object varchar, path varchar, sha256 varchar, reason varchar, seen_at timestamptz
);
create table if not exists raw._drift (
    load_id bigint, system varchar, object varchar, path varchar, kind varchar, column_name varchar, row_count bigint
);
create table if not exists raw._as_of (as_of timestamptz);
"""


@dataclass(frozen=True)
class Outcome:
    """Rows of one load, and the newest value of its cursor."""

    landed: int
    rejected: int
    newest: datetime | None = None


@dataclass(frozen=True)
class Load:
    """One row of raw._loads: one file and one table that it fed."""

    load_id: int
    system: str
    object: str
    path: str
    sha256: str
    size_bytes: int
    shape: str
    observed_at: datetime | None
    rows_in_file: int
    rows_landed: int
    rows_rejected: int
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Drift:
    """One row of raw._drift: a column that is unknown or missing, a list cut short, or what a page says of its end."""

    load_id: int
    system: str
    object: str
    path: str
    kind: str
    column_name: str
    row_count: int


def create_tables(con: duckdb.DuckDBPyConnection, contracts: Iterable[TableContract]) -> None:
    """Creates what is missing in schema raw; adds columns that a contract gained.

    Raises ContractError when a column changed its kind: what has landed cannot be read anew in place.
    """
    con.execute("create schema if not exists raw")
    con.execute(_LEDGERS)
    for contract in contracts:
        table = table_name(contract)
        wanted = [(column.name, SQL_TYPES[column.kind]) for column in contract.columns]
        columns = ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in (*wanted, *PROVENANCE))
        con.execute(f"create table if not exists {table} ({columns})")
        present = dict(con.execute(f"select column_name, column_type from (describe {table})").fetchall())
        for name, sql_type in wanted:
            if name not in present:
                con.execute(f"alter table {table} add column {quoted(name)} {sql_type}")
            elif _plain(present[name]) != _plain(sql_type):
                raise ContractError(
                    f"{contract.label}.{name} is now {sql_type}, but landed as {present[name].lower()}: "
                    "remove the build file, then land everything anew"
                )
        if contract.cursor:
            con.execute(f"comment on column {table}.{quoted(contract.cursor)} is '{CURSOR_COMMENT}'")


def _plain(sql_type: str) -> str:
    return sql_type.lower().replace(" ", "").replace("timestampwithtimezone", "timestamptz")


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def table_name(contract: TableContract) -> str:
    return f"raw.{quoted(contract.identifier)}"


def next_load_id(con: duckdb.DuckDBPyConnection) -> int:
    return con.execute("select coalesce(max(load_id), 0) + 1 from raw._loads").fetchone()[0]


def landed_content(con: duckdb.DuckDBPyConnection, contract: TableContract) -> dict[str, tuple[int, str]]:
    """Size and path by SHA-256 of every file that was landed into this table from its own folders."""
    rows = con.execute(
        """
        select sha256, any_value(size_bytes), min(path) from raw._loads
        where system = ? and object = ? group by sha256
        """,
        [contract.system, contract.object],
    ).fetchall()
    return {sha256: (size, path) for sha256, size, path in rows}


def previous_snapshot(
    con: duckdb.DuckDBPyConnection, contract: TableContract, observed_at: datetime | None
) -> tuple[int, str] | None:
    """Rows and path of the last full list landed that was not observed after `observed_at`; None without one."""
    return con.execute(
        """
        select rows_in_file, path from raw._loads
        where system = ? and object = ? and coalesce(observed_at <= ?, true)
        order by observed_at desc nulls last, load_id desc limit 1
        """,
        [contract.system, contract.object, observed_at],
    ).fetchone()


def write(con: duckdb.DuckDBPyConnection, table: str, rows: list[Load] | list[Drift]) -> None:
    """Appends ledger rows to raw.<table>."""
    if rows:
        marks = ", ".join("?" for _ in astuple(rows[0]))
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            values = ", ".join(f"({marks})" for _ in part)
            con.execute(f"insert into raw.{table} values {values}", [value for row in part for value in astuple(row)])


def insert_rows(con: duckdb.DuckDBPyConnection, contract: TableContract, select: str) -> None:
    """Appends rows to a raw table from a select of its columns, _extra, _load_id and _row_number."""
    columns = ", ".join(quoted(column.name) for column in contract.columns)
    con.execute(f"insert into {table_name(contract)} ({columns}, _extra, _load_id, _row_number) {select}")


def refuse(
    con: duckdb.DuckDBPyConnection, system: str | None, object_: str | None, path: str, sha256: str | None, reason: str
) -> None:
    """Writes a refused file down once; the same file with the same reason is not repeated on every run."""
    con.execute(
        """
        insert into raw._rejected_files
        select ?, ?, ?, ?, ?, ?
        where not exists (
            select 1 from raw._rejected_files as known
            where known.path = ? and known.sha256 is not distinct from ? and known.reason = ?
        )
        """,
        [system, object_, path, sha256, reason, datetime.now(UTC), path, sha256, reason],
    )


def reject_rows(
    con: duckdb.DuckDBPyConnection, load: tuple[int, str, str, str], rows: list[tuple[int, str, str]]
) -> None:
    """Appends rejected rows (row number, reason, text) of one load (load_id, system, object, path)."""
    for start in range(0, len(rows), 20_000):
        numbers, reasons, texts = zip(*rows[start : start + 20_000], strict=True)
        con.execute(
            """
            insert into raw._rejected_rows
            select ?, ?, ?, ?, unnest(?::bigint[]), unnest(?::varchar[]), unnest(?::varchar[])
            """,
            [*load, list(numbers), list(reasons), list(texts)],
        )
