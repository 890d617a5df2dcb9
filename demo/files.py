"""Writes query results as the files that exporters write. DuckDB writes plain text; ISA-L compresses it, mtime 0."""

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from isal import igzip

COMPRESSION_LEVEL = 1
FAULT_COLUMNS = ["fault_id", "kind", "system", "object", "path", "row_number", "key", "expected"]


@dataclass
class Drop:
    """The folder under construction. Paths are relative to it; every writer returns the number of records written."""

    con: duckdb.DuckDBPyConnection
    root: Path
    scratch: Path
    files: int = 0
    faults: list[list] = field(default_factory=list)

    def lines(self, path: str, query: str, extra: Sequence[dict] = ()) -> int:
        """One JSON object per line; `extra` objects follow the query's rows and are not counted."""
        after = "".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in extra)
        return self._copy(path, query, "format json", "", after)

    def table(self, path: str, query: str, quote_all: bool = False) -> int:
        """A CSV with a header line; Salesforce quotes every field."""
        quoting = ", force_quote *" if quote_all else ""
        return self._copy(path, query, f"format csv, header true{quoting}")

    def parquet(self, path: str, query: str) -> int:
        target = self._target(path)
        return self.con.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)").fetchone()[0]

    def pages(self, folder: str, query: str, before: str, after: str, size: int) -> int:
        """API pages page_0001.json.gz, …: `before`, an array of up to `size` records, `after`. `query` must be ordered.

        In `after`, {more} becomes true on every page but the last, {done} the opposite, {page} the number of the page.
        """
        self.con.execute(f"create or replace temp table paged as select * from ({query})")
        total = self.con.execute("select count(*) from paged").fetchone()[0]
        count = max(1, -(-total // size))
        for number in range(1, count + 1):
            page = f"select * from paged limit {size} offset {(number - 1) * size}"
            more = "true" if number < count else "false"
            done = "false" if number < count else "true"
            end = after.replace("{more}", more).replace("{done}", done).replace("{page}", str(number))
            self._copy(f"{folder}/page_{number:04d}.json.gz", page, "format json, array true", before, end)
        return total

    def page(self, path: str, query: str, before: str, after: str) -> int:
        """One API page."""
        return self._copy(path, query, "format json, array true", before, after)

    def text(self, path: str, content: bytes) -> None:
        """A file as given."""
        self._target(path).write_bytes(content)

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def plant(self, kind: str, path: str, row_number: int | None, key: str | None, expected: str) -> None:
        """Lists one planted fault; `path` is <system>/<object>/…, `row_number` counts the file's records from 1."""
        system, table = path.split("/")[:2]
        row = "" if row_number is None else row_number
        self.faults.append([f"F{len(self.faults) + 1:06d}", kind, system, table, path, row, key or "", expected])

    def _target(self, path: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.files += 1
        return target

    def _copy(self, path: str, query: str, options: str, before: str = "", after: str = "") -> int:
        plain = self.scratch / "plain.tmp"
        rows = self.con.execute(f"copy ({query}) to '{plain}' ({options})").fetchone()[0]
        compress(plain, self._target(path), before.encode(), after.encode())
        return rows


def compress(plain: Path, target: Path, before: bytes = b"", after: bytes = b"") -> None:
    """Copies `plain` to `target` with a prefix and a suffix, gzipped if the target's name ends in .gz."""
    with plain.open("rb") as source, target.open("wb") as raw:
        if target.suffix != ".gz":
            raw.write(before)
            shutil.copyfileobj(source, raw, 1 << 20)
            raw.write(after)
            return
        with igzip.IGzipFile(filename="", mode="wb", compresslevel=COMPRESSION_LEVEL, fileobj=raw, mtime=0) as packed:
            packed.write(before)
            shutil.copyfileobj(source, packed, 1 << 20)
            packed.write(after)


def write_csv(path: Path, columns: list[str], rows: list) -> None:
    """A small CSV from Python values."""
    with path.open("w", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
