"""The request side of the effective document: what each member takes, in short.

Tests read it, and hold it against `tests/golden/requests.toml`, which people read.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from mistyped import Problem, check
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation, Verdict
from tests.unit.support import RULE_IDS

Schema: TypeAlias = dict[str, Any]
Loc: TypeAlias = tuple[str | int, ...]

TESTS = Path(__file__).parents[1]
DOCUMENT = json.loads((TESTS.parent / "spec/mistral.openapi.json").read_bytes())
SCHEMAS: dict[str, Schema] = DOCUMENT["components"]["schemas"]
ASKING: dict[str, ApiOperation] = {
    each.id: each for each in OPERATIONS.values() if each.request
}
"""The operations that take more than ids."""
VERDICTS: dict[tuple[str, str], Verdict] = {
    place: verdict
    for area in sorted({each.area for each in ASKING.values()})
    for place, verdict in import_module(
        f"mistyped._generated.verdicts.{area}"
    ).VERDICTS.items()
}
"""What is known of each member, and of each key that is none."""
ONLY_WARNED = " (only warned of)"
PATTERNS = {
    r"^\w{2}$": ("fr", "fra"),
    r"^[^,\s]+$": ("word", "two words"),
    r"^[a-z]([a-z0-9_-]*[a-z0-9])?$": ("a-1", "A-"),
}
"""A text that matches each pattern of the document, and one that does not."""


def golden(name: str) -> Any:
    """Return a table of `tests/golden`."""
    return tomllib.loads((TESTS / "golden" / name).read_text(encoding="utf-8"))


def name_of(reference: str) -> str:
    """Return the name of the schema that a reference leads to."""
    return reference.rpartition("/")[2]


def branches(schema: Schema) -> list[Schema]:
    """Return what a value may be: its union unfolded, references left as they are."""
    union = schema.get("anyOf", schema.get("oneOf"))
    if union:
        return [each for part in union for each in branches(part)]
    if isinstance(schema.get("type"), list):
        return [
            each
            for kind in schema["type"]
            for each in branches(schema | {"type": kind})
        ]
    words = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if schema.get("type") == "null" or (words and set(words) == {None}):
        return [{"type": "null"}]
    if words:
        kept = [word for word in words if word is not None]
        null = [{"type": "null"}] if "type" not in schema and None in words else []
        return [{"enum": kept}, *null]
    return [schema]


def alternatives(schema: Schema) -> list[Schema]:
    """Return what a value may be, unions behind references unfolded too.

    The schema of an object stays a reference.
    """
    found: list[Schema] = []
    for branch in branches(schema):
        inner = SCHEMAS[name_of(branch["$ref"])] if "$ref" in branch else branch
        if "$ref" in branch and "properties" not in inner:
            found += alternatives(inner)
        else:
            found.append(branch)
    return found


def kind_of(branch: Schema) -> str:
    """Return the JSON type of an alternative, `enum` or `any`."""
    if "$ref" in branch:
        return "object"
    return "enum" if "enum" in branch else str(branch.get("type", "any"))


def words(schema: Schema) -> str:
    """Say what a schema takes, as `number 0..1.5 | null`."""
    found = dict.fromkeys(_word(branch) for branch in branches(schema))
    null = [each for each in found if each == "null"]
    return " | ".join([each for each in found if each != "null"] + null)


def _word(branch: Schema) -> str:
    match kind_of(branch):
        case "object" if "$ref" in branch:
            return name_of(branch["$ref"])
        case "enum":
            return " | ".join(map(repr, branch["enum"]))
        case "array":
            limits = _limits(branch, "minItems", "maxItems")
            return f"[{words(branch.get('items', {}))}]{limits}"
        case "object":
            names = _word({"type": "string"} | branch.get("propertyNames", {}))
            values = branch.get("additionalProperties", True)
            return f"{{{names}: {words({} if values is True else values)}}}"
        case "string":
            pattern = f" /{branch['pattern']}/" if "pattern" in branch else ""
            kind = "file" if branch.get("format") == "binary" else "string"
            return f"{kind}{_limits(branch, 'minLength', 'maxLength')}{pattern}"
        case kind:
            return kind + _limits(branch, "minimum", "maximum")


def _limits(branch: Schema, least: str, most: str) -> str:
    above = f">{branch['exclusiveMinimum']}" if "exclusiveMinimum" in branch else ""
    below = f"<{branch['exclusiveMaximum']}" if "exclusiveMaximum" in branch else ""
    low = above or str(branch.get(least, ""))
    high = below or str(branch.get(most, ""))
    return f" {low}..{high}" if low or high else ""


def members(name: str) -> dict[str, Schema]:
    """Return what an object takes; of a disputed member only its hint is tested."""
    found = SCHEMAS[name]["properties"].items()
    return {key: each for key, each in found if not each.get("deprecated")}


def exactly_one(owner: Schema) -> list[str]:
    """Return the members of an object of which there must be one and only one."""
    return [name for each in owner.get("oneOf", ()) for name in each["required"]]


def rows(name: str) -> dict[str, str]:
    """Return what each member of an object takes, as in the golden table."""
    owner = SCHEMAS[name]
    found = {key: _row(name, key, member) for key, member in members(name).items()}
    one_of = exactly_one(owner)
    return found | ({"exactly one of": ", ".join(one_of)} if one_of else {})


def _row(name: str, key: str, member: Schema) -> str:
    needed = "required " if key in SCHEMAS[name].get("required", ()) else ""
    warned = VERDICTS[name, key].severity == "warning"
    return f"{needed}{words(member)}{ONLY_WARNED * warned}"


def unions_of(objects: Iterable[str]) -> list[str]:
    """Return the names behind which there is no object, in the members of objects."""
    found: dict[str, None] = {}
    waiting = [each for name in objects for each in members(name).values()]
    while waiting:
        schema = waiting.pop()
        waiting += [each for each in schema.values() if isinstance(each, dict)]
        waiting += [each for key in ("anyOf", "oneOf") for each in schema.get(key, ())]
        name = name_of(schema.get("$ref", ""))
        if name and "properties" not in SCHEMAS[name] and name not in found:
            found[name] = None
            waiting.append(SCHEMAS[name])
    return sorted(found)


class Place(NamedTuple):
    """An object in a request: where it stands, and in what.

    Attributes:
        name: The schema of the object.
        loc: Where it stands.
        owners: The objects around it, outermost first, each with the rest of the way.
    """

    name: str
    loc: Loc
    owners: tuple[tuple[str, Loc], ...]


def places(request: str) -> Iterator[Place]:
    """Yield each kind of object in a request once, where it is nearest to the root."""
    seen, waiting = {request}, deque([Place(request, (), ())])
    while waiting:
        place = waiting.popleft()
        yield place
        for key, member in members(place.name).items():
            for name, steps in _objects(member):
                if name not in seen:
                    seen.add(name)
                    way: Loc = (key, *steps)
                    owners = (*place.owners, (place.name, way))
                    waiting.append(Place(name, (*place.loc, *way), owners))


def _objects(schema: Schema) -> Iterator[tuple[str, Loc]]:
    """Yield the objects that a value may be or hold, with the way to them."""
    for branch in alternatives(schema):
        if "$ref" in branch:
            yield name_of(branch["$ref"]), ()
        elif kind_of(branch) == "array":
            for name, steps in _objects(branch.get("items", {})):
                yield name, (0, *steps)
        elif isinstance(branch.get("additionalProperties"), dict):
            for name, steps in _objects(branch["additionalProperties"]):
                yield name, ("key", *steps)


def least(schema: Schema) -> Any:
    """Return the smallest value that a schema takes."""
    branch = alternatives(schema)[0]
    match kind_of(branch):
        case "object" if "$ref" in branch:
            return least_object(name_of(branch["$ref"]))
        case "enum":
            return branch["enum"][0]
        case "array":
            return [least(branch["items"]) for _ in range(branch.get("minItems", 0))]
        case "object":
            return {}
        case "string":
            return text(branch, max(1, branch.get("minLength", 0)))
        case "integer" | "number":
            low = branch.get("exclusiveMinimum", branch.get("minimum", 1))
            return low + 1 if "exclusiveMinimum" in branch else low
        case "boolean":
            return True
        case _:
            return "x"


def text(branch: Schema, length: int) -> Any:
    """Return a text of a length that matches the schema's pattern, or a file."""
    if branch.get("format") == "binary":
        return b"x"
    if "pattern" in branch:
        fitting = PATTERNS[branch["pattern"]][0]
        return fitting[0] * length if "maxLength" in branch else fitting
    return "x" * length


def is_tag(name: str, key: str) -> bool:
    """Whether a member says which kind of object it is."""
    (first, *rest) = alternatives(SCHEMAS[name]["properties"][key])
    return key in ("type", "role") and not rest and len(first.get("enum", "")) == 1


def least_object(name: str) -> dict[str, Any]:
    """Return an object with nothing but what it needs and what it is known by."""
    owner = SCHEMAS[name]
    needed = {*owner.get("required", ()), *exactly_one(owner)[-1:]}
    return {
        key: least(member)
        for key, member in members(name).items()
        if key in needed or is_tag(name, key)
    }


def request_with(place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a small request that holds an object at a place, and that object."""
    inner = least_object(place.name)
    outer: Any = inner
    for owner, way in reversed(place.owners):
        for step in reversed(way[1:]):
            outer = [outer] if step == 0 else {step: outer}
        outer = least_object(owner) | {way[0]: outer}
    return outer, inner


PLACES = [
    (operation, place)
    for operation in ASKING.values()
    for place in places(operation.request)
]
"""Each kind of object of each operation."""


def at(found: list[tuple[ApiOperation, Place]]) -> pytest.MarkDecorator:
    """Return the mark of a test that is run at these places."""
    ids = [f"{operation.id}-{place.name}" for operation, place in found]
    return pytest.mark.parametrize(("operation", "place"), found, ids=ids)


def problems_of(operation: ApiOperation, request: Any) -> list[Problem]:
    """Return what the schema finds in a request, whatever rules say.

    What is inside a batch job's requests is their endpoint's matter.
    """
    path = re.sub(r"\{\w+\}", "x1", operation.path)
    report = check(path, request, method=operation.method)
    is_own = re.compile(r"(?!requests\[\d+\]\.body[.\[])")
    return [
        each
        for each in report.problems
        if each.rule not in RULE_IDS and is_own.match(each.path)
    ]


def as_toml(name: str, table: dict[str, str]) -> str:
    """Write a table as the golden file has it."""
    keys = {key: json.dumps(key) if re.search(r"[ .]", key) else key for key in table}
    lines = [f"{keys[key]} = {quoted(value)}" for key, value in table.items()]
    return "\n".join([f"[{name}]", *lines])


def quoted(value: str) -> str:
    """Write a text as TOML, literally if it can be."""
    return f"'{value}'" if "'" not in value else f'"{value}"'.replace("\\", "\\\\")
