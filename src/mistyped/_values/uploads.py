"""Files on their way into a form: what counts as one, and how a path is read.

A path is opened and sent piece by piece, so that a large file is never in memory whole.
"""

from __future__ import annotations

import io
import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeAlias, TypeGuard, cast

FileContent: TypeAlias = IO[bytes] | bytes | os.PathLike[str]
"""What is in a file: an open binary file, bytes, or a path to read."""
FileInput: TypeAlias = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
"""A file: its content, or a tuple of name, content, media type and headers."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Stands for a file in a form while the form is checked."""

    file: object


FILE: Final[dict[str, object]] = {"type": "is-instance", "cls": Upload}
"""The core schema of a file in a form."""


def as_upload(value: object) -> object:
    """Return an `Upload` in place of a file; anything else stays."""
    content = value
    if _is_tuple(value):
        content = value[1] if 2 <= len(value) <= 4 else None
    is_file = isinstance(content, bytes | os.PathLike) or hasattr(content, "read")
    return Upload(value) if is_file else value


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def _is_path(value: object) -> TypeGuard[os.PathLike[str]]:
    return isinstance(value, os.PathLike)


@contextmanager
def opened(
    files: Mapping[str, object],
) -> Generator[dict[str, FileInput], None, None]:
    """Open the paths among the files of a form, for the length of a `with` block.

    Raises:
        OSError: If a file cannot be opened.
    """
    with ExitStack() as stack:
        ready = {name: _opened(file, stack) for name, file in files.items()}
        yield cast("dict[str, FileInput]", ready)


def _opened(file: object, stack: ExitStack) -> object:
    if _is_path(file):
        return (Path(file).name, stack.enter_context(Path(file).open("rb")))
    if _is_tuple(file) and len(file) > 1:
        name, content, *rest = file
        if _is_path(content):
            return (name, stack.enter_context(Path(content).open("rb")), *rest)
    elif hasattr(file, "read") and not isinstance(file, io.IOBase):
        # A temporary file with a name; the SDK knows such a thing in a tuple only.
        return (Path(str(getattr(file, "name", "upload"))).name, file)
    return file
