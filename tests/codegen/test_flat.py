"""The flat types that stand for unions in requests; see `tests/typing` as well."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.codegen.support import build

BASE = """
MakeRequest:
  additionalProperties: false
  required: [model]
  properties:
    model: {type: string}
    seed: {type: integer}
    items: {type: array, items: {$ref: '#/components/schemas/Item'}}
    nested:
      anyOf:
      - {type: array, items: {$ref: '#/components/schemas/Item'}}
      - type: array
        items: {type: array, items: {$ref: '#/components/schemas/Item'}}
Item: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A:
  additionalProperties: false
  required: [type, parts]
  properties:
    type: {const: a}
    parts:
      type: array
      items:
        anyOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}]
B:
  additionalProperties: false
  required: [type]
  properties:
    type: {const: b}
    size: {type: [integer, 'null'], description: How large.}
    parts:
      type: array
      items:
        anyOf:
        - {$ref: '#/components/schemas/C'}
        - {$ref: '#/components/schemas/D'}
        - {$ref: '#/components/schemas/E'}
C: {additionalProperties: false, required: [c], properties: {c: {type: string}}}
D: {additionalProperties: false, required: [d], properties: {d: {type: string}}}
E: {additionalProperties: false, required: [e], properties: {e: {type: string}}}
"""
OVERLAY = """
- target: $.components.schemas.A
  update: {x-foreign: {size: remove it, alien: use parts}}
  x-verdict: refused
  x-evidence: [spec]
- target: $.components.schemas.B
  update: {x-foreign: {replayed: remove it}}
  x-verdict: refused
  x-copied: true
  x-evidence: [spec]
"""


@pytest.fixture(scope="module")
def params() -> ModuleType:
    """The TypedDicts of the small base above."""
    return build(BASE, OVERLAY).params()


def annotation(params: ModuleType, name: str, key: str) -> str:
    """Return the annotation of a key as it is written."""
    text: str = getattr(params, name).__annotations__[key].__forward_arg__
    return text


def test_parameter_takes_the_flat_type(params: ModuleType) -> None:
    """A literal is checked against one type, and the union is still there by name."""
    assert "Iterable[ItemInput]" in annotation(params, "MakeParams", "items")
    assert params.Item == "A | B"


def test_flat_type_has_all_keys_of_all_members(params: ModuleType) -> None:
    """What all require is required; all is read-only, so that narrower ones fit."""
    assert annotation(params, "ItemInput", "type") == "ReadOnly[Literal['a', 'b']]"
    size = annotation(params, "ItemInput", "size")
    assert size.startswith("ReadOnly[NotRequired[int | None | Unsupported[")
    assert annotation(params, "ItemInput", "parts").count("Iterable[") == 1


def test_hint_stays_on_what_no_member_takes(params: ModuleType) -> None:
    """A key that is refused in every member has its hint in the flat type as well."""
    assert "use parts" in annotation(params, "ItemInput", "alien")


def test_members_are_closed_and_flat_types_open(params: ModuleType) -> None:
    """A member lacks keys of the flat type, and fits since it can have no others."""
    assert params.A.__closed__ is True
    assert params.ItemInput.__closed__ is None


def test_narrower_union_of_a_member_stays(params: ModuleType) -> None:
    """Of two flat types neither fits the other, so that the member has none."""
    assert annotation(params, "A", "parts") == "Iterable[C | D]"
    assert annotation(params, "B", "parts") == "NotRequired[Iterable[ItemPartsInput]]"


def test_several_lists_are_one(params: ModuleType) -> None:
    """Of several lists mypy would choose none for a list of dict literals."""
    nested = annotation(params, "MakeParams", "nested")
    assert "Iterable[ItemInput | Iterable[ItemInput]]" in nested


def test_what_is_only_copied_is_in_no_type(params: ModuleType) -> None:
    """A key that nobody types by hand is not offered by an editor."""
    assert "replayed" not in params.ItemInput.__annotations__
    assert "replayed" not in params.B.__annotations__
