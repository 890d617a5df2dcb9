"""From a path in the drop folder to a file that DuckDB may read: claimed, copied, checked, recognised by content."""

import csv
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration import claim, records
from orchestration.claim import Copy, FileRefused, StillWriting
from orchestration.content import Content
from orchestration.contract import TableContract
from orchestration.documents import document_records, write_lines
from orchestration.ledger import literal
from orchestration.reading import LandingFile, map_columns

_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Passed:
    """A file that is not for now: it repeats the one at `same_as`, or (None) it is still being written."""

    path: str
    same_as: str | None


@dataclass(frozen=True)
class Refusal:
    """A file that was refused before it was read: path, SHA-256 (None when it was not even opened) and reason."""

    path: str
    sha256: str | None
    reason: str


class Intake:
    """Takes files of one table, one after the other, into a private folder."""

    def __init__(
        self, contract: TableContract, extracts_dir: Path, scratch: Path, landed: dict[str, tuple[int, str]]
    ) -> None:
        self._contract, self._extracts_dir, self._scratch = contract, Path(extracts_dir), scratch
        self._landed, self._sizes = landed, {size for size, _ in landed.values()}
        self._taken = 0
        self._reader: duckdb.DuckDBPyConnection | None = None

    def take(self, path: str) -> LandingFile | Refusal | Passed:
        """The file, ready to be read, or why it is not."""
        try:
            fd = claim.open_claimed(self._extracts_dir, path)
        except FileRefused as refused:
            return Refusal(path, None, str(refused))
        except StillWriting:
            return Passed(path, None)
        try:
            before = os.fstat(fd)
            # Only a file of a size that was landed before can be a repetition; others are hashed while copied.
            if before.st_size in self._sizes and (known := self._landed.get(claim.sha256_of(fd))):
                return Passed(path, known[1])
            try:
                return self._read(path, fd)
            except FileRefused as refused:
                if os.fstat(fd).st_mtime_ns != before.st_mtime_ns:
                    return Passed(path, None)
                os.lseek(fd, 0, os.SEEK_SET)
                return Refusal(path, claim.sha256_of(fd), str(refused))
            except StillWriting:
                return Passed(path, None)
        finally:
            os.close(fd)

    def _read(self, path: str, fd: int) -> LandingFile:
        self._taken += 1
        content = Content(self._scratch / f"{self._taken}.plain")
        try:
            copy = claim.take_copy(fd, self._scratch / f"{self._taken}.copy", content.feed)
            content.finish(copy.path)
        finally:
            content.close()
        return self._recognise(path, copy, content)

    def _recognise(self, path: str, copy: Copy, content: Content) -> LandingFile:
        named, start = claim.file_format(path), content.head.lstrip()
        if (content.kind == "parquet") != (named == "parquet"):
            raise FileRefused(f"the name says {named}, the content is {content.kind}")
        if content.kind == "parquet":
            return self._parquet(path, copy)
        if start.startswith(b"<"):
            raise FileRefused(f"is an HTML or XML page, not an export: {_snippet(start)}")
        is_json = start[:1] in (b"{", b"[")
        if named != "csv" and not is_json and (named == "json" or content.lines < 2):
            raise FileRefused(f"is not JSON: {_snippet(start)}")
        plain = content.plain if content.rewritten else copy.path
        file = LandingFile(path=path, copy=copy, kind="csv", plain=plain, records=content.lines)
        if named == "csv" and not is_json:
            return self._csv(file)
        file = self._json(replace(file, kind="json"), start, is_lines=named == "json lines")
        # The engine would keep an escaped NUL inside a text; the records that hold one are found one by one.
        return repaired(file) if content.escaped_nul else file

    def _csv(self, file: LandingFile) -> LandingFile:
        first = next(records.csv_records(file.plain, ",", None)).text
        header, delimiter = (), ","
        for candidate in _DELIMITERS:
            try:
                names = next(csv.reader(first.decode().splitlines(keepends=True), delimiter=candidate, strict=True))
            except csv.Error:
                continue
            names = tuple(name.strip() for name in names)
            if not header or _known(self._contract, names) > _known(self._contract, header):
                header, delimiter = names, candidate
        if not header:
            raise FileRefused(f"the header cannot be read: {_snippet(first)}")
        counted = file.records - 1 - first.count(b"\n")
        return replace(file, header=header, delimiter=delimiter, records=max(counted, 0))

    def _json(self, file: LandingFile, start: bytes, is_lines: bool) -> LandingFile:
        """One object per line stays as it is; lists, pages and objects over several lines become lines."""
        first = start.split(b"\n", 1)[0].strip()
        try:
            value = json.loads(first)
        except (ValueError, RecursionError):
            value = {} if is_lines and first not in (b"{", b"[") else None
        is_page = isinstance(value, dict) and any(isinstance(value.get(name), list) for name in self._contract.wrappers)
        if isinstance(value, dict) and (not is_page or _key_names(self._contract) & set(value)):
            return file
        return as_documents(self._contract, file)

    def _parquet(self, path: str, copy: Copy) -> LandingFile:
        scan = f"[{literal(str(copy.path))}]"
        try:
            # A database of its own, since the warehouse's connection is busy in another thread; opened once.
            self._reader = self._reader or duckdb.connect()
            table = f"read_parquet({scan}, hive_partitioning = false)"
            columns = self._reader.execute(f"select column_name, column_type from (describe from {table})").fetchall()
            counted = self._reader.execute(f"select num_rows from parquet_file_metadata({scan})").fetchone()[0]
        except duckdb.Error as error:
            raise FileRefused(f"is no readable Parquet file: {first_line(error)}") from error
        names, types = zip(*columns, strict=True)
        return LandingFile(
            path=path, copy=copy, kind="parquet", plain=copy.path, records=counted, header=names, types=types
        )


def as_documents(contract: TableContract, file: LandingFile) -> LandingFile:
    """The same JSON file with its lists and pages taken apart, one record per line. Raises FileRefused."""
    lines = file.plain.with_suffix(".lines")
    said: list[tuple[str, str]] = []
    split = document_records(file.plain, set(contract.wrappers), _key_names(contract), said)
    return replace(file, plain=lines, records=write_lines(split, lines), is_split=True, said=tuple(said))


def _key_names(contract: TableContract) -> set[str]:
    return {source for name in contract.key for source in contract.column(name).sources}


def repaired(file: LandingFile) -> LandingFile:
    """The same file rewritten so that each bad record is a blank one; `bad` says which, and why."""
    source = file.original or file.plain
    delimiter, width = (file.delimiter, len(file.header)) if file.kind == "csv" else (None, None)
    result = records.repair(source, source.with_suffix(".repaired"), delimiter, width)
    return replace(
        file, plain=result.path, original=source, records=result.records, bad=result.bad, longest=result.longest
    )


def first_line(error: Exception) -> str:
    """The part of an error message that a person reads."""
    return str(error).strip().split("\n")[0][:300]


def _known(contract: TableContract, names: tuple[str, ...]) -> int:
    return len(names) - len(map_columns(contract, names, False).unknown)


def _snippet(text: bytes) -> str:
    return " ".join(text[:120].decode(errors="replace").split())
