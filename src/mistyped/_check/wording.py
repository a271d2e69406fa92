"""Words for schemas and values: what is taken, and what was given."""

from __future__ import annotations

from collections.abc import Sequence

from mistyped._check.schemas import Schema, Schemas, json_type, json_types

_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "file": "a file",
}
_FILE = "bytes, an open file, a pathlib.Path, or a tuple of name and one of these"
_ONE_BOUND = {"ge": "{} or more", "gt": "more than {}", "le": "{} or less"}
_TWO_BOUNDS = {"ge": "from {}", "gt": "above {}", "le": "to {}", "lt": "below {}"}


def wanted(schema: Schema, schemas: Schemas) -> str:
    """Say what a schema takes: `a number from 0 to 1.5`, `'auto' or 'none'`."""
    if schema["type"] == "literal":
        return joined([repr(each) for each in schema["expected"]])
    if schema["type"] == "is-instance":
        return _FILE
    names = [_NAMES[each] for each in json_types(schema, schemas)[:4]]
    if _NAMES["number"] in names:  # an integer is a number
        names = [name for name in names if name != _NAMES["integer"]]
    bounds = {
        key: schema[key]
        for key in _TWO_BOUNDS
        if schema["type"] in ("int", "float") and abs(schema.get(key, 2**63)) < 2**62
    }
    if len(bounds) == 1:
        ((key, value),) = bounds.items()
        return f"{names[0]}, {_ONE_BOUND[key].format(value)}"
    limits = [_TWO_BOUNDS[key].format(value) for key, value in bounds.items()]
    return " ".join([joined(names), *limits])


def describe(value: object) -> str:
    """Say what a value is: `a boolean`."""
    return "a boolean" if isinstance(value, bool) else _NAMES[json_type(value)]


def joined(words: Sequence[str]) -> str:
    """Write alternatives: `a, b or c`."""
    unique = list(dict.fromkeys(words))
    if len(unique) < 2:
        return unique[0] if unique else "something else"
    return f"{', '.join(unique[:-1])} or {unique[-1]}"
