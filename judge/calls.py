"""The calls that are judged: all of the document whose request is JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """A call, and the schema of its bodies.

    Attributes:
        method: The HTTP method.
        path: The path below the version, with some id where it has one.
        root: The name of the schema.
    """

    method: str
    path: str
    root: str


def all_calls(document: dict[str, Any]) -> Iterator[Call]:
    """Yield the calls of a document that take a JSON body."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            if JSON in content:
                root = content[JSON]["schema"]["$ref"].rsplit("/", 1)[-1]
                yield Call(method.upper(), re.sub(r"{\w+}", "some-id", path), root)
