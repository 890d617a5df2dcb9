"""Rows that lie inside the records of another table's JSON files, such as the lines of an invoice."""

from collections.abc import Sequence

import duckdb

from orchestration import casts
from orchestration.contract import Column, Nesting, TableContract
from orchestration.ledger import Drift, Outcome, insert_rows, literal, quoted, reject_rows
from orchestration.reading import LandingFile, json_options, json_path


def nested_rows(contract: TableContract, nesting: Nesting, files: Sequence[LandingFile], load_ids: list[int]) -> str:
    """Select of the table's columns, _extra, _load_id, _row_number (the parent's), reason and text (if it has one)."""
    texts = [f"{_text(column, len(nesting.levels))} as t{n}" for n, column in enumerate(contract.columns)]
    values = [f"{casts.from_text(column.kind, f't{n}')} as v{n}" for n, column in enumerate(contract.columns)]
    reasons = [
        reason
        for n, column in enumerate(contract.columns)
        if (reason := casts.reason(column.name, f"t{n}", f"v{n}", column.kind, column.required))
    ]
    reason = f"nullif(concat_ws('; ', {', '.join(reasons)}), '')" if reasons else "null::varchar"
    columns = ", ".join(f"v{n} as {quoted(column.name)}" for n, column in enumerate(contract.columns))
    element = f"e{len(nesting.levels)}"
    return f"""
        select {columns}, __extra, __load_id, __number, reason, case when reason is not null then __text end as row_text
        from (
            select *, {reason} as reason from (
                select *, {", ".join(values)} from (
                    select {", ".join(texts)}, {_extra(contract, element)} as __extra, {element} as __text,
                        __number, {_of_file(load_ids)} as __load_id
                    from ({_elements(nesting, files, len(nesting.levels))}) where {_is_row(contract, element)}
                )
            )
        )
    """


def land_nested(
    con: duckdb.DuckDBPyConnection,
    child: TableContract,
    nestings: Sequence[Nesting],
    files: Sequence[LandingFile],
    place: int,
) -> tuple[dict[int, Outcome], list[Drift]]:
    """Lands what the files hold for `child`; their loads are numbered `place` above the files' own.

    Returns the outcome of each load that has rows, and the drift: unknown fields, lists of which the API gave a part.
    """
    load_ids = [file.load_id + place for file in files]
    paths = dict(zip(load_ids, (file.path for file in files), strict=True))
    outcomes: dict[int, Outcome] = {}
    drift = []

    def note(kind: str, name: str, counts: list[tuple[int, int]]) -> None:
        drift.extend(Drift(load, child.system, child.object, paths[load], kind, name, count) for load, count in counts)

    for nesting in nestings:
        select = nested_rows(child, nesting, files, load_ids)
        con.execute(f"create or replace temp table nested_now as {select}")
        columns = ", ".join(quoted(column.name) for column in child.columns)
        good = f"select {columns}, __extra, __load_id, __number from nested_now where reason is null"
        insert_rows(con, child, good)
        for load_id, landed, rejected in con.execute(
            "select __load_id, count(*) filter (reason is null), count(*) filter (reason is not null) "
            "from nested_now group by __load_id"
        ).fetchall():
            before = outcomes.get(load_id, Outcome(0, 0))
            outcomes[load_id] = Outcome(before.landed + landed, before.rejected + rejected)
            if rejected:
                rows = con.execute(
                    "select __number, reason, row_text from nested_now where reason is not null and __load_id = ?",
                    [load_id],
                ).fetchall()
                reject_rows(con, (load_id, child.system, child.object, paths[load_id]), rows)
        for load_id, name, count in con.execute(
            "select __load_id, name, count(*) from (select __load_id, unnest(json_keys(__extra)) as name "
            "from nested_now where __extra is not null) group by all order by all"
        ).fetchall():
            note("unknown_column", name, [(load_id, count)])
        for name, cut in truncated_lists(nesting, files):
            note("truncated_list", name, [(load_ids[index], count) for index, count in con.execute(cut).fetchall()])
    con.execute("drop table if exists nested_now")
    return outcomes, drift


def truncated_lists(nesting: Nesting, files: Sequence[LandingFile]) -> list[tuple[str, str]]:
    """For each level that lies in a list object: its path, and a select of file index and count of lists cut short."""
    found = []
    for depth, level in enumerate(nesting.levels):
        holder, _, _ = level.rpartition(".")
        if holder:
            path = "[].".join(nesting.levels[: depth + 1])
            more = f"json_extract_string(e{depth}, {literal(json_path(holder + '.has_more'))}) = 'true'"
            found.append(
                (path, f"select __file, count(*) from ({_elements(nesting, files, depth)}) where {more} group by all")
            )
    return found


def _elements(nesting: Nesting, files: Sequence[LandingFile], depth: int) -> str:
    """Rows of the elements at a depth, with the elements they lie in: e0 is the record of the file."""
    paths = ", ".join(literal(str(file.plain)) for file in files)
    select = (
        "select json as e0, file_index as __file, row_number() over () as __at "
        f"from read_ndjson_objects([{paths}], {json_options(files, with_format=False)})"
    )
    offsets, before = [], 0
    for file in files:
        offsets.append(before)
        before += file.records
    select = f"select e0, __file, __at - {_of_file(offsets)} as __number from ({select})"
    for level in range(depth):
        path = json_path(nesting.levels[level])
        found = (
            f"case json_type(e{level}, {literal(path)}) "
            f"when 'ARRAY' then json_extract(e{level}, {literal(path + '[*]')}) "
            f"when 'OBJECT' then [json_extract(e{level}, {literal(path)})] end"
        )
        select = f"select *, unnest({found}) as e{level + 1} from ({select})"
    return select


def _is_row(contract: TableContract, element: str) -> str:
    """Elements are rows when they are objects; a contract that asks for '.' takes plain texts as well."""
    if any("." in column.sources for column in contract.columns):
        return f"(cast({element} as varchar) like '{{%' or cast({element} as varchar) like '\"_%')"
    return f"cast({element} as varchar) like '{{%'"


def _text(column: Column, depth: int) -> str:
    pieces = []
    for source in column.sources:
        if source == ".":
            pieces.append(f"case when cast(e{depth} as varchar) like '\"%' then json_extract_string(e{depth}, '$') end")
            continue
        up = len(source) - len(source.lstrip("^"))
        if up <= depth:
            path = source[up:].lstrip(".")
            pieces.append(f"json_extract_string(e{depth - up}, {literal(json_path(path))})")
    pieces = [f"nullif({piece}, '')" for piece in pieces]
    return f"coalesce({', '.join(pieces)}, null)" if pieces else "null::varchar"


def _extra(contract: TableContract, element: str) -> str:
    known = {
        source.split(".")[0]
        for column in contract.columns
        for source in column.sources
        if source != "." and not source.startswith("^")
    }
    known |= {nesting.levels[0].split(".")[0] for _, nestings in contract.feeds for nesting in nestings}
    nulls = "{" + ", ".join(f'"{name}": null' for name in sorted(known)) + "}"
    patched = f"cast(json_merge_patch({element}, {literal(nulls)}) as varchar)"
    return f"case when cast({element} as varchar) like '{{%' then nullif({patched}, '{{}}') end"


def _of_file(values: list[int]) -> str:
    return str(values[0]) if len(values) == 1 else f"[{', '.join(map(str, values))}][__file::bigint + 1]"
