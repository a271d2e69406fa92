"""The operations of both sides, found by method and path."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from drift.calls import Call
from drift.models import Reader
from drift.schemas import Schema

Key: TypeAlias = str
Parts: TypeAlias = dict[str, list[Schema]]
"""What an operation sends and gets: schemas by `path`, `query`, `body`, `form`,
`answer` and `event`. An operation has one `path` for each id, and the official SDK has
several of the others where its methods for streams differ."""
_REQUESTS = {"application/json": "body", "multipart/form-data": "form"}
_ANSWERS = {"application/json": "answer", "text/event-stream": "event"}


def key_of(method: str, path: str) -> Key:
    """Return `POST /v1/x/{}`: the names of ids and what follows a `#` do not count."""
    return f"{method.upper()} {re.sub('{[^}]*}', '{}', path.partition('#')[0])}"


def theirs(calls: Iterable[Call]) -> dict[Key, list[Call]]:
    """Return the operations of the official SDK, each with its methods."""
    found: dict[Key, list[Call]] = defaultdict(list)
    for call in calls:
        found[key_of(call.method, call.path)].append(call)
    return found


def parts_of(calls: Iterable[Call], reader: Reader) -> Parts:
    """Return what the methods for one operation send and get."""
    parts: Parts = defaultdict(list)
    for number, call in enumerate(calls):
        for part, schema in reader.parts(call):
            if part != "path" or number == 0:  # the ids are the same in all
                parts[part].append(schema)
    return parts


def ours(document: Mapping[str, Any]) -> dict[Key, Parts]:
    """Return the operations of our document, whose paths lack the `/v1`."""
    found: dict[Key, Parts] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts = found.setdefault(key_of(method, f"/v1{path}"), defaultdict(list))
            for part, schema in _parts(operation):
                parts[part].append(schema)
    return found


def _parts(operation: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    for each in operation.get("parameters", ()):
        yield each["in"], each["schema"]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield _REQUESTS[kind], content["schema"]
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            if status.startswith("2") and kind in _ANSWERS:
                yield _ANSWERS[kind], content["schema"]
