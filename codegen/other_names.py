"""Reads what other clients call things; renders its module, and a page for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import indent

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from codegen.docs import HEAD, table
from codegen.document import Document, as_list, as_object
from codegen.findings import Finding, FindingsError
from codegen.ir import Operation
from codegen.not_offered import NotOffered
from codegen.verdicts import LONGEST_HINT

SOURCE = "spec/other_names.yaml"
MISSING = "no method here: use client.get or client.post"
_NAME: Document = {"pattern": r"^[a-z_]+(\.[a-z_]+)*$"}
_NAMES: Document = {"type": "array", "items": _NAME}
_HINT: Document = {"type": "string", "minLength": 1, "maxLength": LONGEST_HINT}
_CLIENT: Document = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "about": {"type": "string"},
        "awaited": {"type": "string"},
        "names": {
            "type": "object",
            "propertyNames": _NAME,
            "additionalProperties": {"pattern": r"^[a-z_.]+(\(stream=True\))?$"},
        },
        "same": _NAMES,
        "missing": _NAMES,
        "constructor": {"type": "object", "additionalProperties": _HINT},
        "calls": {"type": "object", "additionalProperties": _HINT},
        "kinds": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "prefixItems": [{"type": "string"}, _HINT],
                "minItems": 2,
                "maxItems": 2,
            },
        },
    },
    "required": ["title", "about"],
    "additionalProperties": False,
}
_FORM: Validator = Draft202012Validator(
    {"type": "object", "additionalProperties": _CLIENT}
)


@dataclass(frozen=True, slots=True)
class Client:
    """Another client.

    Attributes:
        id: The name of its page.
        title: What its page is called after.
        about: What its page says first.
        awaited: How its methods end that are awaited.
        names: Its names that we have others for, and ours.
        same: Its methods that are called as ours.
        missing: What we have no methods for.
        constructor: Arguments of its constructor, each with what to do.
        calls: Arguments of every method, each with what to do.
        kinds: Types of objects, each with Mistral's and what to do.
    """

    id: str
    title: str
    about: str
    awaited: str
    names: Mapping[str, str]
    same: tuple[str, ...]
    missing: tuple[str, ...]
    constructor: Mapping[str, str]
    calls: Mapping[str, str]
    kinds: Mapping[str, tuple[str, str]]

    def hints(self, ours: Collection[str]) -> dict[str, str]:
        """Return all its names that ours has not, each with what to do.

        What stands below one that is a resource of ours is told below it as well, and
        so is what we offer ourselves to those who await it.
        """
        found = dict.fromkeys(self.missing, MISSING)
        found |= {name: f"use {_shortened(way)}" for name, way in self.names.items()}
        calls = {**{name: name for name in self.same}, **self.names}
        for name, way in self.names.items():
            for below, call in list(calls.items()):
                if below.startswith(f"{way}.") and f"{name}." not in call:
                    calls[below.replace(way, name, 1)] = call
        for name, way in calls.items():
            if name not in self.same:
                found.setdefault(name, f"use {_shortened(way)}")
            if self.awaited and way.partition("(")[0] in ours:
                found[name + self.awaited] = _awaited(way)
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class OtherNames:
    """All that other clients call otherwise.

    Attributes:
        clients: The clients.
        hints: Their names that none of ours has, each with what to do.
        below: Names of `spec/not_offered.yaml` that have others below them, and what
            is said of themselves.
        resources: The names of our resources.
    """

    clients: tuple[Client, ...]
    hints: Mapping[str, str]
    below: Mapping[str, str]
    resources: frozenset[str]

    @property
    def classes(self) -> dict[str, str]:
        """The names of the classes of hints, by what has them; inner ones first."""
        holders = {_parent(name) for name in self.hints}
        return {each: _class_name(each) for each in sorted(holders, reverse=True)}

    @property
    def mixins(self) -> dict[str, str]:
        """The names of the classes that our own clients and resources inherit."""
        ours = self.resources | {""}
        return {each: name for each, name in self.classes.items() if each in ours}

    def members(self, holder: str) -> dict[str, str]:
        """Return the full names and hints of what a class declares."""
        return {k: hint for k, hint in self.hints.items() if _parent(k) == holder}


def read(
    document: Document, operations: Iterable[Operation], absent: NotOffered
) -> OtherNames:
    """Return what `spec/other_names.yaml` says, in its order.

    Raises:
        FindingsError: If it has not the form that its head says, or leads to what we
            have not.
    """
    findings = list(_malformed(document))
    if findings:
        raise FindingsError(findings)
    calls = {
        name
        for each in operations
        for name in (each.id, *(f"{_parent(each.id)}.{a}" for a in each.aliases))
    }
    calls |= {"chat.completions.parse", "chat.completions.stream"}
    resources = frozenset(
        name.rsplit(".", count)[0]
        for name in calls
        for count in range(1, name.count(".") + 1)
    )
    clients = tuple(_client(id_, as_object(each)) for id_, each in document.items())
    findings = [
        Finding(SOURCE, name, f"there is no client.{way}", "name what there is")
        for client in clients
        for name, way in [*client.names.items(), *((n, n) for n in client.same)]
        if way.partition("(")[0] not in calls | resources
    ]
    if findings:
        raise FindingsError(findings)
    told = {k: v for each in clients for k, v in each.hints(calls).items()}
    known = {each.full_name: each.hint for each in absent.attributes}
    hints = {name: hint for name, hint in told.items() if name not in known}
    below = {name: hint for name, hint in known.items() if name in map(_parent, hints)}
    resources |= {mixin.resource for mixin in absent.mixins}
    findings = [
        Finding(SOURCE, holder, "nothing is said of it itself", "add it to the names")
        for holder in {*map(_parent, hints)} - {*hints, *below, *resources, ""}
    ]
    if findings:
        raise FindingsError(findings)
    return OtherNames(clients, hints, below, resources)


def _malformed(document: Document) -> Iterator[Finding]:
    for error in _FORM.iter_errors(document):
        where = ".".join(map(str, error.absolute_path)) or "the root"
        fix = "write it as the head of the file says"
        yield Finding(SOURCE, where, error.message, fix)


def _client(id_: str, entry: Document) -> Client:
    def texts(key: str) -> dict[str, str]:
        return {k: str(v) for k, v in as_object(entry.get(key, {})).items()}

    kinds = {k: as_list(v) for k, v in as_object(entry.get("kinds", {})).items()}
    return Client(
        id_,
        str(entry["title"]),
        str(entry["about"]),
        str(entry.get("awaited", "")),
        texts("names"),
        tuple(map(str, as_list(entry.get("same", [])))),
        tuple(map(str, as_list(entry.get("missing", [])))),
        texts("constructor"),
        texts("calls"),
        {kind: (str(pair[0]), str(pair[1])) for kind, pair in kinds.items()},
    )


def _parent(name: str) -> str:
    return name.rpartition(".")[0]


def _class_name(holder: str) -> str:
    words = re.split(r"[._]", holder or "client")
    return f"{''.join(map(str.title, words))}Names"


def _shortened(way: str) -> str:
    whole = f"client.{way}"
    return whole if len(f"use {whole}") <= LONGEST_HINT else way


def _awaited(way: str) -> str:
    whole = f"await AsyncMistral().{way}"
    return whole if len(whole) <= LONGEST_HINT else whole.partition("(stream")[0]


def render(others: OtherNames) -> str:
    """Return the module of the classes, and of what to do instead of each name."""
    names = others.classes.items()
    typed = "".join(_class(others, *e) for e in names if e[0] not in others.mixins)
    classes = "".join(_class(others, *e) for e in names if e[0] in others.mixins)
    options = {k: v for each in others.clients for k, v in each.constructor.items()}
    mixins = "".join(f"{cls}: {name!r}," for name, cls in others.mixins.items())
    kinds = {k: v for each in others.clients for k, v in each.kinds.items()}
    return (
        "from typing import TYPE_CHECKING, Final, Literal\n\n"
        "if TYPE_CHECKING:\n"
        "    from typing import Protocol\n\n"
        "    from mistyped._values.hints import NoEndpoint, OtherName\n\n"
        f"{indent(typed, '    ')}\n"
        f"{classes}"
        f"HOLDERS: Final[dict[type, str]] = {{{mixins}}}\n"
        '"""Whose the names of each class are, which our own classes inherit."""\n\n'
        f"NAMES: Final[dict[str, str]] = {{{_pairs(others.hints)}}}\n"
        '"""What to write instead of names of other clients."""\n\n'
        f"ARGUMENTS: Final[dict[str, str]] = {{{_pairs(options)}}}\n"
        '"""What to write instead of arguments of other clients."""\n\n'
        f"KINDS: Final[dict[str, tuple[str, str]]] = {{{_pairs(kinds)}}}\n"
        '"""Types of objects that are called otherwise at Mistral."""\n'
    )


def render_arguments(others: OtherNames) -> str:
    """Return the module of the arguments that clients do not take, as a type."""
    members = "".join(
        f"    {name}: NotRequired[Unsupported[Literal[{hint!r}]]]\n"
        for each in others.clients
        for name, hint in each.constructor.items()
    )
    return (
        "from typing import Literal\n\n"
        "from typing_extensions import NotRequired, TypedDict\n\n"
        "from mistyped._values.hints import Unsupported\n\n\n"
        "class OtherArguments(TypedDict):\n"
        '    """What other clients are made with."""\n\n'
        f"{members}"
    )


def _class(others: OtherNames, holder: str, name: str) -> str:
    lines = "".join(
        f"    {each.rpartition('.')[2]}: "
        f"{others.classes.get(each) or f'OtherName[Literal[{hint!r}]]'}\n"
        for each, hint in others.members(holder).items()
    )
    own = others.below.get(holder) or others.hints.get(holder)
    bases = f"(NoEndpoint[Literal[{own!r}]], Protocol)" if own else ""
    of = f"client.{holder}" if holder else "a client"
    return (
        f'class {name}{bases}:\n    """What other clients have in `{of}`."""\n\n'
        f"{lines}\n\n"
    )


def _pairs(rows: Mapping[str, object]) -> str:
    return "".join(f"{key!r}: {value!r},\n" for key, value in rows.items())


def render_page(client: Client) -> str:
    """Return the page for those who come from a client."""
    parts = [HEAD.format(source=SOURCE), f"# From {client.title}\n"]
    parts.append(client.about)
    if client.names:
        rows = [(f"`client.{k}`", f"`client.{way}`") for k, way in client.names.items()]
        parts += ["What is called otherwise:\n", table((client.title, "here"), rows)]
    if client.same:
        same = ", ".join(f"`client.{name}`" for name in client.same)
        parts.append(f"Called the same: {same}.\n")
    if client.constructor:
        rows = [(f"`{name}`", hint) for name, hint in client.constructor.items()]
        parts += [
            "What a client is made with:\n",
            table(("argument", "instead"), rows),
        ]
    if client.calls:
        rows = [(f"`{name}`", hint) for name, hint in client.calls.items()]
        parts += ["What single calls take:\n", table(("argument", "instead"), rows)]
    if client.kinds:
        rows = [(f"`{name}`", hint) for name, (_, hint) in client.kinds.items()]
        parts += [
            "The types of parts of messages, where they are not taken:\n",
            table(("type", "instead"), rows),
        ]
    if client.missing:
        missing = ", ".join(f"`client.{name}`" for name in client.missing)
        parts.append(
            f"There is no method for {missing}, nor for what is below. `client.post` "
            "and `client.get` send any request to any path.\n"
        )
    return "\n".join(parts)
