"""Rules on the JSON Schemas of answers, and of the tools of responses.

Those of tools of chat are judged by the rules on tools.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import orjson

from mistyped._check.given_schemas import GivenSchema
from mistyped._check.json_schemas import (
    Fault,
    dumped,
    lost_references,
    no_schema,
    open_objects,
    outward_references,
)
from mistyped._check.request_view import Finding, RequestView


def format_schema(request: RequestView) -> Iterator[Finding]:
    """Find what is no valid JSON Schema."""
    for each in request.given_schemas:
        wrong = no_schema(dumped(each.schema))
        if wrong is not None:
            yield _at(each, wrong)


def format_reference(request: RequestView) -> Iterator[Finding]:
    """Find references to anything but a definition that is there."""
    for each in request.given_schemas:
        for fault in _astray(dumped(each.schema)):
            yield _at(each, fault)


def strict_format(request: RequestView) -> Iterator[Finding]:
    """Find strict schemas with an object that takes any key."""
    for each in request.given_schemas:
        for opened in _opened(dumped(each.schema)) if each.strict else ():
            message = f"the schema is strict, and {opened.message}"
            yield _at(each, opened._replace(message=message))


@lru_cache(maxsize=256)
def _astray(schema: bytes) -> tuple[Fault, ...]:
    """Judge a schema's references once: programs send the same with every request."""
    root = orjson.loads(schema)
    outward = {fault.below: fault for fault in outward_references(root)}
    lost = {fault.below: fault for fault in lost_references(root)}
    return tuple((outward | lost).values())


@lru_cache(maxsize=256)
def _opened(schema: bytes) -> tuple[Fault, ...]:
    """Look for a schema's open objects once."""
    return tuple(open_objects(orjson.loads(schema)))


def _at(given: GivenSchema, fault: Fault) -> Finding:
    return Finding((*given.loc, *fault.below), fault.message, fault.hint)
