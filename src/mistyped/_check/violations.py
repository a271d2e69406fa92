"""Finds where in a request an error of a validator belongs.

pydantic-core reports every branch of every union and marks them in its locations. Here
a location becomes a violation: where in the body it is, what stands there, and whose
member it is. Errors of branches that were not meant become none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from mistyped._check.schemas import (
    TAGS,
    Owner,
    Schema,
    Schemas,
    json_type,
    json_types,
    resolve,
    tag_key,
    tags,
)
from mistyped._values.json_values import child
from mistyped.problems import Location


class Violation(NamedTuple):
    """A value that its schema does not take.

    Attributes:
        loc: Its location in the body.
        schema: The schema there.
        value: The value there.
        owner: The schema and the property that the value is a member of.
        outer: The same for the object around it.
        fits_no_branch: Whether the value fits no branch of the union there.
        is_key: Whether it is about the last key of the location, and not its value.
    """

    loc: Location
    schema: Schema
    value: object
    owner: Owner
    outer: Owner
    fits_no_branch: bool = False
    is_key: bool = False


def violation_at(
    schemas: Schemas, request: str, loc: Sequence[str | int], body: object
) -> Violation | None:
    """Follow an error's location through schema and value.

    Returns:
        What is wrong there; None if it lies in a branch of a union that was not meant.
    """
    schema: Schema = {"type": "definition-ref", "schema_ref": request}
    value, real = body, list[str | int]()
    owner, outer = (request, ""), (request, "")
    rest = list(loc)
    while True:
        schema = resolve(schema, schemas)
        if not rest:
            return Violation(tuple(real), schema, value, owner, outer)
        schema_type = schema["type"]
        if schema_type == "union":
            chosen = _choose(schema, value, schemas)
            if chosen is None:
                return Violation(
                    tuple(real), schema, value, owner, outer, fits_no_branch=True
                )
            if chosen != rest.pop(0):
                return None
            schema = next(s for s, label in schema["choices"] if label == chosen)
            continue
        item = rest.pop(0)
        if schema_type == "tagged-union":
            schema = schema["choices"][item]
            continue
        real.append(item)
        value = child(value, item)
        if schema_type == "typed-dict":
            owner, outer = (str(schema["ref"]), str(item)), owner
            field: Schema | None = schema["fields"].get(item)
            if field is None:
                return Violation(tuple(real), schema, value, owner, outer)
            schema = field["schema"]
        elif schema_type == "dict" and rest == ["[key]"]:
            schema = schema["keys_schema"]
            return Violation(tuple(real), schema, item, owner, outer, is_key=True)
        else:
            inner = "items_schema" if schema_type == "list" else "values_schema"
            schema = schema[inner]


def _choose(union: Schema, value: object, schemas: Schemas) -> str | None:
    """Return the label of the branch that was meant, by JSON type and then by tag."""
    kind = json_type(value)
    branches = [(label, resolve(schema, schemas)) for schema, label in union["choices"]]
    fitting = [each for each in branches if kind in json_types(each[1], schemas)]
    if len(fitting) < 2:
        return fitting[0][0] if fitting else None
    if kind == "array":
        return _by_first_item(fitting, value, schemas)
    by_tag = tags(fitting, schemas)
    key = tag_key(by_tag)
    members = cast("Mapping[str, object]", value)
    if key in members:
        return by_tag.get((key, str(members[key])))
    given = {name for name, each in members.items() if each is not None}
    return _untagged(fitting, given, schemas)


def _by_first_item(
    branches: Sequence[tuple[str, Schema]], value: object, schemas: Schemas
) -> str:
    """Return the list that was meant, by the JSON type of its first item."""
    first = json_type(child(value, 0))
    for label, schema in branches:
        if first in json_types(resolve(schema["items_schema"], schemas), schemas):
            return label
    return branches[0][0]


def _untagged(
    branches: Iterable[tuple[str, Schema]], given: set[str], schemas: Schemas
) -> str | None:
    """Return the branch that may lack its tag and fits best, if no other was meant.

    One of which nothing lacks was meant, whatever else is there.
    """
    fits: dict[str, int] = {}
    lacks_tag = is_whole = False
    for label, schema in branches:
        if schema["type"] == "typed-dict":
            fields = schema["fields"]
            lacking = sum(f["required"] and k not in given for k, f in fields.items())
            fits[label] = len(given & set(fields)) - lacking
            is_whole |= not lacking
            continue
        for choice in schema["choices"].values():
            fields = resolve(choice, schemas)["fields"]
            needed = {k for k, f in fields.items() if f["required"] and k not in TAGS}
            lacks_tag |= bool(needed) and needed <= given
    if lacks_tag and not is_whole:
        return None
    return max(fits, key=lambda label: fits[label], default=None)
