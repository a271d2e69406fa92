"""One call of an operation, as its handler sees it.

An area module (`chat`, `embeddings`, `files`, ...) has a handler for each operation, a
function from `Call` to a response that `routes` finds by its decorator. Authentication,
headers and error envelopes are the application's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.datastructures import UploadFile
from starlette.responses import Response

from mistyped._values.rows import ApiOperation
from mistyped.server.state import State

FormValue: TypeAlias = str | UploadFile
Dispatch: TypeAlias = Callable[[str, bytes], Response]
"""Answers a POST of a JSON body to a path, or raises `ApiError`."""


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request to one operation.

    Attributes:
        operation: The operation, with the place of its schemas.
        body: The bytes of the request's body.
        parameters: The values in the path, by name.
        query: The pairs behind the question mark, in their order.
        form: The pairs of a form, in their order; a file's bytes are not in memory.
        state: What this server remembers.
        origin: Where the caller found this server, `http://127.0.0.1:54321`.
        dispatch: Answers another request of the same server, for batches.
    """

    operation: ApiOperation
    body: bytes
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Sequence[tuple[str, str]] = ()
    form: Sequence[tuple[str, FormValue]] = ()
    state: State = field(default_factory=State)
    origin: str = ""
    dispatch: Dispatch | None = None


Handler: TypeAlias = Callable[[Call], Response]
"""Makes the response to a call, or raises `ApiError`."""
