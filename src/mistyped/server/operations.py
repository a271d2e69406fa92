"""What an operation of the server is: a method, a path and a function.

An area module (`chat`, `embeddings`, `files`, ...) offers functions from `Call` to a
response; `routes` lists them. Authentication, headers and error envelopes are the
application's, so an area module holds nothing but its own behaviour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.datastructures import UploadFile
from starlette.responses import Response

from mistyped.server.state import State

FormValue: TypeAlias = str | UploadFile
Dispatch: TypeAlias = Callable[[str, bytes], Response]
"""Answers a POST of a JSON body to a path, or raises `ApiError`."""


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request to one operation.

    Attributes:
        method: The HTTP method in capitals.
        path: The operation's path as the specification writes it.
        body: The bytes of the request's body.
        content_type: The request's `Content-Type`, empty if it has none.
        parameters: The values in the path, by name.
        query: The pairs behind the question mark, in their order.
        form: The pairs of a form, in their order; a file's bytes are not in memory.
        state: What this server remembers.
        origin: Where the caller found this server, `http://127.0.0.1:54321`.
        dispatch: Answers another request of the same server, for batches.
    """

    method: str
    path: str
    body: bytes
    content_type: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Sequence[tuple[str, str]] = ()
    form: Sequence[tuple[str, FormValue]] = ()
    state: State = field(default_factory=State)
    origin: str = ""
    dispatch: Dispatch | None = None


Answer: TypeAlias = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table of routes.

    Attributes:
        method: The HTTP method in capitals.
        path: The path as the specification writes it, `/v1/files/{file_id}`.
        answer: Makes the response, or raises `ApiError`.
        keyless: Whether it answers without an API key, as a link does.
    """

    method: str
    path: str
    answer: Answer
    keyless: bool = False
