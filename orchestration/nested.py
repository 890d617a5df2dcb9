"""Rows that lie inside the records of another table's JSON files, such as the lines of an invoice.

The fields of a record that nested tables need are parsed once into a temporary table; each element's fields are then
taken out by one call, since every call of a JSON function parses its text anew.
"""

import json
from collections.abc import Sequence

import duckdb

from orchestration import casts
from orchestration.contract import Column, Nesting, TableContract
from orchestration.ledger import Drift, Outcome, insert_rows, literal, quoted, reject_rows
from orchestration.reading import LandingFile, json_options, json_path

PARENTS = "parents_now"
NESTED = "nested_now"


def land_nested(
    con: duckdb.DuckDBPyConnection, parent: TableContract, files: Sequence[LandingFile]
) -> tuple[dict[TableContract, dict[int, Outcome]], list[Drift]]:
    """Lands what the files of `parent` hold for the tables it feeds.

    The loads of the n-th of them are numbered n above the files' own. Returns the outcome of each load that has rows,
    and the drift: unknown fields, and lists of which the API gave a part.
    """
    heads = set()
    for child, nestings in parent.feeds:
        for nesting in nestings:
            paths = [nesting.levels[0], *_wanted(child, nesting)[0]]
            heads.update(_head(path) for path in paths)
    con.execute(f"create or replace temp table {PARENTS} as {_parents(sorted(heads), files)}")
    outcomes, drift = {}, []
    for place, (child, within) in enumerate(parent.feeds, start=1):
        landing = _NestedLanding(con, parent, child, {file.load_id + place: file.path for file in files}, place)
        for nesting in within:
            landing.land(nesting)
        outcomes[child] = landing.outcomes
        drift += landing.drift
    con.execute(f"drop table {PARENTS}")
    return outcomes, drift


class _NestedLanding:
    """Lands one nested table out of the parents at hand."""

    def __init__(self, con, parent: TableContract, child: TableContract, paths: dict[int, str], place: int) -> None:
        self._con, self._parent, self._child = con, parent, child
        self._paths, self._place = paths, place
        self.outcomes: dict[int, Outcome] = {}
        self.drift: list[Drift] = []

    def land(self, nesting: Nesting) -> None:
        rows = _rows(self._parent, self._child, nesting, self._place)
        self._con.execute(f"create or replace temp table {NESTED} as {rows}")
        columns = ", ".join(quoted(column.name) for column in self._child.columns)
        insert_rows(
            self._con,
            self._child,
            f"select {columns}, __extra, __load_id, __number from {NESTED} where __reason is null",
        )
        counts = self._con.execute(
            "select __load_id, count(*) filter (__reason is null), count(*) filter (__reason is not null) "
            f"from {NESTED} group by __load_id"
        ).fetchall()
        for load_id, landed, rejected in counts:
            before = self.outcomes.get(load_id, Outcome(0, 0))
            self.outcomes[load_id] = Outcome(before.landed + landed, before.rejected + rejected)
            if rejected:
                self._reject(load_id)
        unknown = self._con.execute(
            "select __load_id, name, count(*) from (select __load_id, unnest(json_keys(__extra)) as name "
            f"from {NESTED} where __extra is not null) group by all order by all"
        ).fetchall()
        for load_id, name, count in unknown:
            self._note(load_id, "unknown_column", name, count)
        for name, select in _truncated(nesting, self._place):
            for load_id, count in self._con.execute(select).fetchall():
                self._note(load_id, "truncated_list", name, count)
        self._con.execute(f"drop table {NESTED}")

    def _reject(self, load_id: int) -> None:
        rows = self._con.execute(
            f"select __number, __reason, __text from {NESTED} where __reason is not null and __load_id = ?", [load_id]
        ).fetchall()
        reject_rows(self._con, (load_id, self._child.system, self._child.object, self._paths[load_id]), rows)

    def _note(self, load_id: int, kind: str, name: str, count: int) -> None:
        path = self._paths[load_id]
        self.drift.append(Drift(load_id, self._child.system, self._child.object, path, kind, name, count))


def _parents(heads: list[str], files: Sequence[LandingFile]) -> str:
    """Select of each record's load, number and the fields that lead to nested rows or are told to them."""
    paths = ", ".join(literal(str(file.plain)) for file in files)
    columns = ", ".join(f"{literal(head)}: 'json'" for head in heads)
    loads, offsets, before = [], [], 0
    for file in files:
        loads.append(file.load_id)
        offsets.append(before)
        before += file.records
    return (
        f"select {', '.join(quoted(head) for head in heads)}, {_of_file(loads)} as __load_id, "
        f"__at - {_of_file(offsets)} as __number from (select *, file_index as __file, row_number() over () as __at "
        f"from read_json([{paths}], {json_options(files)}, columns = {{{columns}}}))"
    )


def _rows(parent: TableContract, child: TableContract, nesting: Nesting, place: int) -> str:
    """Select of the child's columns, __extra, __load_id, __number (the parent's), __reason and __text (if rejected)."""
    depth, wanted = len(nesting.levels), _wanted(child, nesting)
    texts = [f"{_text(column, depth, wanted)} as t{n}" for n, column in enumerate(child.columns)]
    values = [f"{casts.from_text(column.kind, f't{n}')} as v{n}" for n, column in enumerate(child.columns)]
    reasons = [casts.reason(c.name, f"t{n}", f"v{n}", c.kind, c.required) for n, c in enumerate(child.columns)]
    reason = f"nullif(concat_ws('; ', {', '.join(filter(None, [*reasons, 'null::varchar']))}), '')"
    columns = ", ".join(f"v{n} as {quoted(column.name)}" for n, column in enumerate(child.columns))
    extra = _extra(_known(parent, child, nesting), f"e{depth}")
    elements = _elements(nesting, wanted, depth)
    return f"""
        select {columns}, __extra, __load_id, __number, __reason,
            case when __reason is not null then cast(__element as varchar) end as __text
        from (
            select *, {reason} as __reason from (
                select *, {", ".join(values)} from (
                    select {", ".join(texts)}, {extra} as __extra, e{depth} as __element, __number,
                        __load_id + {place} as __load_id
                    from ({elements}) where {_is_row(child, f"e{depth}")}
                )
            )
        )
    """


def _wanted(child: TableContract, nesting: Nesting) -> dict[int, list[str]]:
    """Paths that the child's columns take from each level: 0 is the record, the last the element itself."""
    depth = len(nesting.levels)
    wanted: dict[int, list[str]] = {level: [] for level in range(depth + 1)}
    for column in child.columns:
        for source in column.sources:
            level, path = _level(source, depth)
            if level is not None and path not in wanted[level]:
                wanted[level].append(path)
    return wanted


def _level(source: str, depth: int) -> tuple[int | None, str]:
    """Level and path that a source names; the level is None for '.' and for what lies above the record."""
    up = len(source) - len(source.lstrip("^"))
    if source == "." or up > depth:
        return None, ""
    return depth - up, source[up:].lstrip(".")


def _text(column: Column, depth: int, wanted: dict[int, list[str]]) -> str:
    pieces = []
    for source in column.sources:
        level, path = _level(source, depth)
        if source == ".":
            element = f"e{depth}"
            pieces.append(
                f"case when cast({element} as varchar) like '\"%' then json_extract_string({element}, '$') end"
            )
        elif level is not None:
            pieces.append(f"p{level}[{wanted[level].index(path) + 1}]")
    pieces = [f"nullif({piece}, '')" for piece in pieces]
    return f"coalesce({', '.join([*pieces, 'null::varchar'])})"


def _elements(nesting: Nesting, wanted: dict[int, list[str]], depth: int) -> str:
    """Rows of the elements at a depth (e1, e2 ..) with the wanted fields of every level they lie in (p0, p1 ..)."""
    head, rest = _head(nesting.levels[0]), nesting.levels[0].partition(".")[2]
    kept = ["__load_id", "__number"]
    select = f"select __load_id, __number, {_root_fields(wanted[0])} as p0, {_list_of(quoted(head), rest)} as l1"
    select += f" from {PARENTS}"
    for level in range(1, depth + 1):
        kept.append(f"p{level - 1}")
        select = f"select {', '.join(kept)}, unnest(l{level}) as e{level} from ({select})"
        fields = ", ".join(literal(json_path(path)) for path in wanted.get(level, []))
        fields = f"json_extract_string(e{level}, [{fields}])" if fields else "null::varchar[]"
        following = f", {_list_of(f'e{level}', nesting.levels[level])} as l{level + 1}" if level < depth else ""
        select = f"select {', '.join(kept)}, e{level}, {fields} as p{level}{following} from ({select})"
    return select


def _list_of(holder: str, path: str) -> str:
    """The elements of the list at a path; a single object counts as a list of one, anything else as none."""
    found = f"json_extract({holder}, {literal(json_path(path))})" if path else holder
    return (
        f"case when cast({found} as varchar) like '[%' then json_extract({found}, '$[*]') "
        f"when cast({found} as varchar) like '{{%' then [{found}] end"
    )


def _root_fields(paths: list[str]) -> str:
    """Fields of the record itself: they were parsed apart, each by its first name."""
    fields = [f"json_extract_string({quoted(_head(p))}, {literal(json_path(p.partition('.')[2]))})" for p in paths]
    return f"[{', '.join(fields)}]" if fields else "null::varchar[]"


def _truncated(nesting: Nesting, place: int) -> list[tuple[str, str]]:
    """For each level that lies in a list object: its path, and a select of load and count of lists cut short."""
    found = []
    for depth, level in enumerate(nesting.levels):
        holder, _, _ = level.rpartition(".")
        if holder and depth:
            more, scan = f"json_extract_string(e{depth}, {literal(json_path(holder + '.has_more'))})", None
            scan = f"({_elements(nesting, {0: []}, depth)})"
        elif holder:
            inner = json_path((holder + ".has_more").partition(".")[2])
            more, scan = f"json_extract_string({quoted(_head(holder))}, {literal(inner)})", PARENTS
        else:
            continue
        path = "[].".join(nesting.levels[: depth + 1])
        counted = f"select __load_id + {place}, count(*) from {scan} where {more} = 'true' group by all"
        found.append((path, counted))
    return found


def _is_row(child: TableContract, element: str) -> str:
    """Elements are rows when they are objects; a contract that asks for '.' takes plain texts as well."""
    text = f"cast({element} as varchar)"
    if any("." in column.sources for column in child.columns):
        return f"({text} like '{{%' or {text} like '\"%')"
    return f"{text} like '{{%'"


def _head(path: str) -> str:
    return path.split(".")[0]


def _known(parent: TableContract, child: TableContract, nesting: Nesting) -> set[str]:
    """Fields of an element that the contract reads, or that hold rows of further tables."""
    depth = len(nesting.levels)
    deeper = {
        other.levels[depth]
        for _, nestings in parent.feeds
        for other in nestings
        if len(other.levels) > depth and other.levels[:depth] == nesting.levels
    }
    return {_head(path) for path in (*_wanted(child, nesting)[depth], *deeper)}


def _extra(known: set[str], element: str) -> str:
    nulls = "{" + ", ".join(f"{json.dumps(name)}: null" for name in sorted(known)) + "}"
    patched = f"cast(json_merge_patch({element}, {literal(nulls)}) as varchar)"
    return f"case when cast({element} as varchar) like '{{%' then nullif({patched}, '{{}}') end"


def _of_file(values: list[int]) -> str:
    return str(values[0]) if len(values) == 1 else f"[{', '.join(map(str, values))}][__file::bigint + 1]"
