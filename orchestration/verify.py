"""What is measured of a table before and after it is copied: its fingerprint, and personal data in its text."""

from dataclasses import dataclass

import duckdb

# An address, and a telephone number written with a country code, or in groups as in North America. Digits alone are
# not taken for a number to call: every identifier and amount would be.
EMAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
PHONE = (
    r"(^|[^0-9A-Za-z_.+-])"
    r"(\+[0-9]{8,15}|\+[0-9]{1,3}([ .()-]{1,2}[0-9]{2,8}){2,5}"
    r"|\([0-9]{3}\) ?[0-9]{3}[-. ][0-9]{4}|[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})"
    r"\.?($|[^0-9A-Za-z_.-])"
)
PATTERNS = {"e-mail address": EMAIL, "telephone number": PHONE}
# Types whose text form can hold neither.
PLAIN_TYPES = ("BOOLEAN", "DATE", "TIME", "INTERVAL", "DOUBLE", "FLOAT", "REAL", "DECIMAL", "UUID")


@dataclass(frozen=True)
class Fingerprint:
    """Row count and checksum of a table. The checksum, a sum over row hashes as text, ignores the order of the rows."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class PersonalData:
    """Rows of one column that look like personal data."""

    table: str
    column: str
    kind: str
    rows: int


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def fingerprint(con: duckdb.DuckDBPyConnection, relation: str) -> Fingerprint:
    """Count and checksum of a relation given as SQL (a quoted table name or a table function)."""
    # A sum and not an exclusive or, in which equal pairs of rows would cancel out.
    query = f"select count(*), coalesce(sum(hash(rows_of)::hugeint), 0)::varchar from {relation} as rows_of"
    rows, checksum = con.execute(query).fetchone()
    return Fingerprint(rows, checksum)


def columns_of(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Column names of a relation with their types, in order."""
    return {name: kind for name, kind, *_ in con.execute(f"describe select * from {relation}").fetchall()}


def find_personal_data(con: duckdb.DuckDBPyConnection, relation: str, table: str) -> list[PersonalData]:
    """Columns of the relation in which some text looks like an e-mail address or a telephone number."""
    texts = [
        column
        for column, kind in columns_of(con, relation).items()
        if not kind.endswith("INT")
        and not kind.startswith((*PLAIN_TYPES, "INT", "TIMESTAMP", "BIGINT", "BLOB"))
        or kind.endswith("[]")
    ]
    if not texts:
        return []
    probes = [(column, kind) for column in texts for kind in PATTERNS]
    counts = ", ".join(
        f"count(*) filter (where regexp_matches({quoted(column)}::varchar, {literal(PATTERNS[kind])}))"
        for column, kind in probes
    )
    found = con.execute(f"select {counts} from {relation}").fetchone()
    return [PersonalData(table, column, kind, rows) for (column, kind), rows in zip(probes, found, strict=True) if rows]
