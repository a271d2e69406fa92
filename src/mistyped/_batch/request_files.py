"""Files of requests: their lines, and where they go if they do not say it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

import orjson

from mistyped._batch.endpoints import guessed_path
from mistyped._batch.reading import Line, Source, lines_of, opened

Progress: TypeAlias = Callable[[int, int], None]
"""Takes the bytes that are done, and all there are; 0 if nobody knows."""
_SAID_EVERY: Final = 2_000


class RequestFile(NamedTuple):
    """An open file of requests.

    Attributes:
        source: The file itself.
        path: Where its requests go, unless they say it themselves.
        is_one: Whether it is one request, and no file of lines.
        lines: Its lines.
    """

    source: Source
    path: str
    is_one: bool
    lines: Iterator[Line]


@contextmanager
def opened_requests(
    name: str, path: str = "", progress: Progress | None = None
) -> Generator[RequestFile, None, None]:
    """Open a file of requests.

    Args:
        name: The file, or `-` for standard input.
        path: Where its requests go, unless they say it; guessed if it is left out.
        progress: Is called now and then with how far its lines are read.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    with opened(name) as source:
        lines = lines_of(source)
        number, text = next(lines)
        whole = chain([(number, text)], lines)
        told = _told(whole, source, progress) if progress else whole
        going = path or guessed_path(_loaded(text))
        yield RequestFile(source, going, number == 0, told)


def path_of(name: str) -> str:
    """Return where the requests of a file go, by the first of them.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    with opened_requests(name) as file:
        return file.path


def _loaded(line: bytes) -> object:
    """Return what is in a line; nothing if it is no JSON."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _told(lines: Iterator[Line], source: Source, progress: Progress) -> Iterator[Line]:
    """Yield lines, and say now and then how far it is."""
    for at, line in enumerate(lines):
        if at % _SAID_EVERY == 0:
            progress(source.position, source.size)
        yield line
    progress(source.size, source.size)
