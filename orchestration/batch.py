"""One transaction: the rows of a batch of files, their quarantine, drift and ledger, and the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import archive_index, claim, ledger, records
from orchestration.archive_index import Entry
from orchestration.claim import FileRefused
from orchestration.contract import TableContract
from orchestration.intake import as_documents
from orchestration.ledger import Drift, Load, Outcome, quoted, table_name
from orchestration.nested import land_nested
from orchestration.reading import BLANKED, BatchQuery, LandingFile, check_names, key_scan, map_columns


class Mismatch(Exception):
    """Records counted in a file are not those that were landed or rejected."""


@dataclass(frozen=True)
class Landed:
    """What became of one file: rows of its own table, and rows that it fed to nested ones."""

    path: str
    sha256: str
    size_bytes: int
    landed: int
    rejected: int
    nested: int


def land(
    con: duckdb.DuckDBPyConnection, contract: TableContract, files: Sequence[LandingFile], warehouse_dir: Path
) -> tuple[list[Landed], list[tuple[LandingFile, str]]]:
    """Lands the files that fit and returns them, and those that are refused with the reason.

    Everything is rolled back when the engine or the accounts object. Raises duckdb.Error or Mismatch.
    """
    files, refused = _survey(con, contract, files)
    if not files:
        return [], refused
    con.execute("begin")
    try:
        landed = _Batch(con, contract, files).run()
        entries = [
            Entry(claim.archive(file.copy, warehouse_dir / "archive", claim.archive_suffix(file.path)), file.path)
            for file in files
        ]
        archive_index.append(warehouse_dir / "archive", entries)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return landed, refused


def _survey(
    con: duckdb.DuckDBPyConnection, contract: TableContract, files: Sequence[LandingFile]
) -> tuple[list[LandingFile], list[tuple[LandingFile, str]]]:
    """Looks at names and numbers before anything is read in earnest."""
    if files and files[0].kind == "json":
        files = _with_keys(con, contract, files)
    fit, refused = [], []
    for file in files:
        try:
            check_names(contract, file)
            if contract.mode == "snapshot":
                _guard_snapshot(con, contract, file)
        except FileRefused as refusal:
            refused.append((file, str(refusal)))
        else:
            fit.append(file)
    return fit, refused


def _with_keys(
    con: duckdb.DuckDBPyConnection, contract: TableContract, files: Sequence[LandingFile]
) -> list[LandingFile]:
    """The files with the sets of keys that their records have, and their records counted a second time."""
    found: list[dict[tuple[str, ...], int]] = [{} for _ in files]
    for index, names, count in con.execute(key_scan(files)).fetchall():
        found[index][tuple(names)] = count
    surveyed = []
    for file, key_sets in zip(files, found, strict=True):
        file = replace(file, key_sets=key_sets)
        if file.is_split is False and any(_is_page(contract, names) for names in key_sets):
            surveyed += _with_keys(con, contract, [as_documents(contract, file)])
            continue
        if not file.bad and any(len(set(names)) < len(names) for names in key_sets):
            raise Mismatch("a key stands twice in one record")
        parsed = sum(key_sets.values())
        if parsed != file.records:
            # Blank lines are lines, but no records; they are told apart only when the two counts differ.
            counted = records.lines_with_text(file.plain)
            if parsed != counted:
                raise Mismatch(f"{counted} records counted, {parsed} read")
            file = replace(file, records=counted)
        surveyed.append(file)
    return surveyed


def _is_page(contract: TableContract, names: tuple[str, ...]) -> bool:
    return bool(set(names) & set(contract.wrappers)) and any(
        column.required and column.name in map_columns(contract, names, True).missing for column in contract.columns
    )


def _guard_snapshot(con: duckdb.DuckDBPyConnection, contract: TableContract, file: LandingFile) -> None:
    """A full list that lost most of its rows is a broken export, not a company that lost its customers."""
    previous = ledger.previous_snapshot(con, contract, claim.path_date(file.path))
    if not file.records:
        raise FileRefused("the full list has no rows; nothing is deleted on its word")
    if previous and file.records * 2 < previous[0]:
        raise FileRefused(
            f"the full list has {file.records:,} rows, less than half of the {previous[0]:,} in {previous[1]}; "
            "nothing is deleted on its word"
        )


class _Batch:
    def __init__(self, con: duckdb.DuckDBPyConnection, contract: TableContract, files: Sequence[LandingFile]) -> None:
        self._con, self._contract, self._files = con, contract, files
        base, step = ledger.next_load_id(con), 1 + len(contract.feeds)
        for place, file in enumerate(files):
            file.load_id = base + place * step

    def run(self) -> list[Landed]:
        outcomes = self._land_rows()
        observed = {file.load_id: claim.path_date(file.path) or outcomes[file.load_id].newest for file in self._files}
        loads = [
            self._load(file, self._contract, file.load_id, outcomes[file.load_id], observed[file.load_id])
            for file in self._files
        ]
        nested = dict.fromkeys((file.load_id for file in self._files), 0)
        drift = list(self._drift())
        if self._contract.feeds and self._files[0].kind == "json":
            fed, nested_drift = land_nested(self._con, self._contract, self._files)
            drift += nested_drift
            for place, (child, _) in enumerate(self._contract.feeds, start=1):
                for file in self._files:
                    if outcome := fed[child].get(file.load_id + place):
                        nested[file.load_id] += outcome.landed
                        loads.append(self._load(file, child, file.load_id + place, outcome, observed[file.load_id]))
        ledger.write(self._con, "_loads", sorted(loads, key=lambda load: load.load_id))
        ledger.write(self._con, "_drift", drift)
        return [
            Landed(
                file.path, file.copy.sha256, file.copy.size_bytes, outcomes[file.load_id].landed,
                outcomes[file.load_id].rejected, nested[file.load_id],
            )
            for file in self._files
        ]  # fmt: skip

    def _land_rows(self) -> dict[int, Outcome]:
        blanked = [number for file in self._files for number in file.bad]
        if blanked:
            self._con.execute(
                f"create or replace temp table {BLANKED} as select unnest(?::bigint[]) as number", [blanked]
            )
        ledger.insert_rows(self._con, self._contract, BatchQuery(self._contract, self._files).good_rows())
        landed = self._landed()
        short = [file for file in self._files if landed.get(file.load_id, (0, None))[0] < file.records]
        rejected = self._reject(short) if short else {}
        outcomes = {}
        for file in self._files:
            count, newest = landed.get(file.load_id, (0, None))
            outcome = Outcome(count, rejected.get(file.load_id, 0), newest)
            if outcome.landed + outcome.rejected != file.records:
                raise Mismatch(
                    f"{file.records:,} records counted, but {outcome.landed:,} landed and {outcome.rejected:,} rejected"
                )
            outcomes[file.load_id] = outcome
        return outcomes

    def _landed(self) -> dict[int, tuple[int, datetime | None]]:
        """Rows and newest cursor of each load of this batch."""
        contract = self._contract
        newest = f"max(cast({quoted(contract.cursor)} as timestamptz))" if contract.cursor else "null::timestamptz"
        rows = self._con.execute(
            f"select _load_id, count(*), {newest} from {table_name(contract)} where _load_id >= ? group by _load_id",
            [self._files[0].load_id],
        ).fetchall()
        return {load_id: (count, moment) for load_id, count, moment in rows}

    def _reject(self, files: Sequence[LandingFile]) -> dict[int, int]:
        """Puts every row that does not fit into quarantine, as it stands in its file."""
        self._con.execute(
            f"create or replace temp table rejected_now as ({BatchQuery(self._contract, files).bad_rows()})"
        )
        counts = {}
        for file in files:
            rows = self._con.execute(
                "select number, reason, text from rejected_now where load_id = ? order by number", [file.load_id]
            ).fetchall()
            rows = sorted([*rows, *((number, reason, None) for number, reason in file.bad.items())])
            counts[file.load_id] = len(rows)
            if rows and file.kind != "parquet":
                rows = _with_texts(file, rows)
            load = (file.load_id, self._contract.system, self._contract.object, file.path)
            ledger.reject_rows(self._con, load, rows)
        self._con.execute("drop table rejected_now")
        return counts

    def _load(
        self, file: LandingFile, contract: TableContract, load_id: int, outcome: Outcome, observed_at: datetime | None
    ) -> Load:
        return Load(
            load_id=load_id,
            system=contract.system,
            object=contract.object,
            path=file.path,
            sha256=file.copy.sha256,
            size_bytes=file.copy.size_bytes,
            shape=file.shape,
            observed_at=observed_at,
            rows_in_file=outcome.landed + outcome.rejected,
            rows_landed=outcome.landed,
            rows_rejected=outcome.rejected,
            started_at=file.started_at,
            ended_at=datetime.now(UTC),
        )

    def _drift(self) -> Iterator[Drift]:
        """What the files have that the contract does not know, lack that it asks for, and say of their end."""
        system, object_ = self._contract.system, self._contract.object
        for file in self._files:
            mapping = map_columns(self._contract, file.names, file.kind == "json")
            for name in mapping.unknown:
                yield Drift(file.load_id, system, object_, file.path, "unknown_column", name, file.rows_with(name))
            for name in mapping.missing if file.names else ():
                yield Drift(file.load_id, system, object_, file.path, "missing_optional_column", name, file.records)
            for kind, name in file.said:
                yield Drift(file.load_id, system, object_, file.path, kind, name, file.records)


def _with_texts(file: LandingFile, rows: list[tuple[int, str, str | None]]) -> list[tuple[int, str, str]]:
    """The rejected rows (number, reason) with their text, read once more from the file as it came."""
    source = file.original or file.plain
    if file.kind == "csv":
        stream = records.csv_records(source, file.delimiter, len(file.header))
        next(stream)
    else:
        stream = records.json_lines(source, judge=False)
    found, wanted = [], iter(rows)
    number, reason, _ = next(wanted)
    for place, record in enumerate(stream, start=1):
        if place == number:
            found.append((number, reason, record.text.decode()))
            following = next(wanted, None)
            if following is None:
                return found
            number, reason, _ = following
    raise Mismatch(f"record {number} is not to be found in the file")
