"""The folder of month closes: append-only, read back only when every byte is what was signed.

closes/
    <yyyy-mm>-<n>/               the n-th close of a month: manifest.json and parquet/<table>.parquet, read-only
    .staging-<yyyy-mm>-<n>/      being written
Each manifest carries the digests of its files, its own, and that of the close before it: the chain tells when one is
edited or taken away.
"""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

FOLDER = re.compile(r"\d{4}-\d{2}-\d+")
MANIFEST = "manifest.json"
MONEY = "decimal(18,6)"
# What a close keeps, by table; in the build file each is raw._closed_<table>, with the close's id before the columns.
TABLES = {
    "accounts": {
        "account_id": "varchar",
        "segment": "varchar",
        "segment_at_close": "varchar",
        "opening_mrr": MONEY,
        "closing_mrr": MONEY,
        "adjustment_mrr": MONEY,
        "frozen_opening_mrr": MONEY,
        "frozen_closing_mrr": MONEY,
    },
    "movements": {"account_id": "varchar", "month_end": "date", "movement": "varchar", "amount": MONEY},
    "retention": {
        "segment": "varchar",
        "window_months": "integer",
        "definition_id": "varchar",
        "definition_version": "integer",
        "numerator": MONEY,
        "denominator": MONEY,
        "rate": "decimal(28,6)",
    },
    "subscriptions": {
        "account_id": "varchar",
        "subscription_id": "varchar",
        "currency": "varchar",
        "quantity": MONEY,
        "local_mrr": MONEY,
        "mrr": MONEY,
    },
    "adjustments": {"adjustment_id": "varchar", "account_id": "varchar", "month_end": "date", "amount": MONEY},
    "rates": {"currency": "varchar", "rate": "decimal(28,12)"},
    "policies": {"policy": "varchar", "position": "varchar", "days": "integer", "version": "integer"},
    "loads": {"sha256": "varchar", "path": "varchar"},
}
FACTS = {
    "close_id": "varchar",
    "sequence": "integer",
    "month_end": "date",
    "close_number": "integer",
    "closed_at": "timestamptz",
    "closed_by": "varchar",
    "reason": "varchar",
    "as_of": "timestamptz",
    "publication_id": "varchar",
    "published_at": "timestamptz",
    "git_commit": "varchar",
    "tests_passed": "integer",
}


class CloseDamaged(RuntimeError):
    """A close is not what was signed; the message names it and what is wrong."""


@dataclass(frozen=True)
class Close:
    """A close that was checked: its folder, the facts of its manifest, and the manifest's digest."""

    folder: Path
    facts: dict
    digest: str

    @property
    def month(self) -> str:
        """The month as yyyy-mm."""
        return self.facts["month_end"][:7]


def closes_dir(warehouse_dir: Path) -> Path:
    """Where the closes of a warehouse live."""
    return warehouse_dir / "closes"


def read(warehouse_dir: Path) -> list[Close]:
    """All closes in the order in which they were made, every file checked; raises CloseDamaged."""
    folder = closes_dir(warehouse_dir)
    found = [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    closes = sorted((_checked(path) for path in sorted(found)), key=lambda close: close.facts["sequence"])
    for place, close in enumerate(closes, start=1):
        before = closes[place - 2].digest if place > 1 else None
        if close.facts["sequence"] != place or close.facts["previous_sha256"] != before:
            raise CloseDamaged(
                f"{close.folder} does not follow the close before it: one was edited or taken away; restore {folder}"
            )
    return closes


def _checked(folder: Path) -> Close:
    def refuse(why: str) -> CloseDamaged:
        return CloseDamaged(f"the close {folder} {why}; restore it from a backup, closes are never edited")

    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise refuse(f"cannot be read ({error})") from error
    digest = manifest.pop("sha256", None) if isinstance(manifest, dict) else None
    if not FOLDER.fullmatch(folder.name) or digest != digest_of(manifest) or manifest["close_id"] != folder.name:
        raise refuse("has another manifest than was signed")
    told = manifest["files"]
    lying = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if differing := sorted(lying ^ set(told)):
        raise refuse(f"has files too many or too few: {', '.join(differing)}")
    for name, sha256 in told.items():
        if file_digest(folder / name) != sha256:
            raise refuse(f"holds another {name} than was signed")
    return Close(folder, {name: manifest[name] for name in (*FACTS, "previous_sha256")}, digest)


def digest_of(manifest: dict) -> str:
    """The SHA-256 of a manifest that does not hold its own digest yet."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(warehouse_dir: Path) -> None:
    """Delete what killed closes left. Only the writer may call it."""
    for path in closes_dir(warehouse_dir).glob(".staging-*"):
        shutil.rmtree(path)


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of closes in schema raw, empty, where they are not there yet."""
    _create(con, "create table if not exists")


def load(con: duckdb.DuckDBPyConnection, warehouse_dir: Path) -> int:
    """Bring all closes into schema raw in one transaction, in place of what was there; returns how many.

    Raises CloseDamaged before anything is changed.
    """
    closes = read(warehouse_dir)
    con.execute("begin")
    _create(con, "create or replace table")
    if closes:
        rows = [[close.facts[name] for name in FACTS] for close in closes]
        con.executemany(f"insert into raw._closes values ({', '.join('?' * len(FACTS))})", rows)
    for table, columns in TABLES.items() if closes else ():
        names = ", ".join(("close_id", *columns))
        paths = [str(close.folder / "parquet" / f"{table}.parquet") for close in closes]
        con.execute(f"insert into raw._closed_{table} ({names}) select {names} from read_parquet(?)", [paths])
    con.execute("commit")
    return len(closes)


def _create(con: duckdb.DuckDBPyConnection, create: str) -> None:
    tables = {"_closes": FACTS, **{f"_closed_{table}": {"close_id": "varchar", **TABLES[table]} for table in TABLES}}
    con.execute("create schema if not exists raw")
    for table, columns in tables.items():
        con.execute(f"{create} raw.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
