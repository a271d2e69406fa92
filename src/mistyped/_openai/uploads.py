"""Files on their way out: sent whole, from where they stand, in every attempt.

The HTTP library sends a file from its start, says a length that it has looked up
before, and leaves the rest to luck. What is handed to it here stands for the file: it
begins where the file stood, has the length that it had then, and stops at a file that
has become another one meanwhile.
"""

from __future__ import annotations

import io
import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeGuard, cast

from typing_extensions import override

from mistyped._values.file_problems import remaining, sendable, unreadable
from mistyped._values.guards import is_path, is_tuple
from mistyped._values.uploads import FileInput
from mistyped.problems import Problem, Report

_AGAIN = "send it when it is written whole"


@contextmanager
def opened(
    files: Mapping[str, object],
) -> Generator[dict[str, FileInput], None, None]:
    """Open the paths among the files of a form, for the length of a `with` block.

    What cannot be opened is left to the check, which says so with all else.

    Raises:
        InvalidRequestError: If a file became another one while it was sent.
    """
    steady: list[SteadyFile | _Unopened] = []
    with ExitStack() as stack:
        ready = {n: _opened(n, file, stack, steady) for n, file in files.items()}
        try:
            yield cast("dict[str, FileInput]", ready)
        except Exception:
            problems = tuple(each.problem for each in steady if each.problem)
            if not problems:
                raise
            from mistyped.errors import InvalidRequestError

            text = f"the upload was broken off: {'; '.join(map(str, problems))}"
            report = Report("the upload", problems)
            raise InvalidRequestError(report, message=text) from None


class _Source(Protocol):
    """An open file, maybe of a program's own."""

    def read(self, size: int, /) -> object: ...
    def seek(self, place: int, /) -> object: ...
    def tell(self) -> int: ...


class _Unopened(io.RawIOBase):
    """Stands for a path that could not be opened."""

    def __init__(self, name: str, path: Path, error: Exception) -> None:
        super().__init__()
        self.problem: Problem | None = None
        self.stands_for = path
        self._name = name
        self._message = f"it cannot be opened: {error}"

    @override
    def read(self, size: int = -1, /) -> bytes:
        self.problem = unreadable(self._name, self._message, "give another")
        raise OSError(self._message)


class SteadyFile(io.RawIOBase):
    """Stands for an open file, from where it stood to where it ended then.

    Attributes:
        problem: What came in between, if reading failed.
        stands_for: The file.
    """

    def __init__(self, name: str, file: _Source) -> None:
        super().__init__()
        self.problem: Problem | None = None
        self.stands_for = file
        self._name = name
        self._file = file
        self._length = remaining(file)
        self._start = 0 if self._length is None else file.tell()
        self._place = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return self._length is not None

    @override
    def tell(self) -> int:
        if self._length is None:
            raise io.UnsupportedOperation("the file has no places")
        return self._place

    @override
    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if self._length is None:
            raise io.UnsupportedOperation("the file has no places")
        base = {os.SEEK_CUR: self._place, os.SEEK_END: self._length}.get(whence, 0)
        self._place = base + offset
        if whence == os.SEEK_SET:  # else the end was looked up, and nothing is read
            self.problem = None
            with self._noted():
                self._file.seek(self._start + self._place)
        return self._place

    @override
    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes.

        Raises:
            OSError: If the file is not what it was; `problem` says why.
        """
        with self._noted():
            data = self._file.read(size)
        if not isinstance(data, bytes):
            kind = type(data).__name__
            raise self._failed(f"its read() gives {kind}", "give bytes")
        self._place += len(data)
        length = self._length
        if length is None:
            return data
        if self._place > length:
            raise self._failed(f"it grew beyond {length} bytes while it was sent")
        if not data and size and self._place < length:
            raise self._failed(f"it shrank to {self._place} of {length} bytes")
        return data

    @contextmanager
    def _noted(self) -> Generator[None, None, None]:
        try:
            yield
        except Exception as error:
            raise self._failed(f"it cannot be read: {error}", "give another") from error

    def _failed(self, message: str, hint: str = _AGAIN) -> OSError:
        self.problem = unreadable(self._name, message, hint)
        return OSError(message)


def _is_binary(value: object) -> TypeGuard[_Source]:
    return hasattr(value, "read") and not isinstance(value, io.TextIOBase)


def _title(file: object) -> str:
    """Return the name of an open file; one without a path has none, or a number."""
    name: object = getattr(file, "name", None)
    if isinstance(name, str | bytes) and name:
        return sendable(Path(os.fsdecode(name)).name)
    return "upload"


def _opened(
    name: str, file: object, stack: ExitStack, steady: list[SteadyFile | _Unopened]
) -> object:
    whole: tuple[object, ...] = file if is_tuple(file) else (None, file)
    title, content, *rest = whole
    if is_path(content):
        path = Path(os.fsdecode(content))
        title = title if is_tuple(file) else sendable(path.name)
        try:
            content = stack.enter_context(path.open("rb"))
        except (OSError, ValueError) as error:
            stood = _Unopened(name, path, error)
            steady.append(stood)
            return (title, stood, *rest)
    if not _is_binary(content):
        return file
    if not is_tuple(file) and title is None:
        title = _title(content)
    with suppress(Exception):  # a closed file, of which the check tells
        standing = SteadyFile(name, content)
        steady.append(standing)
        return (title, standing, *rest)
    return file
