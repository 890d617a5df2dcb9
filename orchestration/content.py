"""The bytes of one file: decompressed with their checksum, proven to be UTF-8 text, counted in lines.

All of it happens while the file is copied, so that nothing has to be read twice. DuckDB is given plain UTF-8 text: its
own gzip reader does not look at the checksum, and its text readers take NUL bytes and other encodings for data.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from isal import isal_zlib

from orchestration.claim import CHUNK_BYTES, FileRefused

HEAD_BYTES = 1 << 16
GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
# Compressed bytes are fed in small pieces, so that a piece of a highly compressed file still fits in memory.
_GUNZIP_BYTES = 1 << 16
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Content:
    """Takes the chunks of a file in turn; knows in the end what DuckDB may read, and how many lines it has.

    `plain` is written only when the text is not the file's own bytes (compressed, UTF-16, with a byte-order mark).
    After `finish` it holds: kind ('text' or 'parquet'), rewritten, lines, head (the first 64 kB), escaped_nul.
    """

    def __init__(self, plain: Path) -> None:
        self.kind = "text"
        self.rewritten = False
        self.lines = 0
        self.head = b""
        self.escaped_nul = False
        self.plain = plain
        self._out = None
        self._member = None
        self._compression = b""
        self._transcoder = None
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._pending = b""
        self._tail = b""
        self._begun = False

    def feed(self, raw: bytes) -> None:
        """One chunk of the file as it lies on disk. Raises FileRefused on damage and on what is not text."""
        if not self._compression and not self._begun and not self._pending:
            if raw.startswith(PARQUET):
                self.kind = "parquet"
            self._compression = next((magic for magic in (GZIP, ZSTD) if raw.startswith(magic)), b"-")
        if self.kind == "parquet" or self._compression == ZSTD:
            return
        if self._compression == GZIP:
            for data in self._gunzip(raw):
                self._text(data)
        else:
            self._text(raw)

    def finish(self, copy: Path) -> None:
        """Closes the books after the last chunk; `copy` is where the file's bytes lie now."""
        try:
            if self._compression == ZSTD:
                self._unzstd(copy)
            if self._compression == GZIP and not self._member.eof:
                raise FileRefused("the gzip stream ends too early: the file is cut off")
            if self.kind == "parquet":
                return
            if self._pending:
                self._first(self._pending)
            if self._transcoder:
                self._checked(self._decode(self._transcoder, b"", final=True).encode())
            self._decode(self._utf8, b"", final=True)
            if self._tail and not self._tail.endswith(b"\n"):
                self.lines += 1
            if not self.head.strip():
                raise FileRefused("the file is empty")
        finally:
            self.close()

    def close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None

    def _gunzip(self, raw: bytes) -> Iterator[bytes]:
        for start in range(0, len(raw), _GUNZIP_BYTES):
            data = raw[start : start + _GUNZIP_BYTES]
            while data:
                if self._member is None or self._member.eof:
                    # Some writers pad with zero bytes after the last member; anything else has to be one more.
                    data = data.lstrip(b"\0") if self._member else data
                    if not data:
                        break
                    self._member = isal_zlib.decompressobj(wbits=31)
                try:
                    yield self._member.decompress(data)
                except isal_zlib.error as error:
                    raise FileRefused(f"the gzip stream is damaged: {error}") from error
                data = self._member.unused_data

    def _unzstd(self, copy: Path) -> None:
        import pyarrow  # only the rare .zst file pays for the import

        try:
            with pyarrow.CompressedInputStream(str(copy), "zstd") as stream:
                while data := stream.read(CHUNK_BYTES):
                    self._text(data)
        except OSError as error:
            raise FileRefused(f"the zstd stream is damaged: {error}") from error

    def _text(self, data: bytes) -> None:
        if self._begun:
            self._transcoded(data)
            return
        # The first bytes decide on the encoding, and a decompressor may hand out fewer than four at a time.
        self._pending += data
        if len(self._pending) >= 4:
            self._first(self._pending)

    def _first(self, data: bytes) -> None:
        self._begun, self._pending = True, b""
        if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            raise FileRefused("the text is UTF-32; export it as UTF-8")
        encoding = next((name for bom, name in _UTF16.items() if data.startswith(bom)), None)
        if encoding:
            self._transcoder = codecs.getincrementaldecoder(encoding)()
            data = data[2:]
        marked = data.startswith(codecs.BOM_UTF8)
        if marked:
            data = data[3:]
        self.rewritten = marked or encoding is not None or self._compression in (GZIP, ZSTD)
        if self.rewritten:
            self._out = self.plain.open("wb")
        self._transcoded(data)

    def _transcoded(self, data: bytes) -> None:
        self._checked(self._decode(self._transcoder, data).encode() if self._transcoder else data)

    def _checked(self, data: bytes) -> None:
        if not data:
            return
        if (at := data.find(b"\0")) >= 0:
            line = self.lines + data.count(b"\n", 0, at) + 1
            raise FileRefused(f"line {line} holds a NUL byte: not text, or UTF-16 without its byte-order mark")
        # isascii() is many times faster than decoding; it may be trusted only when no character is half read.
        if not (data.isascii() and not self._utf8.getstate()[0]):
            self._decode(self._utf8, data)
        if b"\\u0000" in data or b"\\u0000" in self._tail + data[:5]:
            self.escaped_nul = True
        self.lines += data.count(b"\n")
        self._tail = (self._tail + data[-5:])[-5:]
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        if self._out:
            self._out.write(data)

    def _decode(self, decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> str:
        try:
            return decoder.decode(data, final)
        except UnicodeDecodeError as error:
            line = self.lines + error.object.count(b"\n", 0, error.start) + 1
            wrong = error.object[error.start]
            raise FileRefused(
                f"line {line}: byte 0x{wrong:02X} is not {error.encoding.upper()}; "
                "the text looks like Latin-1 or Windows-1252: export it as UTF-8"
            ) from error
