"""What keeps a file from being sent, as far as it can be known without reading it."""

from __future__ import annotations

import io
import os
import stat
from contextlib import suppress
from pathlib import Path

from mistyped._values.guards import is_path, is_tuple
from mistyped.problems import Problem

UNREADABLE = "unreadable-file"
EMPTY = "empty-file"
_BINARY = "open it in binary mode, 'rb', or encode the text"


def file_problem(name: str, file: object) -> Problem | None:
    """Return why a file cannot be sent; None if nothing is known against it.

    Args:
        name: The member of the form that it is given for.
        file: A path, bytes or an open file, or a tuple with one as its second.
    """
    title, content = file[:2] if is_tuple(file) else (None, file)
    if isinstance(title, str) and title != sendable(title):
        return _unsendable(name, title)
    content = getattr(content, "stands_for", content)
    if isinstance(content, bytes):
        return None if content else _empty(name)
    if is_path(content):
        return _path_problem(name, os.fsdecode(content))
    return _open_problem(name, content)


def unreadable(name: str, message: str, hint: str) -> Problem:
    """Return the problem of a file that cannot be read."""
    return Problem(UNREADABLE, (name,), message, hint)


def remaining(file: object) -> int | None:
    """Return how many bytes stand behind the place of an open file, if it tells."""
    tell, seek = getattr(file, "tell", None), getattr(file, "seek", None)
    seekable = getattr(file, "seekable", None)
    if not callable(tell) or not callable(seek):
        return None
    with suppress(Exception):  # it may be of a program's own
        if callable(seekable) and not seekable():
            return None
        place: object = tell()
        seek(0, os.SEEK_END)
        end: object = tell()
        seek(place)
        if isinstance(place, int) and isinstance(end, int):
            return max(end - place, 0)
    return None


def sendable(title: str) -> str:
    """Return the name of a file with a `?` for each byte that is no text."""
    return title.encode("utf-8", "replace").decode()


def _path_problem(name: str, path: str) -> Problem | None:
    try:
        found = Path(path).stat()
    except ValueError:
        return unreadable(name, "the path has a NUL, and no path has", "remove it")
    except OSError as error:
        why = f"{_shown(path)} cannot be read: {error.strerror or error}"
        return unreadable(name, why, "give a path that is there")
    if stat.S_ISDIR(found.st_mode):
        return unreadable(name, f"{_shown(path)} is a directory", "give a file in it")
    if not os.access(path, os.R_OK):
        return unreadable(
            name, f"{_shown(path)} may not be read", "give it read permission"
        )
    # What is no regular file, such as a pipe, has no size.
    if stat.S_ISREG(found.st_mode) and not found.st_size:
        return _empty(name)
    return None


def _open_problem(name: str, file: object) -> Problem | None:
    readable = getattr(file, "readable", None)
    try:
        if getattr(file, "closed", False) is True:
            return unreadable(name, "the file is closed", "send it while it is open")
        is_text = isinstance(file, io.TextIOBase) or isinstance(
            getattr(file, "encoding", None), str
        )
        if is_text:
            return unreadable(
                name, "the file is one of text, and not of bytes", _BINARY
            )
        if callable(readable) and not readable():
            return unreadable(name, "the file is open for writing only", "open it 'rb'")
    except (OSError, ValueError) as error:
        return unreadable(name, f"the file cannot be read: {error}", "give another")
    if remaining(file) != 0:
        return None
    place = _place(file)
    if not place:
        return _empty(name)
    message = f"the file stands at its end, byte {place}, and is sent from there"
    return Problem(EMPTY, (name,), message, "call seek(0) to send it from its start")


def _place(file: object) -> int:
    tell = getattr(file, "tell", None)
    place: object = tell() if callable(tell) else 0
    return place if isinstance(place, int) else 0


def _unsendable(name: str, title: str) -> Problem:
    place = next(n for n, sign in enumerate(title) if sign != sendable(sign))
    message = f"character {place} of its name is half of a surrogate pair"
    return Problem("invalid-unicode", (name,), message, "give another name")


def _empty(name: str) -> Problem:
    return Problem(EMPTY, (name,), "the file has 0 bytes", "give one with content")


def _shown(path: str) -> str:
    return repr(path[-100:])
