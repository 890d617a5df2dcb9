"""Records of a text file, one by one and exactly as they were: slow, and independent of DuckDB's parsers.

Used where DuckDB refuses a file, where its count has to be judged, and to fetch the text of rejected rows. A record
that is no record comes with the reason, so that one bad line costs one row and not the file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

_LINE_END = re.compile(rb"\r\n|\n|\r")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True)
class Record:
    """Raw text of a record, without its line end, and what is wrong with it, if anything."""

    text: bytes
    reason: str | None


def csv_records(path: Path, delimiter: str, width: int | None) -> Iterator[Record]:
    """Records of a CSV file, the header first; a quoted field may hold line ends.

    `width` is the number of fields that each has to have (None takes any). Blank lines are no records, unless a record
    has only one field. A quote that never closes costs its own line: reading goes on with the line below.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        comma = re.escape(delimiter.encode())
        field = re.compile(rb'(?:"(?:[^"]++|"")*+" *|(?!")[^' + comma + rb"\r\n]*+)(" + comma + rb"|\r\n|\n|\r|\Z)")
        at, size = 3 if data[:3] == b"\xef\xbb\xbf" else 0, len(data)
        while at < size:
            ending = _LINE_END.search(data, at)
            line, after = (ending.start(), ending.end()) if ending else (size, size)
            text = data[at:line]
            if not text.strip() and width != 1:
                at = after
                continue
            if b'"' not in text:
                fields, end, closed = text.count(delimiter.encode()) + 1, line, True
            else:
                fields, end, after_quoted, closed = _quoted(field, data, at, size)
                if closed and (width is None or fields == width):
                    text, after = data[at:end], after_quoted
            yield Record(text, _csv_reason(fields, width, closed))
            at = after


def _quoted(field: re.Pattern, data: mmap, at: int, size: int) -> tuple[int, int, int, bool]:
    fields = 0
    while True:
        match = field.match(data, at)
        if match is None:
            return fields, at, at, False
        fields += 1
        at = match.end()
        if match[1] not in (b"\r\n", b"\n", b"\r", b""):
            continue
        return fields, match.start(1), at, True


def _csv_reason(fields: int, width: int | None, closed: bool) -> str | None:
    if not closed:
        return "a quote is opened and not closed, or text follows a closing quote"
    if width is not None and fields != width:
        return f"has {fields} field{'s' if fields != 1 else ''}, the header has {width}"
    return None


def json_lines(path: Path, judge: bool = True) -> Iterator[Record]:
    """Records of a file with one JSON object per line, judged if asked; blank lines are no records."""
    with path.open("rb") as file:
        for line in file:
            if text := line.strip():
                yield Record(text, json_reason(text.decode()) if judge else None)


def lines_with_text(path: Path) -> int:
    """Number of lines that are not blank."""
    with path.open("rb") as file:
        return sum(1 for line in file if not line.isspace())


def json_reason(text: str) -> str | None:
    """What keeps a text from being a record: malformed JSON, not an object, a repeated key, a NUL character."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return f"is not valid JSON: {error}"
    if not isinstance(value, dict):
        return "is not a JSON object"
    # Python takes half of a surrogate pair for a character; DuckDB refuses the whole file for it.
    if _SURROGATE.search(text) and _has_lone_surrogate(value):
        return "holds half of a surrogate pair, which is no character"
    return "holds a NUL character" if _ESCAPED_NUL.search(text) else None


def _has_lone_surrogate(value: dict) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _unique(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


@dataclass(frozen=True)
class Repaired:
    """A file rewritten so that DuckDB reads as many records as it holds: bad ones are blank, and listed."""

    path: Path
    records: int
    bad: dict[int, str]
    longest: int


def repair(source: Path, target: Path, delimiter: str | None, width: int | None) -> Repaired:
    """Rewrites a CSV file (with a delimiter) or a JSON lines file (without); record numbers start with 1."""
    bad, longest, number = {}, 0, 0
    with target.open("wb") as out:
        if delimiter:
            records = csv_records(source, delimiter, width)
            header, blank = next(records).text, delimiter.encode() * (width - 1)
            out.write(header + b"\n")
        else:
            records, blank = json_lines(source), b"{}"
        for number, record in enumerate(records, start=1):
            longest = max(longest, len(record.text))
            if record.reason:
                bad[number] = record.reason
            out.write((blank if record.reason else record.text) + b"\n")
    return Repaired(target, number, bad, longest)
