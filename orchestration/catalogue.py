"""What a release says about itself: its checks, lineage, tables, columns and rules, each as a table to publish.

dbt cannot know the outcome of the run that it is in, so these are made of its artefacts once the build has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

import duckdb

from orchestration.gate import VALIDITY, Build, Table, short_name
from orchestration.verify import columns_of, quoted

# Where the tables are made: in the memory of the connection that publishes.
DATABASE, SCHEMA = "memory", "main"
PARENTS = ("model", "seed", "snapshot", "source")
GENERIC_KINDS = {"unique_combination": "unique", "unique_when_recent": "unique"}


@dataclass(frozen=True)
class Telling:
    """One table of the catalogue: `columns` gives (type, description) by name, `key` what it is in order of."""

    name: str
    description: str
    columns: dict[str, tuple[str, str]]
    key: tuple[str, ...]


CHECKS = Telling(
    "checks",
    "One row per test of the project: what it looked at and how it ended in the run that made this release. A test "
    "that fails keeps a build from being published, so none does here. Unit tests depend on no data: those that had "
    "passed with this very project are not repeated.",
    {
        "check_id": ("varchar", "The test's id in dbt."),
        "check_name": ("varchar", "Its name."),
        "kind": ("varchar", "not_null, unique, accepted_values, relationships, invariant or unit_test."),
        "table_name": ("varchar", "Table that it looks at; of an invariant, the first one that it reads."),
        "column_name": ("varchar", "Column that it looks at; null where it is about the table."),
        "severity": ("varchar", "error keeps a build from being published, warn does not."),
        "status": ("varchar", "passed or warned."),
        "failures": ("bigint", "Rows that it found; null for unit tests."),
        "description": ("varchar", "What it checks in words, where somebody wrote it down."),
    },
    ("check_id",),
)
LINEAGE = Telling(
    "model_lineage",
    "One row per model or page × parent: what each page of the dashboards and each model of the project reads, down to "
    "the source tables.",
    {
        "model_name": ("varchar", "The model's name, or the page's title."),
        "model_kind": ("varchar", "page, mart or staging."),
        "model_is_published": ("boolean", "Whether this release holds it."),
        "parent_name": ("varchar", "What it reads; a source table is named system.object."),
        "parent_kind": ("varchar", "staging, mart, seed or source."),
        "parent_is_published": ("boolean", "Whether this release holds that."),
    },
    ("model_name", "parent_name"),
)
TABLES = Telling(
    "table_catalogue",
    "One row per table or view of this release: what it holds.",
    {
        "table_name": ("varchar", "Its name."),
        "kind": ("varchar", "mart, rules (a seed that people keep) or release (what the release says of itself)."),
        "subject": ("varchar", "Folder of the project that it belongs to."),
        "is_view": ("boolean", "Whether it is read anew at each query."),
        "model_version": ("integer", "Version of its contract; null where none was given."),
        "description": ("varchar", "What one row stands for."),
    },
    ("table_name",),
)
COLUMNS = Telling(
    "column_catalogue",
    "One row per table × column of this release.",
    {
        "table_name": ("varchar", "The table or view."),
        "column_name": ("varchar", "The column."),
        "position": ("integer", "Its place in the table, from 1."),
        "data_type": ("varchar", "Its type."),
        "description": ("varchar", "What it holds; null where nobody wrote it down."),
    },
    ("table_name", "position"),
)
RULES = Telling(
    "rule_rows",
    "One row per row of every rule table: when it was in force and what it says.",
    {
        "rule_table": ("varchar", "The rule table."),
        "rule_row": ("bigint", "Place among the table's rows, from 1."),
        "version": ("integer", VALIDITY["version"]),
        "effective_from": ("date", VALIDITY["effective_from"]),
        "effective_to": ("date", VALIDITY["effective_to"]),
        "content": ("varchar", "Its other columns in words."),
    },
    ("rule_table", "rule_row"),
)
PUBLICATION = Telling(
    "publication",
    "One row: the release itself.",
    {
        "publication_id": ("varchar", "Id of the release."),
        "as_of": ("timestamptz", "Moment up to which the release knows things."),
        "published_at": ("timestamptz", "When it was made."),
        "git_commit": ("varchar", "Commit of the project; null outside of a checkout."),
        "dbt_version": ("varchar", "Version of dbt that built it."),
        "dbt_duckdb_version": ("varchar", "Version of dbt's adapter."),
        "duckdb_version": ("varchar", "Version of DuckDB."),
        "tests_passed": ("integer", "Tests that passed."),
        "models": ("integer", "Models that were built."),
    },
    (),
)
PRINTS = Telling(
    "publication_tables",
    "One row per table of this release: what a copy of it has to hold.",
    {
        "table_name": ("varchar", "The table."),
        "row_count": ("bigint", "Its rows."),
        "checksum": ("varchar", "Sum of the hashes of its rows, whatever their order."),
    },
    (),
)
# Made when everything else of a release stands.
LAST = (PUBLICATION, PRINTS)
ALL = (CHECKS, LINEAGE, TABLES, COLUMNS, RULES)


def write(con: duckdb.DuckDBPyConnection, build: Build, source: str = "build") -> list[Table]:
    """Make the catalogue's tables in the connection's memory and return them as tables to publish.

    `source` is the attached build file, whose rule tables and column types are read.
    """
    told = [as_table(telling) for telling in ALL]
    _fill(con, CHECKS, _checks(build))
    _fill(con, LINEAGE, _lineage(build))
    _fill(con, TABLES, [*_tables(build), *((one.name, *_OWN, one.description) for one in (*ALL, *LAST))])
    _fill(con, COLUMNS, _columns(con, build, source))
    _write_rules(con, build, source)
    return told


_OWN = ("release", "operations", False, None)


def as_table(telling: Telling) -> Table:
    """The table as publishing wants it."""
    described = {name: description for name, (_, description) in telling.columns.items()}
    return Table(telling.name, SCHEMA, telling.description, described, list(telling.key), False, DATABASE)


def listed(telling: Telling) -> str:
    """Its columns as SQL lists them when a table is made."""
    return ", ".join(f"{quoted(name)} {kind}" for name, (kind, _) in telling.columns.items())


def _fill(con: duckdb.DuckDBPyConnection, telling: Telling, rows: Iterable[tuple]) -> None:
    con.execute(f"create or replace table {DATABASE}.{SCHEMA}.{telling.name} ({listed(telling)})")
    columns = list(zip(*rows, strict=True))
    if columns:
        kinds = [kind for kind, _ in telling.columns.values()]
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        con.execute(f"insert into {DATABASE}.{SCHEMA}.{telling.name} select {lists}", [list(one) for one in columns])


def _checks(build: Build) -> list[tuple]:
    found = []
    for name, node in build.nodes.items():
        if node["resource_type"] not in ("test", "unit_test") or not node["config"].get("enabled", True):
            continue
        result = build.results.get(name, {})
        metadata = node.get("test_metadata") or {}
        generic = GENERIC_KINDS.get(metadata.get("name"), metadata.get("name"))
        kind = "unit_test" if node["resource_type"] == "unit_test" else generic or "invariant"
        severity = (node["config"].get("severity") or "error").lower()
        status = "warned" if result.get("status") == "warn" else "passed"
        table, column = _looked_at(build, node), node.get("column_name")
        words = node.get("description") or _said_above(node.get("raw_code") or "") or None
        # Whether dbt counts zero rows for a unit test depends on whether it was repeated.
        failures = None if kind == "unit_test" else result.get("failures")
        found.append((name, short_name(name), kind, table, column, severity, status, failures, words))
    return found


def _said_above(sql: str) -> str:
    """The comment that an invariant's file begins with."""
    lines = takewhile(lambda line: line.startswith("--"), sql.splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def _looked_at(build: Build, node: dict) -> str | None:
    if node["resource_type"] == "unit_test":
        return node["model"]
    reads = [name for name in node.get("depends_on", {}).get("nodes", ()) if name in build.nodes]
    target = node.get("attached_node") or (reads[0] if reads else None)
    return _placed(build, build.nodes[target])[0] if target in build.nodes else None


def _lineage(build: Build) -> list[tuple]:
    found = set()
    for node in build.nodes.values():
        if node["resource_type"] not in ("model", "exposure"):
            continue
        for parent in node.get("depends_on", {}).get("nodes", ()):
            if parent.split(".")[0] in PARENTS and parent in build.nodes:
                found.add((*_placed(build, node), *_placed(build, build.nodes[parent])))
    return sorted(found)


def _placed(build: Build, node: dict) -> tuple[str, str, bool]:
    """(name, kind, whether it is published) of a node of the graph."""
    if node["resource_type"] == "source":
        return f"{node['source_name']}.{node['name']}", "source", False
    if node["resource_type"] == "exposure":
        return node["label"], "page", False
    kind = node["path"].split("/")[0] if node["resource_type"] == "model" else "seed"
    return node["alias"], "mart" if kind == "marts" else kind, node["unique_id"] in build.published


def _tables(build: Build) -> list[tuple]:
    found = []
    for name in build.published:
        node = build.nodes[name]
        is_model = node["resource_type"] == "model"
        subject = node["path"].split("/")[1] if is_model else "rules"
        is_view = node["config"].get("materialized") == "view"
        version = None if node.get("version") is None else int(node["version"])
        found.append(
            (node["alias"], "mart" if is_model else "rules", subject, is_view, version, node["description"] or None)
        )
    return found


def _columns(con: duckdb.DuckDBPyConnection, build: Build, source: str) -> list[tuple]:
    types = {
        table.name: columns_of(con, f"{source}.{quoted(table.schema)}.{quoted(table.name)}") for table in build.tables
    }
    described = {table.name: table.column_descriptions for table in (*build.tables, *build.views)}
    for view in build.views:
        types[view.name] = {name: kind.upper() for name, kind in view.column_types.items()}
    for telling in (*ALL, *LAST):
        types[telling.name] = {name: kind.upper() for name, (kind, _) in telling.columns.items()}
        described[telling.name] = {name: text for name, (_, text) in telling.columns.items()}
    return [
        (table, column, place, kind, described[table].get(column) or None)
        for table, columns in types.items()
        for place, (column, kind) in enumerate(columns.items(), start=1)
    ]


def _write_rules(con: duckdb.DuckDBPyConnection, build: Build, source: str) -> None:
    """Each rule table's rows in words, in the order of its columns, so that the same rules make the same rows."""
    _fill(con, RULES, [])
    for table in build.tables:
        relation = f"{source}.{quoted(table.schema)}.{quoted(table.name)}"
        columns = columns_of(con, relation)
        if not set(VALIDITY) <= set(columns) or build.kind_of(table.name) != "seed":
            continue
        said = {column: kind for column, kind in columns.items() if column not in VALIDITY}
        words = ", ".join(
            f"'{column.replace('_', ' ')} ' || {_as_text(quoted(column), kind)}" for column, kind in said.items()
        )
        order = ", ".join(quoted(column) for column in columns)
        con.execute(
            f"insert into {DATABASE}.{SCHEMA}.{RULES.name} "
            f"select ?, row_number() over (order by {order}), version, effective_from, effective_to, "
            f"concat_ws(' · ', {words}) from {relation}",
            [table.name],
        )


def _as_text(column: str, kind: str) -> str:
    """The column as people write it: a fraction without the zeros that its type pads it with."""
    text = f"{column}::varchar"
    return f"regexp_replace({text}, '[.]?0+$', '')" if kind.startswith("DECIMAL") and ",0)" not in kind else text
