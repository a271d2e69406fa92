"""Schemas that are plainly valid, so that most requests load no library for them.

Only keywords that tools use every day are known here. What has any other, or one that
is not plainly right, is left to the library: this may doubt a good schema, and never
trusts a bad one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mistyped._values.guards import is_list, is_object

_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
_LOCAL = re.compile(r"#(/[\w$-]+)*", re.ASCII)


def is_plain(schema: object) -> bool:
    """Tell whether a value is surely a valid schema, in draft 7 and in 2020-12."""
    if not is_object(schema):
        return isinstance(schema, bool)
    for keyword, value in schema.items():
        is_right = _KEYWORDS.get(keyword)
        if is_right is None or not is_right(value):
            return False
    return True


def _anything(_: object) -> bool:
    return True


def _text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _type(value: object) -> bool:
    return isinstance(value, str) and value in _TYPES


def _reference(value: object) -> bool:
    return isinstance(value, str) and bool(_LOCAL.fullmatch(value))


def _names(value: object) -> bool:
    return is_list(value) and all(map(_text, value)) and len(value) == len({*value})


def _list(value: object) -> bool:
    return is_list(value)


def _schemas(value: object) -> bool:
    return is_list(value) and bool(value) and all(map(is_plain, value))


def _named_schemas(value: object) -> bool:
    return is_object(value) and all(map(is_plain, value.values()))


_KEYWORDS: Mapping[object, Callable[[object], bool]] = {
    "$defs": _named_schemas,
    "$ref": _reference,
    "additionalProperties": is_plain,
    "allOf": _schemas,
    "anyOf": _schemas,
    "const": _anything,
    "default": _anything,
    "definitions": _named_schemas,
    "description": _text,
    "enum": _list,
    "examples": _list,
    "exclusiveMaximum": _number,
    "exclusiveMinimum": _number,
    "format": _text,
    "items": is_plain,
    "maxItems": _count,
    "maxLength": _count,
    "maximum": _number,
    "minItems": _count,
    "minLength": _count,
    "minimum": _number,
    "oneOf": _schemas,
    "pattern": _text,
    "properties": _named_schemas,
    "required": _names,
    "title": _text,
    "type": _type,
    "uniqueItems": _flag,
}
