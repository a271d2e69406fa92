"""Reads YAML strictly, and remembers the lines.

PyYAML's own loaders speak YAML 1.1: `1e-08` is text, `no` is false, `0777` is octal,
`200:` is a number for a key, and of two equal keys the last wins. Here PyYAML only
parses; what a scalar means is YAML 1.2's core schema, and what JSON cannot say fails.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import yaml

from codegen.document import Document, JSONValue, TracedArray, TracedObject
from codegen.findings import FindingsError, Origin
from codegen.output import ROOT

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


def load_yaml(path: Path) -> TracedObject:
    """Read a YAML 1.2 (or JSON) file whose root is an object.

    A key is its text as written (`200:` is "200"). An alias becomes a copy of its own,
    so that nothing in the document is shared. A relative path begins at our root.

    Raises:
        DocumentError: On a syntax error, a duplicate key, a merge key (`<<`), a value
            that JSON does not have, or another root than an object.
        OSError: If the file cannot be read.
    """
    return parse_yaml((ROOT / path).read_text("utf-8"), source_of(path))


def source_of(path: Path) -> str:
    """Return what findings call a file: its path below our root."""
    inside = path.is_relative_to(ROOT)
    return (path.relative_to(ROOT) if inside else path).as_posix()


def parse_yaml(text: str, source: str) -> TracedObject:
    """Read the text of a file that is called `source`, as `load_yaml` does."""
    reader = _Reader(text, source)
    try:
        root = yaml.compose(text, Loader=_Yaml12)
        value = None if root is None else reader.value(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise reader.error(line, str(error.problem), "correct it") from None
    except yaml.reader.ReaderError as error:
        raise reader.error(1, str(error.reason), "remove it") from None
    except RecursionError:
        raise reader.error(1, "an alias contains itself", "write it out") from None
    if not isinstance(value, TracedObject):
        raise reader.error(1, "the root is no object", "start with a key")
    return value


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self.lines = text.split("\n")
        self.source = source

    def value(self, node: yaml.Node) -> JSONValue:
        tag = node.tag.removeprefix(_TAG)
        if isinstance(node, yaml.MappingNode) and tag == "map":
            return self.object(node)
        if isinstance(node, yaml.SequenceNode) and tag == "seq":
            items: list[yaml.Node] = node.value
            return TracedArray(map(self.value, items), map(self.origin, items))
        if not isinstance(node, yaml.ScalarNode) or tag not in _READ:
            raise _refuse(node, f"JSON has no {node.tag}")
        if lost := self.lost(node):
            raise _refuse(node, f"without quotes {lost} is a comment")
        try:
            value = _READ[tag][1](str(node.value))
        except ValueError:
            raise _refuse(node, f"{node.value!r} is no {tag}") from None
        if isinstance(value, float) and not math.isfinite(value):
            raise _refuse(node, f"JSON has no {node.value}")
        return value

    def object(self, node: yaml.MappingNode) -> TracedObject:
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        members: Document = {}
        origins: dict[str, Origin] = {}
        for key, child in pairs:
            if not isinstance(key, yaml.ScalarNode):
                raise _refuse(key, "a key is not text")
            name = str(key.value)
            if name in members:
                raise _refuse(key, f"duplicate key {name!r}")
            if name == "<<":
                raise _refuse(key, "YAML 1.2 has no merge key '<<'")
            members[name] = self.value(child)
            origins[name] = self.origin(key)
        return TracedObject(members, origins)

    def lost(self, node: yaml.ScalarNode) -> str:
        """Return what a plain text goes on with, to all appearances: ` #12`."""
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        found = None if node.style else re.match(r"\s+(#[^\s#]\S*)", rest)
        return found[1] if found else ""

    def origin(self, node: yaml.Node) -> Origin:
        return Origin(self.source, node.start_mark.line + 1)

    def error(self, line: int, problem: str, fix: str) -> DocumentError:
        return DocumentError([Origin(self.source, line).finding(problem, fix)])


def _refuse(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
