"""A publication narrowed to a scope: one view per table, under the table's own name, that lets through what is its.

Both kinds of scope have a schema of views in a database in memory, beside the publication's file. Whose rows they let
through is a variable of each connection; where it is not set, or a table has no rule, they let through none.
"""

from pathlib import Path

import duckdb

from cs_dash.access import Scope
from cs_dash.settings import SPILL_LIMIT

FILE = "publication_file"
OWNER = "getvariable('scope_owner_id')"
SEGMENT = "getvariable('scope_segment')"
NOTHING = "false"
OWN_ACCOUNTS = f"account_id in (select account_id from {FILE}.main.accounts where owner_id = {OWNER})"
# Accounts that are in the tier now, and those that its figures tell of because they were once.
TIER_ACCOUNTS = f"account_id in (select account_id from {FILE}.main.accounts where segment = {SEGMENT})"
PAST_TIER_ACCOUNTS = (
    f"(segment = {SEGMENT} or account_id in (select account_id from {FILE}.main.accounts_by_tier "
    f"where segment = {SEGMENT}))"
)
KNOWN_ACCOUNTS = f"(account_id in (select account_id from {FILE}.main.accounts where {PAST_TIER_ACCOUNTS}))"
# By kind of scope and rule: the columns that the table must have, and which rows are let through.
RULES: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    "owner": {
        "open": ((), "true"),
        "account": (("account_id",), OWN_ACCOUNTS),
        "owner": (("owner_id",), f"owner_id = {OWNER}"),
        "renewal": (
            ("renewal_id",),
            f"renewal_id in (select renewal_id from {FILE}.main.renewals where {OWN_ACCOUNTS})",
        ),
        "dimension": (
            ("dimension", "dimension_value"),
            f"dimension = 'owner' and dimension_value = {OWNER}",
        ),
    },
    "segment": {
        "open": ((), "true"),
        "account": (("account_id",), TIER_ACCOUNTS),
        "known": (("account_id",), KNOWN_ACCOUNTS),
        "segment": (("segment",), f"segment = {SEGMENT}"),
        "either_segment": (("segment", "segment_at_close"), f"{SEGMENT} in (segment, segment_at_close)"),
        "renewal": (
            ("renewal_id",),
            f"renewal_id in (select renewal_id from {FILE}.main.renewals where {KNOWN_ACCOUNTS})",
        ),
        "dimension": (
            ("dimension", "dimension_value"),
            f"dimension = 'segment' and dimension_value = {SEGMENT}",
        ),
    },
}


def quoted(name: str) -> str:
    """An identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def predicate(kind: str, rule: str | None, columns: frozenset[str]) -> str:
    """Which rows of a table a kind of scope lets through, as SQL; none where the rule does not fit.

    A table that no rule names is told by its account, and shows nothing if it has none.
    """
    needed, condition = RULES[kind].get(rule or "account", ((), NOTHING))
    return condition if columns.issuperset(needed) else NOTHING


def connect_narrowed(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open a publication behind the views of both kinds of scope, so that no other file and no setting can be reached.

    Raises duckdb.Error if the file is not a publication.
    """
    # What does not fit into memory goes where it does for the whole company; in memory alone it would go to ./.tmp.
    config = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": f"{path}.tmp",
        "max_temp_directory_size": SPILL_LIMIT,
    }
    connection = duckdb.connect(":memory:", config=config)
    place = str(path).replace("'", "''")
    attach = f"attach '{place}' as {FILE} (read_only)"
    connection.execute(attach)
    found = connection.execute(
        "select table_name, list(column_name) from duckdb_columns() where database_name = $file group by table_name",
        {"file": FILE},
    ).fetchall()
    columns = {name: frozenset(listed) for name, listed in found}
    rules: dict[str, dict[str, str]] = {"owner": {}, "segment": {}}
    if "access_tables" in columns:
        listed = f"select table_name, owner_rule, segment_rule from {FILE}.main.access_tables"
        for name, owner_rule, segment_rule in connection.execute(listed).fetchall():
            rules["owner"][name], rules["segment"][name] = owner_rule, segment_rule
    for kind, by_table in rules.items():
        connection.execute("create schema owner" if kind == "owner" else "create schema segment")
        for name in sorted(columns):
            let_through = predicate(kind, by_table.get(name), columns[name])
            view = f"create view {kind}.{quoted(name)} as select * from {FILE}.main.{quoted(name)} where {let_through}"
            connection.execute(view)
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def narrow(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> duckdb.DuckDBPyConnection:
    """The cursor of a narrowed connection, bound to a scope and unable to write."""
    cursor.execute("set schema = 'owner'" if scope.rows == "owner" else "set schema = 'segment'")
    cursor.execute("set variable scope_owner_id = $owner_id", {"owner_id": scope.owner_id})
    cursor.execute("set variable scope_segment = $segment", {"segment": scope.segment})
    return cursor.execute("begin transaction read only")
