"""The publication that a page is drawn from: found once per run, opened read-only, closed when replaced."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import streamlit as st

from cs_dash.access import EVERYONE, Scope
from cs_dash.scoped import connect_narrowed, narrow
from cs_dash.settings import SPILL_LIMIT, Settings


@dataclass(frozen=True)
class Publication:
    """One release, open, as one scope sees it. `publication_id` and `scope.cut` are part of every cache key.

    `tables` are names of the tables and views that the release holds, whoever looks at it.
    """

    path: Path
    publication_id: str
    as_of: dt.datetime
    connection: duckdb.DuckDBPyConnection
    tables: frozenset[str]
    scope: Scope = EVERYONE

    def rows(self, sql: str, parameters: dict | None = None) -> list[dict]:
        """Run one query and give its rows as dictionaries by column name."""
        cursor = self._cursor().execute(sql, parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def table(self, sql: str, parameters: dict | None = None) -> pa.Table:
        """Run one query and give its result as an Arrow table."""
        return self._cursor().sql(sql, params=parameters or {}).to_arrow_table()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        # A cursor per query: threads that share one connection get each other's rows.
        cursor = self.connection.cursor()
        return cursor if self.scope.sees_all else narrow(cursor, self.scope)

    def close(self) -> None:
        """Let go of the file; only for a publication that no page shows any more."""
        self.connection.close()


def current_file(settings: Settings) -> Path | None:
    """The real path of the newest publication, or None when there is none yet.

    Resolving matters: DuckDB would go on serving the old file under an unchanged name.
    """
    try:
        return settings.pointer.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        return None


def connect(path: Path, memory_limit: str, threads: int) -> Publication:
    """Open a publication so that no query can write, read another file, reach the network or change a setting.

    Raises duckdb.Error if the file is not a publication.
    """
    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": False,
            "memory_limit": memory_limit,
            "max_temp_directory_size": SPILL_LIMIT,
            "threads": threads,
            "lock_configuration": True,
        },
    )
    publication_id, as_of = connection.execute("select publication_id, as_of from publication").fetchone()
    named = connection.execute("select table_name from information_schema.tables").fetchall()
    return Publication(path, publication_id, as_of, connection, frozenset(name for (name,) in named))


@st.cache_resource(max_entries=2, show_spinner=False, on_release=Publication.close)
def open_publication(path: Path, memory_limit: str, threads: int) -> Publication:
    """`connect`, shared by all sessions. Two stay open, so that a page being drawn during a switch can finish."""
    return connect(path, memory_limit, threads)


@st.cache_resource(max_entries=2, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def open_narrowed(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """`connect_narrowed`, shared by all sessions that see a part; each query is bound to its own scope."""
    return connect_narrowed(path, memory_limit, threads)


def publication_for(scope: Scope, path: Path, memory_limit: str, threads: int) -> Publication:
    """The publication as a scope sees it.

    Raises duckdb.Error if the file is not a publication.
    """
    whole = open_publication(path, memory_limit, threads)
    if scope.sees_all:
        return replace(whole, scope=scope)
    return replace(whole, scope=scope, connection=open_narrowed(path, memory_limit, threads))
