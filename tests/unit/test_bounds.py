"""Every member of every request: what it takes at its edge, and what is beyond.

`tests/golden/requests.toml` says what each member takes, a row for each, and judges the
document; the document tells where the edges are, and the check is asked on both sides
of each, in each operation, at the place that is nearest to the root.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from mistyped._values.rows import ApiOperation
from tests.unit.edge_values import beyond, within
from tests.unit.request_schemas import (
    ASKING,
    ONLY_WARNED,
    PLACES,
    SCHEMAS,
    Place,
    Schema,
    as_toml,
    at,
    exactly_one,
    golden,
    members,
    problems_of,
    request_with,
    rows,
    unions_of,
    words,
)

OTHER_KEY = "any other key"
GOLDEN = golden("requests.toml")
OBJECTS = sorted({place.name for _, place in PLACES})
TAKEN_FOR_ANOTHER = {
    "BuiltInTool",
    "ResponseFormatJSONObject",
    "ResponseFormatJSONSchema",
}
"""Objects that without their `type` are another kind, which needs none."""

NEVER_DISPUTED = ("wrong-type", "null")
"""What is refused though the member is known from weak evidence."""


def put(inner: dict[str, Any], owner: Schema, key: str, value: Any) -> None:
    """Set a member, and leave out those that may not stand beside it."""
    one_of = exactly_one(owner)
    for other in one_of if key in one_of else ():
        inner.pop(other, None)
    inner[key] = value


def asked() -> dict[str, str]:
    """Return what asks for each object, how and where."""
    return {
        id_: f"{each.method} {each.path} {each.carrier} {each.request}"
        for id_, each in ASKING.items()
    }


class TestDocument:
    """The document says what the golden table says; a failure prints the new rows."""

    def test_operations(self) -> None:
        """What asks for each object, how and where."""
        assert asked() == GOLDEN["operations"], as_toml("operations", asked())

    def test_unions(self) -> None:
        """What stands behind a name that is no object's."""
        found = {name: words(SCHEMAS[name]) for name in unions_of(OBJECTS)}
        assert found == GOLDEN["unions"], as_toml("unions", found)

    def test_every_object_is_there(self) -> None:
        """And no other."""
        assert GOLDEN.keys() - {"operations", "unions"} == set(OBJECTS)

    @pytest.mark.parametrize("name", OBJECTS)
    def test_members(self, name: str) -> None:
        """What an object has, what each member takes, and which are required."""
        found = rows(name)
        wanted = {k: v for k, v in GOLDEN.get(name, {}).items() if k != OTHER_KEY}
        assert found == wanted, as_toml(name, found)


@at(PLACES)
class TestCheck:
    """The check, at each kind of object of each operation."""

    def test_the_edge_holds(self, operation: ApiOperation, place: Place) -> None:
        """What a member takes is not complained of, alone or beside the rest."""
        for key, member in members(place.name).items():
            for value in within(member):
                request, inner = request_with(place)
                put(inner, SCHEMAS[place.name], key, value)
                assert problems_of(operation, request) == [], (key, value)

    def test_beyond_it_is_refused(self, operation: ApiOperation, place: Place) -> None:
        """By the rule for it, where it stands; a range or a word may be disputed."""
        is_json = operation.carrier == "json"
        for key, member in members(place.name).items():
            warned = GOLDEN[place.name][key].endswith(ONLY_WARNED)
            for value, rule, loc in beyond(member, is_json=is_json):
                is_disputed = warned and rule not in NEVER_DISPUTED
                severity = "warning" if is_disputed else "error"
                request, inner = request_with(place)
                put(inner, SCHEMAS[place.name], key, value)
                found = problems_of(operation, request)
                assert [(p.loc, p.rule, p.severity) for p in found] == [
                    ((*place.loc, key, *loc), rule, severity)
                ], (key, value)
                assert found[0].hint

    def test_what_is_required_is_missed(
        self, operation: ApiOperation, place: Place
    ) -> None:
        """And nothing else is."""
        for key in members(place.name):
            request, inner = request_with(place)
            is_other = key == "type" and place.name in TAKEN_FOR_ANOTHER
            if is_other or key in exactly_one(SCHEMAS[place.name]) or key not in inner:
                continue
            del inner[key]
            found = [(p.loc, p.rule) for p in problems_of(operation, request)]
            needed = GOLDEN[place.name][key].startswith("required ")
            wanted = [((*place.loc, key), "missing")] if needed else []
            assert found == wanted, key

    def test_another_key(self, operation: ApiOperation, place: Place) -> None:
        """An object that Mistral leaves open only warns of it."""
        request, inner = request_with(place)
        inner["no_such_key"] = 1
        found = problems_of(operation, request)
        assert [(p.loc, p.rule, p.severity) for p in found] == [
            ((*place.loc, "no_such_key"), "unknown-key", GOLDEN[place.name][OTHER_KEY])
        ]


@at([each for each in PLACES if exactly_one(SCHEMAS[each[1].name])])
def test_exactly_one(operation: ApiOperation, place: Place) -> None:
    """None of them is refused, each alone passes, and any two are refused."""
    names = GOLDEN[place.name]["exactly one of"].split(", ")
    values = {name: next(within(members(place.name)[name])) for name in names}
    for chosen in product((True, False), repeat=len(names)):
        request, inner = request_with(place)
        for name, is_given in zip(names, chosen, strict=True):
            inner.pop(name, None)
            inner.update({name: values[name]} if is_given else {})
        found = {each.rule for each in problems_of(operation, request)}
        assert found == ({"exactly-one"} if sum(chosen) != 1 else set()), chosen
