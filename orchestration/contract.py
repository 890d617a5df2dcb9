"""The contract of every source table, read from the sources YAML that dbt reads too."""

from dataclasses import dataclass, replace
from pathlib import Path
from re import IGNORECASE, sub

import yaml

# The C parser is ten times as fast; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KINDS = ("text", "integer", "decimal", "boolean", "date", "moment", "json")
MODES = ("log", "snapshot")
TABLE_SETTINGS = {"folders", "wrappers", "key", "cursor", "deleted", "mode", "nested_in"}
COLUMN_SETTINGS = {"from", "kind", "required"}


class ContractError(ValueError):
    """A sources YAML says something that the loaders cannot follow."""


@dataclass(frozen=True)
class Column:
    """One typed column; `sources` are the names and paths it may come from, best first."""

    name: str
    kind: str
    sources: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Nesting:
    """Where the rows of a table lie inside the JSON files of `parent`, such as `lines.data[]`.

    `[]` stands for the elements of a list; a single object in its place counts as a list of one.
    """

    parent: str
    rows: str

    @property
    def levels(self) -> tuple[str, ...]:
        """`lines.data[].discount_amounts[]` is ('lines.data', 'discount_amounts')."""
        return tuple(level.strip(".") for level in self.rows.split("[]")[:-1])


@dataclass(frozen=True)
class TableContract:
    """What one raw table holds and how files of its folders are read into it."""

    system: str
    object: str
    identifier: str
    columns: tuple[Column, ...]
    folders: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    cursor: str | None = None
    deleted: str | None = None
    mode: str = "log"
    nested_in: tuple[Nesting, ...] = ()
    feeds: tuple[tuple["TableContract", tuple[Nesting, ...]], ...] = ()

    @property
    def label(self) -> str:
        return f"{self.system}/{self.object}"

    @property
    def folder_names(self) -> frozenset[str]:
        return frozenset(fold_folder(name) for name in (self.object, *self.folders))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def fold(name: str) -> str:
    """Spelling of a column without case, underscores, spaces and a closing '(UTC)'."""
    return sub(r"[_\s]", "", sub(r"\(UTC\)\s*$", "", name, flags=IGNORECASE)).lower()


def fold_folder(name: str) -> str:
    """Spelling of a folder without case, hyphens, underscores and spaces."""
    return sub(r"[-_\s]", "", name).lower()


def load_contracts(project_dir: Path) -> dict[tuple[str, str], TableContract]:
    """All contracts under models/staging, by (system, object). Raises ContractError."""
    contracts: dict[tuple[str, str], TableContract] = {}
    for path in sorted(Path(project_dir).glob("models/staging/*/_*__sources.yml")):
        try:
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}
        except yaml.YAMLError as error:
            raise ContractError(f"{path.name}: {error}") from error
        for source in document.get("sources") or []:
            for table in source["tables"]:
                contract = _table(path.name, source["name"], table)
                if contract is None:
                    continue
                if (contract.system, contract.object) in contracts:
                    raise ContractError(f"{path.name}: {contract.label} is declared twice")
                contracts[contract.system, contract.object] = contract
    _refuse_shared_folders(contracts)
    return {key: replace(contract, feeds=_feeds(contract, contracts)) for key, contract in contracts.items()}


def _meta(entry: dict) -> dict:
    return {**(entry.get("meta") or {}), **((entry.get("config") or {}).get("meta") or {})}


def _table(file: str, system: str, table: dict) -> TableContract | None:
    landing = _meta(table).get("landing")
    if landing is None:
        return None
    where = f"{file}: {system}.{table['name']}"
    _refuse_unknown(where, landing, TABLE_SETTINGS)
    columns = tuple(_column(where, entry) for entry in table.get("columns") or [])
    names = [column.name for column in columns]
    if not columns or len(set(names)) != len(names):
        raise ContractError(f"{where}: needs columns, each named once")
    contract = TableContract(
        system=system,
        object=table["name"],
        identifier=table.get("identifier") or f"{system}__{table['name']}",
        columns=columns,
        folders=tuple(landing.get("folders") or ()),
        wrappers=tuple(landing.get("wrappers") or ()),
        key=tuple(landing.get("key") or ()),
        cursor=landing.get("cursor"),
        deleted=landing.get("deleted"),
        mode=landing.get("mode", "log"),
        nested_in=tuple(Nesting(n["object"], n["rows"]) for n in landing.get("nested_in") or ()),
    )
    named = [*contract.key, *(name for name in (contract.cursor, contract.deleted) if name)]
    if unknown := [name for name in named if name not in names]:
        raise ContractError(f"{where}: key, cursor or deleted names no column: {', '.join(unknown)}")
    if contract.cursor and contract.column(contract.cursor).kind not in ("moment", "date"):
        raise ContractError(f"{where}: the cursor {contract.cursor} has to be a moment or a date")
    if contract.mode not in MODES:
        raise ContractError(f"{where}: mode {contract.mode} is none of {', '.join(MODES)}")
    for nesting in contract.nested_in:
        if not nesting.rows.endswith("[]"):
            raise ContractError(f"{where}: rows '{nesting.rows}' has to end with []")
    return contract


def _column(where: str, entry: dict) -> Column:
    name, meta = entry["name"], _meta(entry)
    _refuse_unknown(f"{where}.{name}", meta, COLUMN_SETTINGS)
    if name != name.lower() or name.startswith("_"):
        raise ContractError(f"{where}.{name}: column names are lower case and do not start with _")
    kind = meta.get("kind", "text")
    if kind not in KINDS:
        raise ContractError(f"{where}.{name}: kind {kind} is none of {', '.join(KINDS)}")
    sources = meta.get("from", [name])
    if isinstance(sources, str) or not all(isinstance(source, str) and source for source in sources) or not sources:
        raise ContractError(f"{where}.{name}: from has to be a list of names")
    return Column(name, kind, tuple(sources), bool(meta.get("required", False)))


def _feeds(contract: TableContract, contracts: dict) -> tuple[tuple[TableContract, tuple[Nesting, ...]], ...]:
    nestings = {
        other: tuple(nesting for nesting in other.nested_in if nesting.parent == contract.object)
        for other in contracts.values()
        if other.system == contract.system
    }
    return tuple((other, within) for other, within in nestings.items() if within)


def _refuse_unknown(where: str, settings: dict, known: set[str]) -> None:
    if unknown := sorted(set(settings) - known):
        raise ContractError(f"{where}: unknown settings {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _refuse_shared_folders(contracts: dict[tuple[str, str], TableContract]) -> None:
    owners: dict[tuple[str, str], str] = {}
    for contract in contracts.values():
        for nesting in contract.nested_in:
            if (contract.system, nesting.parent) not in contracts:
                raise ContractError(f"{contract.label}: nested in {nesting.parent}, which has no contract")
        for folder in contract.folder_names:
            owner = owners.setdefault((fold_folder(contract.system), folder), contract.label)
            if owner != contract.label:
                raise ContractError(f"{contract.label}: folder {folder} already belongs to {owner}")
