"""The one statement that reads a batch of files, casts them by the contract and tells good rows from bad.

Every field is read as text by DuckDB's reader and cast in the same scan. Rows are numbered over the whole batch and
moved back to their place in their own file by the known number of records before it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from orchestration import casts
from orchestration.claim import Copy, FileRefused
from orchestration.contract import TableContract, fold
from orchestration.ledger import literal, quoted

# DuckDB's own limits, above which a reader has to be told the longest record.
CSV_LINE_BYTES = 2_000_000
# Temporary table with the numbers of the records that a repair blanked; a repaired file is a batch of its own.
BLANKED = "blanked_records"
# What the errors of the vendors' APIs have in common.
_ERROR_FOLDS = {"error", "errors", "errorcode", "fault", "message", "detail"}
JSON_OBJECT_BYTES = 16_000_000


@dataclass
class LandingFile:
    """One file on its way in: what it is, where DuckDB may read it, and what was counted in it."""

    path: str
    copy: Copy
    kind: str  # csv, json, parquet
    plain: Path
    records: int
    delimiter: str = ","
    header: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    key_sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    # After a repair `plain` differs from `original`, where the text of rejected rows still lies.
    original: Path | None = None
    bad: dict[int, str] = field(default_factory=dict)
    longest: int = 0
    load_id: int = 0
    # Whether a JSON file was taken apart by its documents, so that a page can no longer pass for a record.
    is_split: bool = False
    # What the last page of a JSON file says of itself: more_follows or list_ends, and by which member.
    said: tuple[tuple[str, str], ...] = ()
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def form(self) -> tuple:
        """Files of the same form can be read by one statement."""
        return (self.kind, self.delimiter, self.header, self.types) if self.kind != "json" else (self.kind,)

    def remove(self) -> None:
        """Deletes the private files; the archived copy has moved out of reach by then."""
        for path in (self.copy.path, self.plain, self.original):
            if path:
                path.unlink(missing_ok=True)

    @property
    def names(self) -> tuple[str, ...]:
        """Columns of a CSV or Parquet file, top-level keys of a JSON file, each once."""
        return self.header or tuple(dict.fromkeys(name for keys in self.key_sets for name in keys))

    @property
    def shape(self) -> str:
        return "api_json" if self.kind == "json" else "flat"

    def rows_with(self, name: str) -> int:
        """Number of records that carry this column or key."""
        if self.kind != "json":
            return self.records
        return sum(count for keys, count in self.key_sets.items() if name in keys)


@dataclass(frozen=True)
class Mapping:
    """Which names of a file feed which column. A source is (name, path within it or None)."""

    sources: dict[str, tuple[tuple[str, str | None], ...]]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def map_columns(contract: TableContract, names: Sequence[str], is_json: bool) -> Mapping:
    """Finds each column's sources among the names of a file, in the order of the contract."""
    by_fold = defaultdict(list)
    # "=Amount" takes the header spelled exactly so, which is then no other column's: case tells major units from minor.
    exact = {source[1:] for column in contract.columns for source in column.sources if source.startswith("=")}
    for name in names:
        by_fold["=" + name if name in exact else fold(name)].append(name)
    sources, missing, used = {}, [], set()
    for column in contract.columns:
        found = []
        ordinary = [source for source in column.sources if source != "." and not source.startswith("^")]
        for source in ordinary:
            if source.startswith("="):
                found += [(name, None) for name in by_fold[source]]
                continue
            head, _, path = source.partition(".")
            if path and is_json:
                found += [(name, path) for name in by_fold[fold(head)]]
            for spelling in (fold(source), fold(source.replace(".", "_"))):
                found += [(name, None) for name in by_fold[spelling]]
        sources[column.name] = tuple(dict.fromkeys(found))
        used.update(name for name, _ in found)
        if ordinary and not found:
            missing.append(column.name)
    if is_json:
        for _, nestings in contract.feeds:
            for nesting in nestings:
                used.update(by_fold[fold(nesting.levels[0].split(".")[0])])
    return Mapping(sources, tuple(name for name in names if name not in used), tuple(missing))


def check_names(contract: TableContract, file: LandingFile) -> None:
    """Refuses a file whose header or keys cannot be trusted. Raises FileRefused."""
    for names in [file.header] if file.header else list(file.key_sets):
        folds = defaultdict(list)
        for name in names:
            folds[fold(name)].append(name)
        if "" in (name.strip() for name in names):
            raise FileRefused("a column has no name")
        if len(set(names)) != len(names):
            raise FileRefused(f"columns stand twice: {', '.join(sorted({n for n in names if names.count(n) > 1}))}")
        unknown = set(map_columns(contract, names, file.kind == "json").unknown)
        if twins := [" and ".join(same) for same in folds.values() if len(same) > 1 and set(same) - unknown]:
            raise FileRefused(f"columns differ only in spelling: {', '.join(twins)}")
    if not file.names and not file.records:
        return
    mapping = map_columns(contract, file.names, file.kind == "json")
    for column in contract.columns:
        if column.required and column.name in mapping.missing:
            if _ERROR_FOLDS & {fold(name) for name in file.names} and file.kind == "json":
                raise FileRefused(f"is an API's error message, not an export: {_shortened(_first_line(file.plain))}")
            raise FileRefused(
                f"required column {column.name} is missing (looked for {', '.join(column.sources)}); "
                f"found {_shortened(', '.join(file.names))}"
            )


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline().strip()


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:300] + "…"


class BatchQuery:
    """SQL over a batch of files of one kind and one header (CSV), or of any keys (JSON)."""

    def __init__(self, contract: TableContract, files: Sequence[LandingFile]) -> None:
        self._contract, self._files = contract, files
        self._kind = files[0].kind
        names = tuple(dict.fromkeys(name for file in files for name in file.names))
        self._mapping = map_columns(contract, names, self._kind == "json")
        self._types = dict(zip(files[0].header, files[0].types, strict=False))
        self._identifiers = {
            name: f"c{number}" if self._kind == "csv" else quoted(name) for number, name in enumerate(names)
        }
        self._paths: dict[str, list[str]] = defaultdict(list)
        for found in self._mapping.sources.values():
            for name, path in found:
                if path and path not in self._paths[name]:
                    self._paths[name].append(path)

    def good_rows(self) -> str:
        """Select of the table's columns, _extra, _load_id and _row_number of every row that fits."""
        columns = ", ".join(self._final(column) for column in self._contract.columns)
        conditions = " or ".join(f"({bad})" for bad in self._each(casts.is_bad) if bad)
        where = f" where not ({conditions})" if conditions else ""
        return f"select {columns}, __extra, __load_id, __number from ({self._typed()}){where}"

    def bad_rows(self) -> str:
        """Select of _load_id, _row_number, reason and (Parquet only) text of every row that does not fit."""
        reasons = ", ".join(reason for reason in self._reasons() if reason)
        if not reasons:
            return (
                "select null::bigint as load_id, null::bigint as number, null::varchar as reason, "
                "null::varchar as text limit 0"
            )
        text = "__row" if self._kind == "parquet" else "null::varchar"
        return (
            f"select * from (select __load_id as load_id, __number as number, "
            f"nullif(concat_ws('; ', {reasons}), '') as reason, {text} as text from ({self._typed()})) "
            "where reason is not null"
        )

    def _each(self, rule) -> list[str | None]:
        return [
            rule(f"t{number}", f"v{number}", column.kind, column.required)
            for number, column in enumerate(self._contract.columns)
        ]

    def _reasons(self) -> list[str | None]:
        return [
            casts.reason(column.name, f"t{number}", f"v{number}", column.kind, column.required)
            for number, column in enumerate(self._contract.columns)
        ]

    def _final(self, column) -> str:
        return f"v{self._contract.columns.index(column)} as {quoted(column.name)}"

    def _typed(self) -> str:
        values = []
        for number, column in enumerate(self._contract.columns):
            sql_type = self._direct_type(column.name)
            values.append(f"{casts.from_typed(column.kind, f't{number}', sql_type)} as v{number}")
        return f"select *, {', '.join(values)} from ({self._texts()})"

    def _direct_type(self, column: str) -> str:
        """Type in which the column's sources are read: the file's own where they share one, else text."""
        types = {self._types.get(name, "VARCHAR") for name, _ in self._mapping.sources[column]}
        return types.pop() if len(types) == 1 else "VARCHAR"

    def _texts(self) -> str:
        texts = [
            f"{self._text(self._mapping.sources[column.name], self._direct_type(column.name))} as t{number}"
            for number, column in enumerate(self._contract.columns)
        ]
        loads, offsets, before = [], [], 0
        for file in self._files:
            loads.append(file.load_id)
            offsets.append(0 if self._kind == "parquet" else before)
            before += file.records
        row = ", __row" if self._kind == "parquet" else ""
        select = (
            f"select {', '.join(texts)}, {self._extra()} as __extra, __at - {_pick(offsets)} as __number, "
            f"{_pick(loads)} as __load_id{row} from ({self._numbered()})"
        )
        if any(file.bad for file in self._files):
            return f"select * from ({select}) where __number not in (select number from {BLANKED})"
        return select

    def _text(self, found: tuple[tuple[str, str | None], ...], direct_type: str) -> str:
        if not found:
            return "null::varchar"
        if direct_type != "VARCHAR":
            return f"coalesce({', '.join(self._identifiers[name] for name, _ in found)}, null)"
        pieces = [f"nullif({self._piece(name, path)}, '')" for name, path in found]
        return pieces[0] if len(pieces) == 1 else f"coalesce({', '.join(pieces)})"

    def _piece(self, name: str, path: str | None) -> str:
        identifier = self._identifiers[name]
        if path:
            return f"p_{list(self._identifiers).index(name)}[{self._paths[name].index(path) + 1}]"
        if self._is_json_column(name):
            return f"json_extract_string({identifier}, '$')"
        return casts.as_text(identifier, self._types.get(name, "VARCHAR"))

    def _is_json_column(self, name: str) -> bool:
        return self._kind == "json" and (name in self._mapping.unknown or name in self._paths)

    def _extra(self) -> str:
        """JSON object of the unknown columns that are not null, or null when there are none."""
        members = []
        for name in self._mapping.unknown:
            identifier = self._identifiers[name]
            value = identifier if self._kind == "json" else f"to_json({identifier})"
            members.append(f"{literal(json.dumps(name, ensure_ascii=False) + ':')} || cast({value} as varchar)")
        return f"nullif('{{' || concat_ws(',', {', '.join(members)}) || '}}', '{{}}')" if members else "null::varchar"

    def _numbered(self) -> str:
        """The scan: needed columns, the file's place in the batch, the record's place in the batch."""
        lists = [
            f"json_extract_string({self._identifiers[name]}, [{', '.join(literal(json_path(p)) for p in paths)}]) "
            f"as p_{list(self._identifiers).index(name)}"
            for name, paths in self._paths.items()
        ]
        needed = [*self._identifiers.values(), *lists]
        if self._kind == "parquet":
            scan = f"read_parquet({self._list()}, file_row_number = true, hive_partitioning = false)"
            fields = ", ".join(f"{name} := {name}" for name in self._identifiers.values())
            row = f"to_json(struct_pack({fields})) as __row"
            return (
                f"select {', '.join([*needed, row])}, file_index as __file, "
                f"file_row_number + 1 as __at from {scan} as scan"
            )
        scan = self._csv() if self._kind == "csv" else self._json()
        return f"select {', '.join([*needed, 'file_index as __file', 'row_number() over () as __at'])} from {scan}"

    def _list(self) -> str:
        return f"[{', '.join(literal(str(file.plain)) for file in self._files)}]"

    def _csv(self) -> str:
        columns = ", ".join(f"{identifier}: 'varchar'" for identifier in self._identifiers.values())
        longest = max(file.longest for file in self._files) + 2
        limit = f", max_line_size = {longest}" if longest > CSV_LINE_BYTES else ""
        delimiter = literal(self._files[0].delimiter)
        return (
            f"read_csv({self._list()}, auto_detect = false, header = true, delim = {delimiter}, "
            f"quote = '\"', escape = '\"', strict_mode = true, null_padding = false, ignore_errors = false, "
            f"compression = 'none', columns = {{{columns}}}{limit})"
        )

    def _json(self) -> str:
        columns = ", ".join(
            f"{literal(name)}: '{'json' if self._is_json_column(name) else 'varchar'}'" for name in self._identifiers
        )
        return f"read_json({self._list()}, {json_options(self._files)}, columns = {{{columns or 'none: varchar'}}})"


def key_scan(files: Sequence[LandingFile]) -> str:
    """Select of each file's place in the batch, its sets of top-level keys and how many records have each."""
    paths = ", ".join(literal(str(file.plain)) for file in files)
    return (
        f"select file_index, json_keys(json) as names, count(*) "
        f"from read_ndjson_objects([{paths}], {json_options(files, with_format=False)}) group by all"
    )


def json_options(files: Sequence[LandingFile], with_format: bool = True) -> str:
    longest = max(file.longest for file in files) + 2
    limit = f", maximum_object_size = {longest}" if longest > JSON_OBJECT_BYTES else ""
    return ("format = 'newline_delimited', " if with_format else "") + f"compression = 'none'{limit}"


def json_path(path: str) -> str:
    """Dotted names as a JSON path whose members may hold any character; 'data[0]' is the first of a list."""
    parts = (re.fullmatch(r"(.*?)((?:\[\d+\])*)", part) for part in path.split(".") if part)
    return "$" + "".join('."' + part[1].replace('"', '\\"') + '"' + part[2] for part in parts)


def _pick(values: list[int]) -> str:
    """SQL that gives each row its file's value."""
    if len(values) == 1:
        return str(values[0])
    return f"[{', '.join(map(str, values))}][__file::bigint + 1]"
