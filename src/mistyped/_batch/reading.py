"""Files of lines: opened whatever packs them, and split where a line ends.

A text may hold U+2028 and its like as they are, so nothing but a line feed ends a line.
A file that is one document on many lines is told apart from a file of lines.
"""

from __future__ import annotations

import gzip
import io
import zlib
from codecs import BOM_UTF8
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import orjson

STDIN: Final = "-"
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_BUFFER: Final = 1 << 18
_PACKED: Final = 1 << 10
"""How many bytes are unpacked at a time; of a KiB zstd makes 32 MB at most."""
_LOOKED_AT: Final = 20
"""How many lines are looked at to see what a file is whose first line is no JSON."""


class UnreadableError(Exception):
    """A file that cannot be read, or that is one document and no JSON."""


class Source(NamedTuple):
    """An open file.

    Attributes:
        lines: Its lines, unpacked.
        raw: The file itself.
        size: How many bytes the file has, packed as they are; 0 if nobody knows.
        is_packed: Whether they are packed.
    """

    lines: Iterable[bytes]
    raw: io.BufferedReader[io.FileIO]
    size: int
    is_packed: bool

    @property
    def position(self) -> int:
        """How many bytes of the file have been read; 0 if nobody knows."""
        return self.raw.tell() if self.size else 0


_Raw: TypeAlias = "io.BufferedReader[io.FileIO] | io.BufferedReader[io.BytesIO]"
Line: TypeAlias = tuple[int, bytes]
"""A line's number, from 1 on, and its bytes; the number of a whole file is 0."""


@contextmanager
def opened(name: str) -> Generator[Source, None, None]:
    """Open a file, packed by gzip or zstd or not, or standard input.

    Raises:
        UnreadableError: If it is not there, or is not packed as it begins.
    """
    with _told(name):
        file = io.FileIO(0, closefd=False) if name == STDIN else io.FileIO(name)
        size = 0 if name == STDIN else Path(name).stat().st_size
    with io.BufferedReader(file, _BUFFER) as raw:
        with _told(name):
            lines = _unpacked(raw)
        yield Source(_read(name, lines), raw, size, is_packed=lines is not raw)


@contextmanager
def _told(name: str) -> Generator[None, None, None]:
    """Say of which file it is that it cannot be read."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"cannot read {name}: {error}") from error


def _read(name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; an error of who uses them is none of the file's."""
    with _told(name):
        yield from lines


def lines_of(source: Source) -> Iterator[Line]:
    """Yield the lines of a file that hold something, or the one document that it is.

    Raises:
        UnreadableError: If there is nothing in it, or one document that is no JSON.
    """
    numbered = _numbered(source.lines)
    head = list(islice(numbered, _LOOKED_AT))
    if not head:
        raise UnreadableError("this is no JSON: there is nothing in it")
    if len(head) == 1 and _is_whole(head[0][1]):
        return iter([(0, head[0][1])])
    if _is_whole(head[0][1]) or any(_is_object(text) for _, text in head[1:]):
        return chain(head, numbered)
    whole = b"".join(_with_gaps(chain(head, numbered)))
    try:
        orjson.loads(whole)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"this is no JSON: {explained(error)}") from None
    return iter([(0, whole)])


class Range:
    """The lines of a file that begin at these of its bytes and hold something.

    Attributes:
        count: How many have been read, those with nothing in them included.
    """

    def __init__(self, name: str, start: int, end: int) -> None:
        self.count = 0
        self._name = name
        self._start = start
        self._end = end

    def __iter__(self) -> Iterator[Line]:
        """Read them, each numbered from the begin of the range."""
        return _numbered(self._lines(), has_mark=not self._start)

    def _lines(self) -> Iterator[bytes]:
        at = self._start
        with Path(self._name).open("rb", _BUFFER) as file:
            if at:  # a line that began before is of the range before
                file.seek(at - 1)
                at += len(file.readline()) - 1
            for line in file:
                if at >= self._end:
                    return
                at += len(line)
                self.count += 1
                yield line


def lines_packed(content: bytes) -> Iterator[Line]:
    """Yield the lines that hold something, of what is in a file that may be packed."""
    return _numbered(_unpacked(io.BufferedReader(io.BytesIO(content))))


def explained(error: orjson.JSONDecodeError) -> str:
    """Say what is wrong with JSON, and where."""
    if is_too_deep(error):
        return "it is nested more than a thousand levels deep"
    return f"{error.msg} at line {error.lineno:,}, column {error.colno:,}"


def is_too_deep(error: orjson.JSONDecodeError) -> bool:
    """Whether it may be JSON, but nested too deep to be read."""
    return "depth" in error.msg or "recursion" in error.msg.lower()


def _unpacked(raw: _Raw) -> Iterable[bytes]:
    """Return the lines of a file: the file itself, if nothing packs it."""
    start = raw.peek(4)
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=raw)
    return _without_zstd(raw) if start.startswith(_ZSTD) else raw


def _without_zstd(raw: _Raw) -> Iterator[bytes]:
    """Yield the lines of what zstd has packed."""
    try:
        import zstandard
    except ModuleNotFoundError as error:
        text = "reading zstd needs zstandard: pip install 'mistyped[batch]'"
        raise ModuleNotFoundError(text, name="zstandard") from error
    rest = b""
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while packed := raw.read(_PACKED):
            while packed:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                *whole, rest = (rest + frame.decompress(packed)).split(b"\n")
                yield from (each + b"\n" for each in whole)
                packed = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise OSError(error) from error
    if not frame.eof:
        raise EOFError("it ends before its last frame does")
    yield rest


def _numbered(lines: Iterable[bytes], *, has_mark: bool = True) -> Iterator[Line]:
    """Yield the lines that hold something; a byte order mark before the first goes."""
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(BOM_UTF8) if has_mark and number == 1 else line
        if text and not text.isspace():
            yield number, text


def _with_gaps(lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the texts of lines, and the ends of the empty lines before each."""
    last = 0
    for number, text in lines:
        yield b"\n" * (number - last - 1)
        yield text
        last = number


def _is_whole(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _is_object(text: bytes) -> bool:
    """Whether a line is an object of its own, and not one inside a document."""
    return text.startswith(b"{") and _is_whole(text)
