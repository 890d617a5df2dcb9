"""SQL that turns text into the contract's kinds: a pattern gate first, because the engine's casts are too willing.

`try_cast` alone reads '12.6' as 13, '0x10' as 16 and drops what it does not like. A value that fails its gate gives
null, and the row is rejected because its text was not null. The commonest spelling is tried first with LIKE, which
costs a fraction of a regular expression.
"""

SQL_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "decimal": "decimal(38, 12)",
    "boolean": "boolean",
    "date": "date",
    "moment": "timestamptz",
    "json": "varchar",
}
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"}
TIMESTAMPS = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"}

_MOMENT = r"([12]\d{3}|9999)-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-](0\d|1[0-5])(:?[0-5]\d)?))?)?"
_MIDNIGHT = r"([12]\d{3}|9999)-\d\d-\d\d([T ]00:00(:00(\.0+)?)?( ?(Z|UTC|[+-]00(:?00)?))?)?"
_GATES = {
    "integer": """case
        when regexp_full_match({0}, '[+-]?\\d+') then try_cast({0} as bigint)
        when regexp_full_match({0}, '[+-]?\\d+\\.0+') then try_cast(split_part({0}, '.', 1) as bigint)
    end""",
    "decimal": """case
        when regexp_full_match({0}, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{{1,2}})?')
            then try_cast({0} as decimal(38, 12))
    end""",
    "boolean": """case
        when lower({0}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({0}) in ('false', 'f', 'no', 'n', '0') then false
    end""",
    "date": "case when regexp_full_match({0}, '"
    + _MIDNIGHT.replace("{", "{{").replace("}", "}}")
    + "') then try_cast(left({0}, 10) as date) end",
    "moment": """case
        when {0} like '____-__-__T__:__:__%Z' and {0} between '1' and '3' then try_cast({0} as timestamptz)
        when regexp_full_match({0}, '"""
    + _MOMENT.replace("{", "{{").replace("}", "}}")
    + """') then try_cast({0} as timestamptz)
        when regexp_full_match({0}, '\\d{{9,10}}(\\.\\d+)?')
            then make_timestamptz(cast(round(try_cast({0} as double) * 1000000) as bigint))
        when regexp_full_match({0}, '\\d{{12,13}}') then make_timestamptz(try_cast({0} as bigint) * 1000)
    end""",
}


def from_text(kind: str, text: str) -> str:
    """SQL value of `kind` from a varchar expression; null when the text is null or does not fit."""
    return _GATES[kind].format(text) if kind in _GATES else text


def from_typed(kind: str, value: str, sql_type: str) -> str:
    """The same from a column that is typed already (Parquet), without the way over text where nothing can be lost."""
    if sql_type == "VARCHAR":
        return from_text(kind, value)
    same = SQL_TYPES[kind].upper().replace(" ", "")
    if kind == "moment" and (sql_type in TIMESTAMPS or sql_type == "DATE"):
        return f"try_cast({value} as timestamptz)"
    if sql_type == same or (kind == "integer" and sql_type in INTEGERS):
        return f"try_cast({value} as {SQL_TYPES[kind]})"
    if kind == "decimal" and (sql_type in INTEGERS or sql_type.startswith("DECIMAL")):
        return f"try_cast({value} as decimal(38, 12))"
    return from_text(kind, as_text(value, sql_type))


def as_text(value: str, sql_type: str) -> str:
    """Text of a typed column: JSON for nested types, the engine's spelling for the others."""
    if sql_type == "VARCHAR":
        return value
    if "[" in sql_type or sql_type.startswith(("STRUCT", "MAP", "UNION", "VARIANT")):
        return f"cast(to_json({value}) as varchar)"
    return f"cast({value} as varchar)"


def is_bad(raw: str, value: str, kind: str, required: bool) -> str | None:
    """SQL condition under which a row does not fit because of this column; None when it always fits."""
    conditions = [] if kind in ("text", "json") else [f"({raw} is not null and {value} is null)"]
    if required:
        conditions.append(f"{raw} is null")
    return " or ".join(conditions) or None


def reason(column: str, raw: str, value: str, kind: str, required: bool) -> str | None:
    """SQL text that says what is wrong, null when nothing is; values are shown up to 200 characters."""
    branches = []
    if required:
        branches.append(f"when {raw} is null then '{column}: a required value is missing'")
    if kind not in ("text", "json"):
        article = "an" if kind == "integer" else "a"
        branches.append(
            f"when {raw} is not null and {value} is null "
            f"then '{column}: ''' || left(cast({raw} as varchar), 200) || ''' is not {article} {kind}'"
        )
    return f"case {' '.join(branches)} end" if branches else None
