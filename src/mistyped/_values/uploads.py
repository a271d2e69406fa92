"""Files on their way into a form: what counts as one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final, TypeAlias

from mistyped._values.guards import is_tuple

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
    if is_tuple(value):
        content = value[1] if 2 <= len(value) <= 4 else None
    is_file = isinstance(content, bytes | os.PathLike) or hasattr(content, "read")
    return Upload(value) if is_file else value
