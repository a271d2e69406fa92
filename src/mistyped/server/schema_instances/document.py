"""A JSON Schema as the document that its references lead into, and its judge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias
from urllib.parse import unquote

from jsonschema_rs import (
    Draft202012Validator,
    FancyRegexOptions,
    RegexOptions,
    Registry,
)

from mistyped.server.json_types import Json, JsonObject

_URI: Final = "urn:mistyped:schema"
_PART: Final = "mistyped:part"
# Characters, for a request must not stall the server; what comes then is not judged.
_MOST_COMPILED: Final = 2_000_000

_LINEAR: Final = RegexOptions(size_limit=1 << 20)
_LOOKS_AROUND: Final = re.compile(r"\(\?<?[=!]|\\[1-9]")
_BOUNDED: Final = FancyRegexOptions(backtrack_limit=10_000, size_limit=1 << 20)

Judge: TypeAlias = Callable[[Json], bool]


class Document:
    """A document of schemas.

    Args:
        root: The whole schema.
    """

    def __init__(self, root: Json) -> None:
        self._root = root
        self._size = len(json.dumps(root))
        self._judges: dict[str, Judge] = {}
        self._compiled = 0

    def resolve(self, reference: str) -> Json:
        """Follow a reference inside the document.

        Raises:
            LookupError: It leads nowhere, or out of the document.
        """
        if reference != "#" and not reference.startswith("#/"):
            raise LookupError(reference)
        target = self._root
        for step in unquote(reference).split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if isinstance(target, dict):
                target = target[key]
            elif isinstance(target, list) and key.isdecimal():
                target = target[int(key)]
            else:
                raise LookupError(reference)
        return target

    def judge(self, schema: Json) -> Judge:
        """Return what tells whether a value satisfies a part of the document.

        The part need not stand in the document, but its references lead there. If it
        is no valid schema, every value will do.
        """
        text = json.dumps(schema)
        if text not in self._judges:
            self._judges[text] = self._compile(schema, text)
        return self._judges[text]

    def _compile(self, schema: Json, text: str) -> Judge:
        refers = '"$ref"' in text
        self._compiled += len(text) + (self._size if refers else 0)
        if self._compiled > _MOST_COMPILED:
            return _anything
        root = self._root if refers and isinstance(self._root, dict) else {}
        whole: JsonObject = {**root, _PART: schema}
        try:
            registry = Registry([(_URI, whole)], retriever=_offline)
            part = _validator({"$ref": f"{_URI}#/{_PART}"}, registry, whole)
        except ValueError:  # no schema, or one that refers to what is not there
            return _anything
        return part.is_valid


def satisfies(schema: JsonObject, value: Json) -> bool:
    """Whether a value satisfies a schema; one that cannot be read, none does."""
    try:
        return _validator(schema).is_valid(value)
    except ValueError:
        return False


def _validator(
    schema: JsonObject, registry: Registry | None = None, root: Json = None
) -> Draft202012Validator:
    """Compile a schema, its patterns for an engine whose work is linear.

    Only that which looks around or back needs another, whose work is bounded.

    Raises:
        ValueError: If it is no schema.
    """
    try:
        return Draft202012Validator(schema, pattern_options=_LINEAR, registry=registry)
    except ValueError:
        whole = f"{json.dumps(schema)}{json.dumps(root)}"
        if not _LOOKS_AROUND.search(whole):
            raise
        return Draft202012Validator(schema, pattern_options=_BOUNDED, registry=registry)


def _anything(_: Json) -> bool:
    return True


def _offline(uri: str) -> NoReturn:
    """Fetch nothing, whatever a request refers to."""
    raise LookupError(uri)
