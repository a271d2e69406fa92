"""The generated TypedDicts and models, as the runtime sees them.

What type checkers see is in `tests/typing`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import NotRequired, get_args, get_origin

import pytest
from openai import Omit
from pydantic import ValidationError
from typing_extensions import get_type_hints, is_typeddict

import mistyped.types
from mistyped._values.hints import Unknown, Unsupported
from tests.codegen.support import build

BASE = """
MakeRequest:
  additionalProperties: false
  required: [model]
  properties:
    model: {type: string}
    stream: {type: boolean}
    seed: {type: integer}
    random_seed: {type: integer}
    parts:
      type: array
      items:
        anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
    response_format: {type: object}
A: {additionalProperties: false, required: [type], properties: {type: {const: a}}}
B:
  additionalProperties: false
  required: [type]
  properties: {type: {const: b}, size: {type: [integer, 'null'], minimum: 1}}
"""
RENAMED = """
- target: $.components.schemas.MakeRequest.properties.seed
  remove: true
  x-verdict: renamed
  x-rename: random_seed
  x-hint: use random_seed
  x-evidence: [spec]
- target: $.components.schemas.A
  update: {x-foreign: {alien: remove it}}
  x-verdict: refused
  x-evidence: [spec]
- target: $.components.schemas
  update:
    Parts: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
  x-verdict: added
  x-evidence: [spec]
- target: $.components.schemas.MakeRequest.properties.parts.items.anyOf
  remove: true
- target: $.components.schemas.MakeRequest.properties.parts.items
  update: {$ref: '#/components/schemas/Parts'}
"""


@pytest.fixture(scope="module")
def params() -> ModuleType:
    """The TypedDicts of the small base above."""
    return build(BASE, RENAMED).params()


def is_optional(hint: object) -> bool:
    """Tell whether an annotation says that the key may be left out."""
    return get_origin(hint) is NotRequired


def hint_of(typed_dict: type, key: str) -> str:
    """Return the hint that stands as the type of a key."""
    module = sys.modules[typed_dict.__module__]
    names = {**vars(module), "Omit": Omit}  # which the module imports for checkers
    annotation = typed_dict.__annotations__[key].__forward_arg__
    (unsupported,) = get_args(eval(annotation, names))
    assert get_origin(unsupported) is Unsupported
    (literal,) = get_args(unsupported)
    (hint,) = get_args(literal)
    assert isinstance(hint, str)
    return hint


def test_leaves_are_closed(params: ModuleType) -> None:
    """What a caller fills takes no other keys; a union's flat type needs that."""
    for name in ("MakeParams", "MakeParseParams", "A", "AOptions", "B"):
        cls = getattr(params, name)
        assert is_typeddict(cls)
        assert cls.__closed__ is True, name


def test_overloads_take_every_name_as_unknown(params: ModuleType) -> None:
    """What methods that stream take has a type for any other name, to be named."""
    assert params.MakeArguments.__extra_items__ == Unknown


def test_required_keys(params: ModuleType) -> None:
    """What the schema requires is required, all else may be left out."""
    hints = get_type_hints(params.B, include_extras=True)
    assert [name for name, hint in hints.items() if is_optional(hint)] == ["size"]


def test_renamed_key_stays_with_its_hint(params: ModuleType) -> None:
    """A renamed parameter is still there, and its type says what to do."""
    assert hint_of(params.MakeCommon, "seed") == "use random_seed"


def test_foreign_key_is_there_with_its_hint(params: ModuleType) -> None:
    """A key of other APIs is there as well, in the object and for its constructor."""
    assert hint_of(params.A, "alien") == "remove it"
    assert hint_of(params.AOptions, "alien") == "remove it"


def test_stream_selects_an_overload(params: ModuleType) -> None:
    """`stream` is no member, since the overloads of `create` have it."""
    assert "stream" not in params.MakeParams.__annotations__


def test_parse_has_a_format_of_its_own(params: ModuleType) -> None:
    """`response_format` is a member of `create`'s parameters and not of `parse`'s."""
    assert "response_format" in params.MakeParams.__annotations__
    assert "response_format" not in params.MakeParseParams.__annotations__


def test_call_options_are_taken(params: ModuleType) -> None:
    """The transport's options are there beside the parameters, as in the SDK."""
    assert {"extra_headers", "timeout"} <= params.MakeParams.__annotations__.keys()


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The request models of the small base above, with the tables that they ask."""
    built = build(BASE, RENAMED)
    tables = {"validators": built.validators(), "verdicts": built.tables()}
    for folder, module in tables.items():
        monkeypatch.setitem(sys.modules, f"mistyped._generated.{folder}.thing", module)
    return built.models()


def test_model_sends_what_was_set(models: ModuleType) -> None:
    """A model's wire form has what was set, and tags; nothing else."""
    request = models.MakeRequest(model="m", parts=[models.B(type="b", size=None)])
    assert request.model_dump(exclude_unset=True) == {
        "model": "m",
        "parts": [{"type": "b", "size": None}],
    }


@pytest.mark.parametrize(
    "arguments",
    [{}, {"model": 1}, {"model": "m", "seed": 1}, {"model": "m", "parts": [{"x": 1}]}],
)
def test_model_refuses(models: ModuleType, arguments: dict[str, object]) -> None:
    """A model is strict and closed, as Mistral is."""
    with pytest.raises(ValidationError):
        models.MakeRequest(**arguments)


def test_page_shows_both_sides() -> None:
    """The reference page has what is taken and what is refused, with hint and rule."""
    page = build(BASE, RENAMED).page()
    assert "| `model` (required) | `str` | as at OpenAI |" in page
    assert "| `seed` | use random_seed | `thing.seed` | error |" in page
    assert "| `alien` | remove it | `thing.a.alien` | error |" in page


def test_help_shows_every_parameter_with_what_it_is() -> None:
    """`help` shows a class's own docstring alone, and not those of its keys."""
    text = str(mistyped.types.TranscriptionParams.__doc__)
    for name in ("file", "file_url", "language", "context_bias"):
        assert f"{name}: " in text
    assert "two letters" in text
