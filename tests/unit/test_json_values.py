"""What JSON can carry: what is turned into it, and what is refused with its place."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import types
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openai
import pydantic
import pytest

from mistyped import InvalidRequestError
from tests.unit.support import (
    MODEL,
    USER,
    Wire,
    body,
    call,
    found,
    message,
    only,
    part,
    tool,
)

NAN, INFINITY = float("nan"), float("inf")
LONE = "half \ud83d"

PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "metadata.deep[0].key": lambda value: body(metadata={"deep": [{"key": value}]}),
    "tools[0].function.parameters.default": lambda value: tool(
        type="function", function={"name": "f", "parameters": {"default": value}}
    ),
    "messages[1].tool_calls[0].function.arguments.x": lambda value: call(
        id="Ab3dE6gH9", function={"name": "f", "arguments": {"x": value}}
    ),
    "response_format.json_schema.schema.const": lambda value: body(
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "n", "schema": {"const": value}},
        }
    ),
}
"""Places that take any JSON, by path."""


class Mood(enum.Enum):
    """An enum of texts."""

    GOOD = "good"


class Grade(enum.IntEnum):
    """An enum of numbers."""

    BEST = 1


class Choice(enum.StrEnum):
    """Texts that are an enum."""

    ANY = "any"


class Person(pydantic.BaseModel):
    """A model with an alias."""

    first_name: str = pydantic.Field(alias="firstName")
    born: dt.date | None = None


class Spoken(pydantic.BaseModel):
    """A message of somebody else's making."""

    role: str
    content: Any
    name: str | None = None


REFUSED = {
    "NaN": (NAN, "not-finite"),
    "infinity": (INFINITY, "not-finite"),
    "minus infinity": (-INFINITY, "not-finite"),
    "surrogate": (LONE, "invalid-unicode"),
    "above 64 bits": (2**63, "integer-range"),
    "below 64 bits": (-(2**63) - 1, "integer-range"),
    "vast integer": (10**400, "integer-range"),
    "bytes": (b"x", "not-json"),
    "bytearray": (bytearray(b"x"), "not-json"),
    "memoryview": (memoryview(b"x"), "not-json"),
    "set": ({1}, "not-json"),
    "frozenset": (frozenset({1}), "not-json"),
    "object": (object(), "not-json"),
    "class": (int, "not-json"),
    "function": (print, "not-json"),
    "complex": (1j, "not-json"),
    "Decimal": (Decimal("1.5"), "not-json"),
}

CARRIED: dict[str, tuple[Any, Any]] = {
    "largest integer": (2**63 - 1, 2**63 - 1),
    "smallest integer": (-(2**63), -(2**63)),
    "float": (1.5e300, 1.5e300),
    "astral text": ("\U0001f600", "\U0001f600"),
    "tuple": ((1, (2,)), [1, [2]]),
    "range": (range(3), [0, 1, 2]),
    "deque": (collections.deque([1]), [1]),
    "dict views": ({"a": 1}.values(), [1]),
    "ordered dict": (collections.OrderedDict(a=1), {"a": 1}),
    "mapping proxy": (types.MappingProxyType({"a": (1,)}), {"a": [1]}),
    "enum": (Mood.GOOD, "good"),
    "integer enum": (Grade.BEST, 1),
    "text enum": (Choice.ANY, "any"),
    "date": (dt.date(2026, 8, 17), "2026-08-17"),
    "datetime": (
        dt.datetime(2026, 8, 17, 9, 30, tzinfo=dt.UTC),
        "2026-08-17T09:30:00+00:00",
    ),
    "UUID": (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    "model": (
        Person(firstName="Ada", born=dt.date(1815, 12, 10)),
        {"firstName": "Ada", "born": "1815-12-10"},
    ),
    "model without what was not set": (Person(firstName="Ada"), {"firstName": "Ada"}),
    "models in a list": ([Person(firstName="A")], [{"firstName": "A"}]),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", REFUSED)
def test_what_json_cannot_carry_is_refused_at_its_place(what: str, place: str) -> None:
    """Wherever any JSON is taken, what is no JSON is named with path and rule."""
    value, rule = REFUSED[what]
    assert found(PLACES[place](value)) == [(place, rule)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", CARRIED)
def test_what_has_a_json_form_is_sent_in_it(what: str, place: str, wire: Wire) -> None:
    """Python's and pydantic's values arrive as the JSON that one expects."""
    value, expected = CARRIED[what]
    wire.client().chat.completions.create(**PLACES[place](value))
    assert wire.sent == [PLACES[place](expected)]


@pytest.mark.parametrize(
    ("request_", "path", "rule"),
    [
        (body(repetition_penalty=NAN), "repetition_penalty", "not-finite"),
        (body(repetition_penalty=INFINITY), "repetition_penalty", "not-finite"),
        (body(temperature=NAN), "temperature", "not-finite"),
        (body(top_p=INFINITY), "top_p", "not-finite"),
        (body(top_k=2**63), "top_k", "integer-range"),
        (body(random_seed=2**64), "random_seed", "integer-range"),
        (body(model=LONE), "model", "invalid-unicode"),
        (body(stop=["a", LONE]), "stop[1]", "invalid-unicode"),
        (body(model=b"m"), "model", "not-json"),
        (part(type="text", text=b"x"), "messages[0].content[0].text", "not-json"),
        (message(role="user", content=LONE), "messages[0].content", "invalid-unicode"),
        (body(stop={"a"}), "stop", "not-json"),
        (body(messages={"a"}), "messages", "not-json"),
        (body(user=LONE), "user", "invalid-unicode"),
        (
            body(
                guardrails=[
                    {"moderation_llm_v1": {"custom_category_thresholds": {"a": NAN}}}
                ]
            ),
            "guardrails[0].moderation_llm_v1.custom_category_thresholds.a",
            "not-finite",
        ),
    ],
)
def test_typed_places_refuse_it_too(request_: Any, path: str, rule: str) -> None:
    """A parameter with a type of its own says the same, once."""
    assert found(request_) == [(path, rule)]


@pytest.mark.parametrize("key", [1, None, (1, 2), 1.5, b"k"])
def test_a_key_that_is_no_text_is_refused(key: object) -> None:
    """Nothing turns a key into text behind the caller's back."""
    problem = only(body(metadata={"a": {key: 1}}))
    assert problem.loc == ("metadata", "a", str(key))
    assert problem.rule == "invalid-key"


def test_a_surrogate_in_a_key_is_refused_once() -> None:
    """One line names the key, in characters that any terminal can print."""
    assert found(body(metadata={LONE: 1})) == [
        ('metadata["half \\ud83d"]', "invalid-unicode")
    ]
    assert found(body(**{LONE: 1})) == [('["half \\ud83d"]', "invalid-unicode")]


def test_the_place_in_a_text_is_given() -> None:
    """The message counts to the character that UTF-8 cannot carry."""
    assert "character 5 " in only(body(model=LONE)).message


class TestAbsent:
    """The SDK's `omit` and `NOT_GIVEN` count as absent wherever a key may be."""

    @pytest.mark.parametrize("marker", [openai.omit, openai.NOT_GIVEN])
    def test_at_every_level(self, marker: object, wire: Wire) -> None:
        """Parameters, members of messages, parts, tools and free objects."""
        request = {
            "model": MODEL,
            "seed": marker,
            "tools": marker,
            "metadata": {"a": marker, "b": [{"c": marker}]},
            "messages": [
                {**USER, "name": marker},
                {
                    "role": "user",
                    "content": [{"type": "text", "text": "x", "y": marker}],
                },
            ],
            "response_format": {"type": "text", "json_schema": marker},
            "stream": marker,
        }
        assert found(request) == []
        wire.client().post("/chat/completions", body=request, cast_to=object)
        wire.client().chat.completions.create(**request)
        expected = {
            "model": MODEL,
            "metadata": {"b": [{}]},
            "messages": [
                USER,
                {"role": "user", "content": [{"type": "text", "text": "x"}]},
            ],
            "response_format": {"type": "text"},
        }
        assert wire.sent == [expected, expected]

    @pytest.mark.parametrize("marker", [openai.omit, openai.NOT_GIVEN])
    def test_an_absent_required_key_is_missing(self, marker: object) -> None:
        """Absent is absent."""
        assert found({**body(), "model": marker}) == [("model", "missing")]

    def test_in_a_list_it_is_refused(self) -> None:
        """A list has no absent places."""
        assert found(body(stop=["a", openai.omit])) == [("stop[1]", "not-json")]


class TestWholeRequests:
    """Messages and tools may come as what Python programs keep them in."""

    @pytest.mark.parametrize("wrap", [tuple, iter, collections.deque])
    def test_any_sequence_or_iterator(self, wrap: Any, wire: Wire) -> None:
        """What is iterated is sent whole, though it can be read only once."""
        request = body(messages=wrap([USER, USER]), stop=wrap(["a", "b"]))
        wire.client().chat.completions.create(**request)
        assert wire.sent == [body(messages=[USER, USER], stop=["a", "b"])]

    def test_a_generator_of_messages_streams_too(self, wire: Wire) -> None:
        """The same with `stream=True`."""
        messages = (each for each in [USER])
        list(
            wire.client().chat.completions.create(
                **body(messages=messages, stream=True)
            )
        )
        assert wire.sent == [body(stream=True)]

    def test_models_as_messages(self, wire: Wire) -> None:
        """A pydantic model is what was set in it."""
        messages = [Spoken(role="user", content="x")]
        wire.client().chat.completions.create(**body(messages=messages))
        assert wire.sent == [message(role="user", content="x")]

    def test_models_are_checked(self) -> None:
        """A problem inside a model has the path that it has on the wire."""
        messages = [
            Spoken(role="user", content=[{"type": "file", "file": 1}], name="Ada")
        ]
        assert found(body(messages=messages)) == [
            ("messages[0].content[0].file", "chat.file.file"),
            ("messages[0].content[0].file_id", "missing"),
            ("messages[0].name", "chat.user-message.name"),
        ]

    def test_enums_as_parameters(self, wire: Wire) -> None:
        """An enum stands for its value."""
        tools = [{"type": "web_search"}]
        request = body(tool_choice=Choice.ANY, tools=tools)
        wire.client().chat.completions.create(**request)
        assert wire.sent == [body(tool_choice="any", tools=tools)]

    def test_what_cannot_be_sent_is_refused_by_every_client(self, wire: Wire) -> None:
        """Nothing reaches the wire."""
        with pytest.raises(InvalidRequestError):
            wire.client().chat.completions.create(**body(metadata={"a": {1}}))
        assert wire.seen == []
