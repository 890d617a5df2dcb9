"""JSON documents taken apart into records: lists, API pages and single objects become one line per record.

Read as a stream, with the standard library's decoder finding where each value ends: a page of a gigabyte does not have
to fit in memory, and every record keeps its text, digit for digit.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from orchestration.claim import FileRefused

_CHUNK = 1 << 20
_SPACE = " \t\r\n"


class _Text:
    """A window on a text file that moves forward."""

    def __init__(self, path: Path) -> None:
        self._file = path.open(encoding="utf-8", newline="")
        self._decode = json.JSONDecoder(parse_constant=_no_constant).raw_decode
        self._buffer, self._at, self._line = "", 0, 1

    def close(self) -> None:
        self._file.close()

    def peek(self) -> str:
        """The next character that is not white space, '' at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, expected: str) -> str:
        """The next character, which has to be one of `expected`."""
        found = self.peek()
        if not found or found not in expected:
            what = f"found '{found}'" if found else "the file ends too early"
            raise FileRefused(f"line {self.line()}: the JSON is broken: expected {' or '.join(expected)}, {what}")
        self._at += 1
        return found

    def value(self) -> str:
        """The text of the next JSON value, whole."""
        self.peek()
        while True:
            problem = None
            try:
                _, end = self._decode(self._buffer, self._at)
            except (ValueError, RecursionError) as error:
                problem, end = error, len(self._buffer)
            # A number or a literal may go on behind the window's edge, so an end there proves nothing yet.
            if end < len(self._buffer) or not self._more():
                break
        if problem:
            raise FileRefused(f"line {self.line()}: the JSON is broken: {problem}") from problem
        text = self._buffer[self._at : end]
        self._at = end
        return text

    def line(self) -> int:
        return self._line + self._buffer.count("\n", 0, self._at)

    def _more(self) -> bool:
        self._line += self._buffer.count("\n", 0, self._at)
        left = self._buffer[self._at :]
        read = self._file.read(max(_CHUNK, len(left)))
        self._buffer, self._at = left + read, 0
        return bool(read)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


# What pages say of themselves: whether another one follows.
_SAID = {
    "has_more": {"true": "more_follows", "false": "list_ends"},
    "done": {"false": "more_follows", "true": "list_ends"},
    "end_of_stream": {"false": "more_follows", "true": "list_ends"},
}


def document_records(path: Path, wrappers: set[str], keys: set[str], said: list[tuple[str, str]]) -> Iterator[str]:
    """Text of every record in a file of JSON documents, one after the other.

    `said` is left with what the last page says of itself: more_follows or list_ends, and by which member.

    A document is a list of records, a page that holds such a list under one of `wrappers`, or a record itself. An
    object that names one of `keys` before its list is a record that happens to have a field of that name.
    Raises FileRefused, with the line, where the JSON breaks off.
    """
    text = _Text(path)
    try:
        while opening := text.peek():
            if opening == "[":
                yield from _elements(text)
            elif opening == "{":
                yield from _page_or_record(text, wrappers, keys, said)
            else:
                yield text.value()
    finally:
        text.close()


def _elements(text: _Text) -> Iterator[str]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if text.take(",]") == "]":
            return


def _page_or_record(text: _Text, wrappers: set[str], keys: set[str], said: list[tuple[str, str]]) -> Iterator[str]:
    members, is_page, is_record, claims = [], False, False, []
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        yield "{}"
        return
    while True:
        if text.peek() != '"':
            text.take('"')
        written = text.value()
        name = json.loads(written)
        text.take(":")
        is_record = is_record or name in keys
        if name in wrappers and not is_record and text.peek() == "[":
            is_page = True
            yield from _elements(text)
        else:
            value = text.value()
            members.append(f"{written}:{value}")
            if claim := _SAID.get(name, {}).get(value):
                claims.append((claim, name))
        if text.take(",}") == "}":
            break
    if is_page:
        said[:] = claims
    else:
        yield "{" + ",".join(members) + "}"


def write_lines(records: Iterator[str], target: Path) -> int:
    """Writes one record per line and returns their number. Line ends between tokens become blanks."""
    written = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        for record in records:
            out.write(record.replace("\r", " ").replace("\n", " ") + "\n")
            written += 1
    return written
