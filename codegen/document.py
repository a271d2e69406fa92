"""JSON documents: the types, reading YAML strictly, writing JSON one way.

PyYAML's own loaders speak YAML 1.1: `1e-08` is text, `no` is false, `0777` is octal,
`200:` is a number for a key, and of two equal keys the last wins. Here PyYAML only
parses; what a scalar means is YAML 1.2's core schema, and what JSON cannot say fails.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import yaml

from codegen.findings import Finding, FindingsError

JSONValue: TypeAlias = (
    "bool | int | float | str | list[JSONValue] | dict[str, JSONValue] | None"
)
Document: TypeAlias = dict[str, JSONValue]
Location: TypeAlias = tuple[int | str, ...]

_TAG = "tag:yaml.org,2002:"
_READ: dict[str, tuple[str, Callable[[str], JSONValue]]] = {
    "null": (r"~|null|Null|NULL|", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text[0] in "tT"),
    "int": (
        r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
        lambda text: int(text, 0) if text[1:2] in ("o", "x") else int(text),
    ),
    "float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
        float,
    ),
    "no number": (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", lambda _: math.nan),
    "str": (r"(?!)", str),
}
# The key None makes PyYAML try these on every plain scalar, in this order.
_RESOLVERS = {
    None: [(_TAG + name, re.compile(rf"(?:{row[0]})\Z")) for name, row in _READ.items()]
}


class DocumentError(FindingsError):
    """A file is not the JSON document that it should be."""


class _Yaml12(yaml.CBaseLoader):
    yaml_implicit_resolvers = _RESOLVERS


def load_yaml(path: Path) -> Document:
    """Read a YAML 1.2 (or JSON) file whose root is an object.

    A key is its text as written (`200:` is "200"). An alias becomes a copy of its own,
    so that nothing in the document is shared.

    Raises:
        DocumentError: On a syntax error, a duplicate key, a merge key (`<<`), a value
            that JSON does not have, or another root than an object.
        OSError: If the file cannot be read.
    """
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=_Yaml12)
        value = None if root is None else _value(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _error(path, line, str(error.problem), "correct it") from None
    except yaml.reader.ReaderError as error:
        raise _error(path, 1, str(error.reason), "remove it") from None
    except RecursionError:
        raise _error(path, 1, "an alias contains itself", "write it out") from None
    if not isinstance(value, dict):
        raise _error(path, 1, "the root is no object", "start with a key")
    return value


def dump_json(document: JSONValue) -> str:
    """Return the text that we write to files: two spaces, keys in their own order."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def as_object(value: JSONValue) -> Document:
    """Return the value, which must be an object."""
    if not isinstance(value, dict):
        raise TypeError(f"not an object: {value!r}")
    return value


def as_list(value: JSONValue) -> list[JSONValue]:
    """Return the value, which must be a list."""
    if not isinstance(value, list):
        raise TypeError(f"not a list: {value!r}")
    return value


def clone(value: JSONValue) -> JSONValue:
    """Return a copy that shares nothing, not even with itself.

    `copy.deepcopy` would keep a value that occurs twice one value: a change in one
    place would then show in the other.
    """
    if isinstance(value, dict):
        return {key: clone(child) for key, child in value.items()}
    if isinstance(value, list):
        return [clone(child) for child in value]
    return value


def pointer(location: Sequence[int | str]) -> str:
    """Return the JSON Pointer (RFC 6901) of a location; the root's is empty."""
    keys = (str(key).replace("~", "~0").replace("/", "~1") for key in location)
    return "".join(f"/{key}" for key in keys)


def resolve(document: JSONValue, location: Sequence[int | str]) -> JSONValue:
    """Return the value at a location.

    Raises:
        LookupError: If there is none.
    """
    value = document
    for key in location:
        if isinstance(value, dict):
            value = value[str(key)]
        elif isinstance(value, list):
            value = value[int(key)]
        else:
            raise LookupError(pointer(location))  # noqa: TRY004 - as for a list
    return value


def put(document: Document, location: Location, value: JSONValue) -> None:
    """Set the value at a location inside the document, whose parent must exist."""
    parent, key = resolve(document, location[:-1]), location[-1]
    if isinstance(parent, dict):
        parent[str(key)] = value
    elif isinstance(parent, list):
        parent[int(key)] = value


def delete(document: Document, location: Location) -> None:
    """Take out the value at a location inside the document, where there must be one."""
    parent, key = resolve(document, location[:-1]), location[-1]
    if isinstance(parent, dict):
        del parent[str(key)]
    elif isinstance(parent, list):
        del parent[int(key)]


def _value(node: yaml.Node) -> JSONValue:
    tag = node.tag.removeprefix(_TAG)
    if isinstance(node, yaml.MappingNode) and tag == "map":
        return _object(node)
    if isinstance(node, yaml.SequenceNode) and tag == "seq":
        items: list[yaml.Node] = node.value
        return [_value(item) for item in items]
    if not isinstance(node, yaml.ScalarNode) or tag not in _READ:
        raise _refuse(node, f"JSON has no {node.tag}")
    try:
        value = _READ[tag][1](str(node.value))
    except ValueError:
        raise _refuse(node, f"{node.value!r} is no {tag}") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise _refuse(node, f"JSON has no {node.value}")
    return value


def _object(node: yaml.MappingNode) -> Document:
    pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
    result: Document = {}
    for key, child in pairs:
        if not isinstance(key, yaml.ScalarNode):
            raise _refuse(key, "a key is not text")
        name = str(key.value)
        if name in result:
            raise _refuse(key, f"duplicate key {name!r}")
        if name == "<<":
            raise _refuse(key, "YAML 1.2 has no merge key '<<'")
        result[name] = _value(child)
    return result


def _refuse(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _error(path: Path, line: int, problem: str, fix: str) -> DocumentError:
    return DocumentError([Finding(path.name, f"line {line}", problem, fix)])
