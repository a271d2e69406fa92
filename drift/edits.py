"""What would have to be done to our document so that a difference is gone.

An edit is one action of an overlay. `None` as the update removes what is selected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drift.schemas import SCHEMAS, Alternative, Schema, Schemas, referred, step

BLANK = "FILL-IN"
_ANNOTATIONS = {"title", "description", "default", "deprecated", "example", "examples"}
# The generator writes a union as oneOf with a discriminator where it can.
_UNION = ("anyOf", "oneOf", "discriminator")


@dataclass(frozen=True, slots=True)
class Edit:
    """One action: what it selects, and what it merges there, given or copied."""

    target: str
    update: Any = None
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in our document that an edit can select, and what stands there."""

    path: str = ""
    schema: Schema | None = None

    def set(self, key: str, value: Any) -> Iterator[Edit]:
        """Give a keyword a value, whatever it had."""
        old = (self.schema or {}).get(key)
        # What is merged into a list or an object adds to it.
        if old is not None and isinstance(old, list | dict) | isinstance(
            value, list | dict
        ):
            yield from self.drop(key)
        if self.path:
            yield Edit(self.path, {key: value})

    def drop(self, *keys: str) -> Iterator[Edit]:
        """Remove keywords."""
        if self.path and len(keys) == 1 and keys[0] not in _UNION:
            yield Edit(f"{self.path}{step(keys[0])}")
        elif self.path:
            names = dict.fromkeys(
                name for key in keys for name in (_UNION if key in _UNION else (key,))
            )
            yield Edit(f"{self.path}[{', '.join(map(repr, names))}]")

    def retype(self, branches: Sequence[Schema]) -> Iterator[Edit]:
        """Let the value be one of these, or anything if there are none."""
        if self.schema is None or not self.path:
            return
        old = [key for key in self.schema if not _is_annotation(key)]
        if old:
            yield from self.drop(*old)
        if branches:
            yield Edit(self.path, union(branches))


def union(branches: Sequence[Schema]) -> Schema:
    """Return the schema of a value that is one of these, as short as it can be."""
    plain = [
        {k: v for k, v in each.items() if not _is_annotation(k)} for each in branches
    ]
    types = [each["type"] for each in plain if "type" in each and "enum" not in each]
    several = [each for each in plain if set(each) > {"type"}]
    if len(types) == len(plain) and len(several) <= 1:
        kinds = types[0] if len(types) == 1 else types
        return {**(several[0] if several else {}), "type": kinds}
    return plain[0] if len(plain) == 1 else {"anyOf": plain}


def values(spot: Spot, added: Iterable[Any], removed: Iterable[Any]) -> Iterator[Edit]:
    """Change the listed values of an enum or a constant."""
    schema, more = spot.schema or {}, list(added)
    if "const" in schema:
        kept = [each for each in [schema["const"]] if each not in set(removed)]
        yield from spot.drop("const")
        yield Edit(spot.path, {"enum": [*kept, *more]})
        return
    if gone := " || ".join(f"@ == {each!r}" for each in removed):
        yield Edit(f"{spot.path}.enum[?{gone}]")
    if more:
        yield Edit(f"{spot.path}.enum", more)


def imported(schema: Schema, ours: Schemas, theirs: Schemas) -> Iterator[Edit]:
    """Add the named schemas that a schema of theirs refers to and we lack."""
    queue, found = list(referred(schema)), dict[str, Schema]()
    while queue:
        name = queue.pop(0)
        if name not in ours.named and name not in found:
            found[name] = described(theirs.named[name])
            queue += referred(found[name])
    if found:
        yield Edit(SCHEMAS, found)


def described(schema: Schema) -> Schema:
    """Return an object's schema with a blank where a member says not what it is."""
    members = schema.get("properties")
    if not isinstance(members, Mapping):
        return schema
    return {
        **schema,
        "properties": {key: member(each) for key, each in members.items()},
    }


def member(schema: Schema) -> Schema:
    """Return the schema of a member, with a blank for what it is."""
    inner = {key: value for key, value in described(schema).items() if key != "title"}
    return inner if "description" in inner else {**inner, "description": BLANK}


def spot_of(each: Alternative) -> Spot:
    """Return the place of an alternative."""
    return Spot(each.path, each.schema)


def _is_annotation(key: str) -> bool:
    return key in _ANNOTATIONS or key.startswith("x-")
