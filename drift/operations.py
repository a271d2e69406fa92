"""The operations of a side, found by method and path."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata
from typing import Any, Protocol, TypeAlias

from drift.calls import Call, all_calls
from drift.compare import OPEN, RANGES, THEIRS
from drift.models import Reader
from drift.schemas import Schema, Schemas, step

Key: TypeAlias = str


@dataclass(frozen=True, slots=True)
class Part:
    """A schema of what an operation sends or gets, and its JSONPath if it has one."""

    schema: Schema
    path: str = ""


Parts: TypeAlias = dict[str, list[Part]]
"""What an operation sends and gets: schemas by `path`, `query`, `body`, `form`,
`answer` and `event`. An operation has one `path` for each id, and the official SDK has
several of the others where its methods for streams differ."""
_REQUESTS = {"application/json": "body", "multipart/form-data": "form"}
_METHODS = {"get", "put", "post", "delete", "patch"}
_ANSWERS = {"application/json": "answer", "text/event-stream": "event"}


class Source(Protocol):
    """What our document is compared with.

    Attributes:
        side: What it is called in differences.
        title: What it is, with its version.
        silent: Of what it says nothing by not speaking of it.
        schemas: Its named schemas, as far as they have been read.
    """

    side: str
    title: str
    silent: frozenset[str]
    schemas: Schemas

    def keys(self) -> Iterable[Key]:
        """Return its operations."""

    def parts(self, key: Key) -> Parts:
        """Return what one of them sends and gets."""


def key_of(method: str, path: str) -> Key:
    """Return `POST /v1/x/{}`: the names of ids and what follows a `#` do not count."""
    return f"{method.upper()} {re.sub('{[^}]*}', '{}', path.partition('#')[0])}"


@dataclass
class Official:
    """The official SDK, by its calls."""

    calls: Iterable[Call]
    title: str = THEIRS
    side: str = THEIRS
    # Its models have no ranges, and lenient ones that are open only where they read.
    silent: frozenset[str] = frozenset({RANGES, OPEN})
    reader: Reader = field(default_factory=Reader)

    def __post_init__(self) -> None:
        self.schemas = Schemas(self.reader.schemas)
        self._calls: dict[Key, list[Call]] = defaultdict(list)
        for call in self.calls:
            self._calls[key_of(call.method, call.path)].append(call)

    def keys(self) -> Iterable[Key]:
        """Return its operations."""
        return self._calls

    def parts(self, key: Key) -> Parts:
        """Return what the methods for one operation send and get."""
        parts: Parts = defaultdict(list)
        for number, call in enumerate(self._calls[key]):
            for part, schema in self.reader.parts(call):
                if part != "path" or number == 0:  # the ids are the same in all
                    parts[part].append(Part(schema))
        return parts


@cache
def installed() -> Official:
    """Return the official SDK that is installed.

    Raises:
        ModuleNotFoundError: If none is.
    """
    calls = all_calls(import_module("mistralai.client"))
    return Official(calls, f"mistralai {metadata.version('mistralai')}")


def ours(document: Mapping[str, Any]) -> Published:
    """Return our own document, whose paths lack the `/v1`."""
    return Published(document, title="mistyped", side="ours", base="/v1")


@dataclass
class Published:
    """An OpenAPI document: a published one, or with `base` our own."""

    document: Mapping[str, Any]
    title: str = "spec"
    side: str = "spec"
    base: str = ""
    silent: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.schemas = Schemas(self.document["components"]["schemas"])
        # A published document tells a stream by another path: `/v1/x#stream`.
        self._operations: dict[Key, list[tuple[str, Mapping[str, Any]]]] = defaultdict(
            list
        )
        for path, methods in self.document["paths"].items():
            for method in (each for each in methods if each in _METHODS):
                at = f"$.paths{step(path)}.{method}"
                key = key_of(method, f"{self.base}{path}")
                self._operations[key].append((at, methods[method]))

    def keys(self) -> Iterable[Key]:
        """Return its operations."""
        return self._operations

    def parts(self, key: Key) -> Parts:
        """Return what an operation sends and gets."""
        parts: Parts = defaultdict(list)
        for number, operation in enumerate(self._operations[key]):
            for part, schema, path in self._parts(*operation):
                if part != "path" or number == 0:  # the ids are the same in all
                    parts[part].append(Part(schema, path))
        return parts

    def operation(self, key: Key) -> tuple[str, Mapping[str, Any]]:
        """Return the JSONPath of an operation, and the operation."""
        return self._operations[key][0]

    def _parts(
        self, path: str, operation: Mapping[str, Any]
    ) -> Iterator[tuple[str, Schema, str]]:
        query: dict[str, Any] = {}
        for number, each in enumerate(operation.get("parameters", ())):
            if each["in"] == "query" and not _is_whole(each):
                query[each["name"]] = each
            elif each["in"] in ("path", "query"):
                at = f"{path}.parameters[{number}].schema"
                yield each["in"], each.get("schema", {}), at
        if query:
            yield "query", _object(query), ""
        content = operation.get("requestBody", {}).get("content", {})
        for kind, body in content.items():
            if kind in _REQUESTS:
                at = f"{path}.requestBody.content['{kind}'].schema"
                yield _REQUESTS[kind], body["schema"], at
        for status, response in operation["responses"].items():
            for kind, answer in response.get("content", {}).items():
                schema = answer.get("schema", {})
                if status.startswith("2") and kind in _ANSWERS and schema:
                    at = f"{path}.responses['{status}'].content['{kind}'].schema"
                    part = _ANSWERS[kind]
                    yield part, self._data(schema) if part == "event" else schema, at

    def _data(self, schema: Schema) -> Schema:
        """Return what an event carries: on the wire it is `event: ...`, `data: ...`."""
        found = list(self.schemas.alternatives(schema))
        if len(found) == 1 and found[0].kind == "object":
            members = found[0].properties
            if members.keys() <= {"event", "data", "id", "retry"}:
                return members.get("data", schema)
        return schema


def _is_whole(parameter: Mapping[str, Any]) -> bool:
    """Whether a parameter holds a whole query, as those of our document do."""
    return parameter["name"] == "query" and "$ref" in parameter["schema"]


def _object(parameters: Mapping[str, Any]) -> Schema:
    return {
        "type": "object",
        "required": [key for key, each in parameters.items() if each.get("required")],
        "properties": {
            key: {
                **each.get("schema", {}),
                **({"deprecated": True} if each.get("deprecated") else {}),
            }
            for key, each in parameters.items()
        },
    }
