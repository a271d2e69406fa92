"""Our own extensions of Overlay and OpenAPI, as one table; any other is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from codegen.document import JSONValue, children_of
from codegen.findings import Finding, Origin
from codegen.ir import View


class Extension(NamedTuple):
    """An extension: the type of its value, what it says, and the members it may have.

    An extension in plural has such objects by names of its own.
    """

    kind: type[object]
    what: str
    members: tuple[str, ...] = ()
    plural: bool = False


_ANSWER = ("type", "unread", "cast")
_VIEW = tuple(each.name for each in fields(View))

EXTENSIONS: dict[str, dict[str, Extension]] = {
    "an action": {
        "x-verdict": Extension(str, "what Mistral makes of the target"),
        "x-rename": Extension(str, "Mistral's name for what is renamed"),
        "x-hint": Extension(str, "what to do instead"),
        "x-copied": Extension(bool, "whether it only comes along in copied answers"),
        "x-evidence": Extension(list, "how we know: ids of spec/evidence.yaml"),
    },
    "an operation": {
        "x-example": Extension(str, "a program that makes the call, for the reference"),
        "x-parsed": Extension(bool, "whether there is a `parse` beside `create`"),
        "x-aliases": Extension(list, "other names of the method"),
        "x-deprecated": Extension(str, "why it is deprecated, a clause"),
        "x-reader": Extension(str, "what makes the method's result of the answer"),
        "x-exploded": Extension(list, "members of a query that give it their members"),
        "x-answer": Extension(dict, "types of an answer that no schema has", _ANSWER),
    },
    "a parameter": {
        "x-argument": Extension(str, "what a method calls an id of the path"),
    },
    "a tag": {
        "x-name": Extension(str, "the name of the resource's class, if it is no word"),
        "x-sdk": Extension(bool, "whether the SDK has it: ours derives from its class"),
        "x-views": Extension(
            dict, "methods that make the call of an operation, too", _VIEW, plural=True
        ),
        "x-view": Extension(dict, "what all of these have alike", _VIEW),
        "x-mixin": Extension(
            str, "a class by hand with more methods, `module:{Async}name`"
        ),
        "x-inherited": Extension(list, "methods that stay those of the SDK's class"),
    },
    "a schema": {
        "x-class": Extension(
            str,
            "the SDK's class of an answer, `module:name`; ours"
            " derives from it, but of what an overlay adds it is the class itself",
        ),
        "x-stream": Extension(str, "what reads a stream of such events"),
        "x-defaulted": Extension(list, "required members that the spec lets default"),
        "x-foreign": Extension(dict, "keys that only other APIs have, a hint for each"),
    },
}
"""Extensions by name, by what they stand on; an object of another kind has none."""
_KINDS: dict[type[object], str] = {
    bool: "boolean",
    dict: "object",
    list: "list",
    str: "text",
}


def check_extensions(
    on: str, value: JSONValue, around: Origin, where: str = ""
) -> Iterator[Finding]:
    """Yield the members of an object that are no extensions of ours.

    Args:
        on: What the object is, as `EXTENSIONS` calls it.
        value: The object.
        around: Where it stands, for members that do not know where they stand.
        where: What findings are about, if their line does not say so.
    """
    known = EXTENSIONS.get(on, {})
    for key, child, origin in children_of(value):
        name, place = str(key), origin or around
        if not name.startswith("x-"):
            continue
        if name not in known:
            use = f"use one of {', '.join(known)}" if known else "remove it"
            fix = f"{use}, or add it to codegen/extensions.py"
            yield place.finding(f"{name} is no extension of {on}", fix, where=where)
        elif not isinstance(child, known[name].kind):
            problem = f"{name} is no {_KINDS[known[name].kind]}"
            yield place.finding(problem, f"say {known[name].what}", where=where)
        elif known[name].members:
            yield from _check_members(name, child, known[name], place, where)


def _check_members(
    name: str, value: JSONValue, known: Extension, around: Origin, where: str
) -> Iterator[Finding]:
    for key, child, origin in children_of(value):
        place = origin or around
        if known.plural:
            one = known._replace(plural=False)
            yield from _check_members(f"{name}.{key}", child, one, place, where)
        elif key not in known.members:
            fix = f"use one of {', '.join(known.members)}"
            yield place.finding(f"{name} has no {key}", fix, where=where)
