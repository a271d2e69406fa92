"""Reads what OpenAI's client has and Mistral has not; renders its module and page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from codegen.docs import HEAD, table
from codegen.document import Document, as_list, as_object
from codegen.findings import Finding, FindingsError
from codegen.ir import Operation
from codegen.verdicts import LONGEST_HINT

SOURCE = "spec/not_offered.yaml"
_HINT: Document = {"type": "string", "minLength": 1, "maxLength": LONGEST_HINT}
_PATH: Document = {"pattern": "^((GET|POST|PUT|PATCH|DELETE) )?(/([a-z_]+|{}))+$"}
_ATTRIBUTE: Document = {
    "type": "object",
    "properties": {"hint": _HINT, "paths": {"type": "array", "items": _PATH}},
    "required": ["hint"],
    "additionalProperties": False,
}
_CLASS: Document = {
    "type": "object",
    "properties": {
        "at": {"pattern": r"^client(\.[a-z_]+)*$"},
        "what": {"type": "string"},
        "attributes": {"type": "object", "additionalProperties": _ATTRIBUTE},
    },
    "required": ["at", "what", "attributes"],
    "additionalProperties": False,
}
_PATHS: Document = {
    "type": "object",
    "propertyNames": _PATH,
    "additionalProperties": _HINT,
}
_FORM: Validator = Draft202012Validator(
    {
        "properties": {
            "classes": {"type": "object", "additionalProperties": _CLASS},
            "paths": _PATHS,
        },
        "required": ["classes", "paths"],
        "additionalProperties": False,
    }
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of OpenAI's client that Mistral has nothing for.

    Attributes:
        name: Its own name, `delete`.
        full_name: Its name on the client, `chat.completions.delete`.
        hint: What to do instead.
        paths: What it calls.
    """

    name: str
    full_name: str
    hint: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mixin:
    """A class of such attributes: its name, whose it is, its docstring, and they."""

    name: str
    resource: str
    what: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class NotOffered:
    """All that Mistral does not offer.

    Attributes:
        mixins: The classes of attributes.
        paths: The hints of paths that belong to no attribute.
    """

    mixins: tuple[Mixin, ...]
    paths: Mapping[str, str]

    @property
    def attributes(self) -> list[Attribute]:
        """The attributes of all classes."""
        return [each for mixin in self.mixins for each in mixin.attributes]

    @property
    def hints(self) -> list[tuple[str, str]]:
        """Every path and its hint."""
        named = [(path, each.hint) for each in self.attributes for path in each.paths]
        return [*named, *self.paths.items()]


def read(document: Document, operations: Iterable[Operation]) -> NotOffered:
    """Return what `spec/not_offered.yaml` says, in its order.

    Raises:
        FindingsError: If it has not the form that its head says, a path stands twice,
            or an operation has it after all.
    """
    findings = list(_malformed(document))
    if findings:
        raise FindingsError(findings)
    classes = as_object(document["classes"])
    paths = {path: str(hint) for path, hint in as_object(document["paths"]).items()}
    mixins = tuple(_mixin(name, as_object(entry)) for name, entry in classes.items())
    absent = NotOffered(mixins, paths)
    counts = Counter(path for path, _ in absent.hints)
    findings = [
        Finding(SOURCE, path, "it stands twice", "keep one of them")
        for path, count in counts.items()
        if count > 1
    ]
    findings += _offered(counts, list(operations))
    if findings:
        raise FindingsError(findings)
    return absent


def _malformed(document: Document) -> Iterator[Finding]:
    for error in _FORM.iter_errors(document):
        where = ".".join(map(str, error.absolute_path)) or "the root"
        fix = "write it as the head of the file says"
        yield Finding(SOURCE, where, error.message, fix)


def _mixin(name: str, entry: Document) -> Mixin:
    prefix = f"{entry['at']}.".removeprefix("client.")
    return Mixin(
        name,
        prefix.removesuffix("."),
        str(entry["what"]),
        tuple(
            _attribute(each, prefix, as_object(value))
            for each, value in as_object(entry["attributes"]).items()
        ),
    )


def _attribute(name: str, prefix: str, entry: Document) -> Attribute:
    paths = tuple(map(str, as_list(entry.get("paths", []))))
    return Attribute(name, prefix + name, str(entry["hint"]), paths)


def _offered(paths: Iterable[str], operations: list[Operation]) -> Iterator[Finding]:
    """Yield the paths that would hide an operation."""
    for path in paths:
        method, _, below = path.rpartition(" ")
        segments = f"/v1{below}".replace("{}", "[^/]+")
        pattern = re.compile(f"{method or '[A-Z]+'} {segments}(?:/.*)?")
        for operation in operations:
            if pattern.fullmatch(f"{operation.method} {operation.path}"):
                problem = f"Mistral has it: it is {operation.id}"
                yield Finding(SOURCE, path, problem, "remove it")


def render(absent: NotOffered, below: Mapping[str, str] | None = None) -> str:
    """Return the module of the classes and of the paths.

    `below` names the classes of attributes that have other names below them.
    """
    types = below or {}
    classes = "".join(_class(mixin, types) for mixin in absent.mixins)
    home = "mistyped._generated.other_names"
    imports = "".join(f"    from {home} import {each}\n" for each in types.values())
    rows = "".join(
        f"{mixin.name}: {{{_pairs((a.full_name, a.hint) for a in mixin.attributes)}}},"
        for mixin in absent.mixins
    )
    return (
        "from typing import TYPE_CHECKING, Final, Literal\n\n"
        "if TYPE_CHECKING:\n"
        f"{imports}"
        "    from mistyped._values.hints import NoEndpoint\n\n\n"
        f"{classes}"
        f"ATTRIBUTES: Final[dict[type, dict[str, str]]] = {{{rows}}}\n"
        '"""Hints of the attributes of each class, by their names on the client."""\n\n'
        f"PATHS: Final[dict[str, str]] = {{{_pairs(absent.hints)}}}\n"
        '"""Hints of paths, and of all below them; `{}` is an id."""\n'
    )


def _class(mixin: Mixin, below: Mapping[str, str]) -> str:
    members = "".join(
        f"    {each.name}: "
        f"{below.get(each.full_name) or f'NoEndpoint[Literal[{each.hint!r}]]'}\n"
        for each in mixin.attributes
    )
    return f'class {mixin.name}:\n    """{mixin.what}"""\n\n{members}\n\n'


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{key!r}: {value!r},\n" for key, value in rows)


def render_page(absent: NotOffered) -> str:
    """Return the page of what is not offered."""
    attributes = [
        (f"`client.{each.full_name}`", each.hint, ", ".join(map(_code, each.paths)))
        for each in absent.attributes
    ]
    paths = [(_code(path), hint) for path, hint in absent.paths.items()]
    return (
        f"{HEAD.format(source=SOURCE)}\n# What Mistral does not offer\n\n"
        "What OpenAI's client has and Mistral's API has not. Type checkers print what "
        "to do\ninstead. A call raises `UnsupportedEndpointError`, and so does a plain "
        "request to one\nof the paths or below; `mistyped.check` calls it "
        "`not-offered`.\n\n"
        f"{table(('attribute', 'instead', 'paths'), attributes)}\n"
        "Paths of attributes that are there all the same:\n\n"
        f"{table(('path', 'instead'), paths)}"
    )


def _code(path: str) -> str:
    return f"`{path}`"
