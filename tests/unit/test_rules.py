"""The rules that no schema can say: their table, and how they work together.

What each rule finds and what it lets pass stands in `tests/cases/<rule>`.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator, SchemaError
from pydantic import BaseModel, Field

import mistyped._check.rules
from mistyped import InvalidRequestError, InvalidRequestWarning, check
from mistyped._check.plain_schemas import is_plain
from mistyped._check.preflight import may_break_rules
from mistyped._check.rules import broken_rules, function_of
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._generated.verdicts.chat import VERDICTS
from mistyped._values.rows import Rule
from mistyped.requests import AssistantMessage, ChatCompletionRequest, UserMessage
from tests.unit.strategies import json_values, near_requests, requests
from tests.unit.support import MODEL, PATH, USER, Wire, body
from tests.unit.talk import good_conversation
from tests.unit.test_properties import SLOW, well_formed
from tests.work import work_of


def functions() -> dict[tuple[str, str], object]:
    """Return the public functions of the modules of rules, by module and name."""
    modules = {each.name for each in iter_modules(mistyped._check.rules.__path__)}
    loaded = {name: import_module(f"mistyped._check.rules.{name}") for name in modules}
    return {
        (name, each.name): getattr(module, each.name)
        for name, module in loaded.items()
        for each in ast.parse(inspect.getsource(module)).body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    }


class TestTable:
    """One entry, one function."""

    def test_every_rule_has_a_function_and_every_function_a_rule(self) -> None:
        """A function that no entry names would never be asked."""
        named = {(rule.group, rule.id.replace("-", "_")) for rule in RULES}
        assert functions().keys() == named
        for rule in RULES:
            found = functions()[rule.group, rule.id.replace("-", "_")]
            assert function_of(rule) is found

    def test_ids_are_unique(self) -> None:
        """Also among what the schema check says."""
        ids = [rule.id for rule in RULES]
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_an_entry_reads_well(self, rule: Rule) -> None:
        """A sentence, a clause to follow, evidence, and a call that exists."""
        assert rule.what.endswith(".")
        assert rule.hint
        assert not rule.hint.endswith(".")
        assert rule.evidence
        assert set(rule.operations) <= {each.id for each in OPERATIONS.values()}
        assert rule.operations
        assert not (rule.lacking and rule.not_lacking)


CALL_ID = "Ab3dE6gH9"


def called(*ids: str, **members: Any) -> dict[str, Any]:
    """Return an assistant message that calls a function, once for each id."""
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": each, "function": function} for each in ids]
    return {"role": "assistant", "tool_calls": calls, **members}


def result(id_: str = CALL_ID) -> dict[str, Any]:
    """Return a tool message."""
    return {"role": "tool", "content": "4", "tool_call_id": id_}


def marks(request: Any) -> list[tuple[str, str]]:
    """Return path and rule of everything that is wrong with a chat request."""
    return [(each.path, each.rule) for each in check(PATH, request).problems]


MANY_FAULTS = {
    "tool_choice": "any",
    "messages": [
        {"role": "assistant", "content": "", "prefix": True},
        {"role": "system", "content": "Be brief."},
        called("a b", CALL_ID, CALL_ID),
        result("other one"),
        {"role": "assistant", "content": "x", "name": "Ada"},
    ],
    "model": "mistral-small-latest",
    "seed": 1,
    "tools": [{"function": {"name": "a.b", "parameters": {"type": "text"}}}],
    "response_format": {"type": "json_object"},
}


class TestTogether:
    """Rules beside each other and beside the schema."""

    def test_everything_is_found_at_once_in_the_order_of_the_body(self) -> None:
        """Schema and rules, errors and warnings."""
        assert marks(MANY_FAULTS) == [
            ("messages[0]", "empty-assistant"),
            ("messages[0].prefix", "prefix-not-last"),
            ("messages[1].role", "role-order"),
            ("messages[2].tool_calls[0].id", "call-id-form"),
            ("messages[2].tool_calls[0].id", "unanswered-call"),
            ("messages[2].tool_calls[1].id", "unanswered-call"),
            ("messages[2].tool_calls[2].id", "duplicate-call"),
            ("messages[3].tool_call_id", "unasked-result"),
            ("messages[4].role", "last-role"),
            ("messages[4].name", "chat.assistant-message.name"),
            ("seed", "chat.seed"),
            ("tools[0].function.name", "function-name"),
            ("tools[0].function.parameters.type", "bare-properties"),
            ("tools[0].function.parameters.type", "tool-schema"),
            ("response_format.type", "format-beside-tools"),
            ("response_format.type", "json-word"),
        ]

    def test_the_report_parts_errors_from_warnings(self) -> None:
        """`warnings` are those of weak evidence; they alone stop nothing."""
        report = check(PATH, MANY_FAULTS)
        assert {each.rule for each in report.warnings} == {
            "call-id-form",
            "bare-properties",
            "json-word",
        }
        assert not report.ok
        assert check(PATH, body(response_format={"type": "json_object"})).ok

    def test_a_rule_says_nothing_where_the_schema_has_spoken(self) -> None:
        """A place is complained of once."""
        request = body(
            messages=[USER, called(CALL_ID), {**result(), "tool_call_id": 1}]
        )
        assert marks(request) == [
            ("messages[1].tool_calls[0].id", "unanswered-call"),
            ("messages[2].tool_call_id", "wrong-type"),
        ]

    def test_messages_in_a_tuple_are_judged(self) -> None:
        """What is no list becomes one on the wire."""
        made = (USER, {"role": "assistant", "content": "x"})
        assert marks(body(messages=made)) == [("messages[1].role", "last-role")]

    def test_models_are_judged(self) -> None:
        """A typed request is asked the same."""
        made = ChatCompletionRequest(
            model=MODEL,
            messages=[UserMessage(content="x"), AssistantMessage(content="y")],
        )
        assert marks(made) == [("messages[1].role", "last-role")]


class TestMessage:
    """What a user reads."""

    def test_the_line_names_the_place_the_fault_and_the_way_out(self) -> None:
        """With the id that is meant."""
        (problem,) = check(PATH, body(messages=[USER, called(CALL_ID), USER])).problems
        assert str(problem) == (
            "messages[1].tool_calls[0].id: the call 'Ab3dE6gH9' has no result; "
            "add a tool message with this tool_call_id [unanswered-call]"
        )

    def test_a_finding_may_have_a_hint_of_its_own(self) -> None:
        """`required: true` inside a property is answered with where it belongs."""
        schema = {"type": "object", "properties": {"a": {"required": True}}}
        tools = [{"function": {"name": "f", "parameters": schema}}]
        (problem,) = check(PATH, body(tools=tools)).problems
        assert problem.hint.startswith("list required properties beside properties")

    def test_many_odd_ids_are_one_warning(self) -> None:
        """The first is named, the others are counted."""
        ids = [f"call_{n}" for n in range(5)]
        request = body(messages=[USER, called(*ids), *map(result, ids)])
        (problem,) = check(PATH, request).problems
        assert problem.message.endswith(", nor are 4 more ids")

    def test_long_values_are_cut(self) -> None:
        """No value floods a terminal."""
        long = "x" * 9_999
        request = body(
            messages=[USER, called(long, CALL_ID), result(), USER],
            tools=[
                {"function": {"name": long, "parameters": {"type": long}}},
                {"function": {"name": "f", "parameters": {"properties": [long]}}},
                {"function": {"name": "g", "parameters": {"$ref": f"#/{long}"}}},
            ],
            tool_choice={"type": "function", "function": {"name": f"y{long}"}},
            reasoning_effort="low",
        )
        problems = check(PATH, request).problems
        assert len(problems) > 6
        assert [each for each in map(str, problems) if len(each) > 500] == []


class TestModels:
    """Rules that hold for some models."""

    @pytest.mark.parametrize(
        ("model", "rule"),
        [
            ("mistral-large-2411", "call-id-nine"),
            ("open-mistral-nemo", "call-id-nine"),
            ("open-mistral-nemo-2407", "call-id-nine"),
            ("mistral-large-2411-x", "call-id-form"),
            ("mistral-large-latest", "call-id-form"),
            ("zai-glm-4.6", "call-id-form"),
            ("", "call-id-form"),
        ],
    )
    def test_the_model_picks_the_rule(self, model: str, rule: str) -> None:
        """Whole names, and beginnings where the table has a star."""
        messages = [USER, called("call_1"), result("call_1")]
        request = body(model=model, messages=messages)
        assert [each for _, each in marks(request)] == [rule]

    def test_a_model_that_is_no_text_is_the_schemas_affair(self) -> None:
        """The rules for all models are asked all the same."""
        request = body(model=7, messages=[USER, {"role": "assistant", "content": "x"}])
        assert ("messages[1].role", "last-role") in marks(request)


class TestWaived:
    """Rules are waived like the schema's."""

    ASKED: Any = body(messages=[USER, {"role": "assistant", "content": "x"}])

    def test_for_a_client(self, wire: Wire) -> None:
        """The request is sent as it is."""
        wire.client(waive={"last-role"}).chat.completions.create(**self.ASKED)
        assert wire.sent == [self.ASKED]

    def test_for_some_calls(self, wire: Wire) -> None:
        """`with_options` waives; the client it was asked of does not."""
        client = wire.client()
        client.with_options(waive={"last-role"}).chat.completions.create(**self.ASKED)
        with pytest.raises(InvalidRequestError, match="last-role"):
            client.chat.completions.create(**self.ASKED)
        assert wire.sent == [self.ASKED]

    def test_nothing_else_is_waived(self, wire: Wire) -> None:
        """Other problems stop the request."""
        client = wire.client(waive={"last-role"})
        with pytest.raises(InvalidRequestError) as caught:
            client.chat.completions.create(**self.ASKED, response_format=1)
        assert [each.rule for each in caught.value.report.problems] == ["wrong-type"]

    def test_a_waived_warning_is_silent(self, wire: Wire) -> None:
        """Warnings are errors in this test run."""
        client = wire.client(waive={"effort-of-model"})
        client.chat.completions.create(**body(reasoning_effort="low"))
        assert wire.sent == [body(reasoning_effort="low")]

    @pytest.mark.anyio
    async def test_asynchronously(self, wire: Wire) -> None:
        """The same with the asynchronous client, and it refuses the same."""
        client = wire.async_client()
        with pytest.raises(InvalidRequestError, match="last-role"):
            await client.chat.completions.create(**self.ASKED)
        loose = client.with_options(waive={"last-role"})
        await loose.chat.completions.create(**self.ASKED)
        assert wire.sent == [self.ASKED]


class TestWarned:
    """A rule of weak evidence warns, and so does every rule with `check="warn"`."""

    def test_a_warning_lets_the_request_pass(self, wire: Wire) -> None:
        """It is our category, and names the rule."""
        with pytest.warns(InvalidRequestWarning, match=r"\[effort-of-model\]"):
            wire.client().chat.completions.create(**body(reasoning_effort="low"))
        assert wire.sent == [body(reasoning_effort="low")]

    def test_errors_become_warnings(self, wire: Wire) -> None:
        """With `check="warn"` everything is sent."""
        client = wire.client(check="warn")
        with pytest.warns(InvalidRequestWarning, match="last-role"):
            client.chat.completions.create(**TestWaived.ASKED)
        assert wire.sent == [TestWaived.ASKED]

    def test_once_for_each_call_site(self, wire: Wire) -> None:
        """A loop warns once, and a second place in the program again."""
        create = wire.client(check="warn").chat.completions.create
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            for _ in range(3):
                create(**TestWaived.ASKED)
            create(**TestWaived.ASKED)
        assert len(caught) == 2
        assert {each.filename for each in caught} == {__file__}
        assert len(wire.sent) == 4

    def test_off_asks_nothing(self, wire: Wire) -> None:
        """Neither errors nor warnings."""
        wire.client(check="off").chat.completions.create(**TestWaived.ASKED)
        assert wire.sent == [TestWaived.ASKED]


class TestOperations:
    """A rule names the calls that it applies to."""

    def test_calls_that_are_not_there_yet_are_left_out(self) -> None:
        """`spec/rules.yaml` may name a call before it is built."""
        known = {operation.id for operation in OPERATIONS.values()}
        assert {name for rule in RULES for name in rule.operations} <= known

    def test_another_call_has_other_rules(self) -> None:
        """A body that looks like a conversation is none for the embeddings."""
        asked = {**TestWaived.ASKED, "model": "codestral-embed"}
        assert broken_rules("embeddings.create", asked) == []
        assert broken_rules("chat.completions.create", TestWaived.ASKED)


def places(value: Any, loc: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value inside another."""
    members: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    for key, each in members:
        yield (*loc, key)
        yield from places(each, (*loc, key))


RICH: Any = body(
    messages=[
        {"role": "system", "content": [{"type": "text", "text": "Answer in JSON."}]},
        USER,
        called(CALL_ID, "Cd4eF7hI0", content="x"),
        {**result(), "name": "f"},
        result("Cd4eF7hI0"),
        {"role": "user", "content": [{"type": "image_url", "image_url": "x"}]},
        {"role": "assistant", "content": "x", "prefix": True},
    ],
    tools=[
        {
            "type": "function",
            "function": {
                "name": "f",
                "strict": True,
                "parameters": {
                    "type": "object",
                    "$defs": {"A": {"type": "string"}},
                    "properties": {"a": {"$ref": "#/$defs/A"}},
                    "required": ["a"],
                    "additionalProperties": False,
                },
            },
        }
    ],
    tool_choice={"type": "function", "function": {"name": "f"}},
    response_format={"type": "text"},
    reasoning_effort="high",
    n=2,
    temperature=0.5,
)
ODD: list[Any] = [None, True, 7, 1.5, "", "x", "null", [], [[]], [{}], {}, {"a": [1]}]


def test_the_rich_request_is_right() -> None:
    """So that each of its spoiled copies has one fault more."""
    assert marks(RICH) == []


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_rule_takes_whatever_stands_in_any_place(odd: Any) -> None:
    """No rule raises for a body that the schema refuses; every problem is in form."""
    for loc in places(RICH):
        request = copy.deepcopy(RICH)
        target = request
        for key in loc[:-1]:
            target = target[key]
        target[loc[-1]] = odd
        well_formed(check(PATH, request), request)
        for operation in OPERATIONS.values():
            broken_rules(operation.id, request)


@SLOW
@given(near_requests)
def test_no_rule_raises(request: Any) -> None:
    """For data of any shape, asked past the schema."""
    for operation in OPERATIONS.values():
        broken_rules(operation.id, request)


words = st.sampled_from(["type", "object", "properties", "$ref", "#/$defs/a", "$defs"])
schemas = st.recursive(
    json_values | words,
    lambda inner: st.dictionaries(words | st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)


@SLOW
@given(st.dictionaries(words | st.text(max_size=2), schemas, max_size=4))
def test_no_schema_of_a_tool_makes_a_rule_raise(parameters: Any) -> None:
    """Whatever object stands where a schema should."""
    request = body(tools=[{"function": {"name": "f", "parameters": parameters}}])
    well_formed(check(PATH, request), request)


right = {
    "type": st.sampled_from(["object", "string", "integer", "null"]),
    "description": st.text(max_size=3),
    "enum": st.lists(json_values, max_size=3),
    "required": st.lists(st.text(max_size=2), max_size=3),
    "minimum": st.integers(-3, 3) | st.floats(-3, 3),
    "maxLength": st.integers(-1, 3),
    "$ref": st.sampled_from(["#", "#/$defs/A", "#/$defs/a b", "other.json"]),
    "pattern": st.sampled_from(["^a$", "("]),
    "default": json_values,
}
near_schemas = st.recursive(
    st.fixed_dictionaries({}, optional={k: v | json_values for k, v in right.items()})
    | st.fixed_dictionaries({}, optional=right)
    | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.text(max_size=2), inner, max_size=3),
            "$defs": st.dictionaries(st.text(max_size=2), inner, max_size=2),
            "items": inner,
            "additionalProperties": inner,
            "anyOf": st.lists(inner, max_size=2),
            "type": right["type"],
        },
    ),
    max_leaves=8,
)


def is_valid(schema: Any) -> bool:
    """Whether a library takes a schema, in both drafts."""
    try:
        for validator in (Draft7Validator, Draft202012Validator):
            validator.check_schema(schema, format_checker=None)
    except SchemaError:
        return False
    return True


@SLOW
@given(near_schemas | json_values)
def test_a_plain_schema_is_valid(schema: Any) -> None:
    """What needs no library passes the library's check of both drafts."""
    assert is_valid(schema) or not is_plain(schema)


LENGTHS = ("maxItems", "maxLength", "minItems", "minLength")
RANGES = ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum")
NEAR: dict[str, tuple[list[Any], list[Any]]] = {
    **dict.fromkeys(LENGTHS, ([0, 3], [-1, "3", None, 1.5, True])),
    **dict.fromkeys(RANGES, ([0, -3, 1.5], ["3", None, True])),
    **dict.fromkeys(("$defs", "definitions", "properties"), ([{}, {"a": {}}], [[], 1])),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), ([[{}], [True]], [[], {}, [1]])),
    **dict.fromkeys(("additionalProperties", "items"), ([{}, False], [1, "x", None])),
    **dict.fromkeys(("description", "format", "title"), (["x", ""], [1, None])),
    **dict.fromkeys(("enum", "examples"), ([["x", None], [1]], ["x", 1, {}])),
    **dict.fromkeys(("const", "default"), ([None, 1, {}], [])),
    "$ref": (["#", "#/$defs/A"], [1, "#/$defs/a b", "other.json"]),
    "pattern": (["^a$"], [1, None]),
    "required": ([[], ["a", "b"]], [["a", "a"], [1], "a", True]),
    "type": (["object", "null", "integer"], ["text", "", 1, ["string"]]),
    "uniqueItems": ([True, False], [1, "true"]),
}
"""For each keyword that needs no library, what is right and what is left to it."""


@pytest.mark.parametrize("keyword", NEAR)
def test_a_keyword_is_plain_where_it_is_right(keyword: str) -> None:
    """At the top and below; anything else is left to the library."""
    right, wrong = NEAR[keyword]
    for value in right:
        assert is_plain({keyword: value}), value
        assert is_plain({"properties": {"a": {keyword: value}}}), value
        assert is_valid({keyword: value}), value
    for value in wrong:
        assert not is_plain({keyword: value}), value
        assert not is_plain({"items": {keyword: value}}), value
    assert not is_plain({f"{keyword}x": right[0]})


def test_the_schemas_of_most_tools_are_plain() -> None:
    """As people write them and as pydantic makes them."""

    class City(BaseModel):
        name: str = Field(description="Its name.", min_length=1, pattern="^[A-Z]")
        kind: Literal["town", "village"] = "town"
        size: int | None = Field(default=None, ge=0)

    class Route(BaseModel):
        stops: list[City]
        colours: dict[str, float] = {}

    for schema in (City.model_json_schema(), Route.model_json_schema(), {}):
        assert is_plain(schema)


def test_a_plain_schema_loads_no_library() -> None:
    """It would take eight megabytes and some milliseconds from the first call."""
    request = body(
        tools=[{"function": {"name": "f", "parameters": {"type": "object"}}}]
    )
    program = (
        "import sys, json; from mistyped import check; "
        f"assert check({PATH!r}, json.loads({json.dumps(request)!r})).ok; "
        "assert 'mistyped._check.rules' in sys.modules; "
        "assert 'jsonschema_rs' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


CHAT = OPERATIONS["POST", PATH]
PARAMETERS = sorted(
    {name for schema, name in VERDICTS if schema == CHAT.request}
    - {"model", "messages"}
)
plain_messages = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["user", "system", "user", "assistant"]),
            "content": st.text(max_size=3) | json_values,
        },
        optional={
            "tool_calls": json_values,
            "name": json_values,
            "prefix": json_values,
        },
    ),
    max_size=4,
)
simple_requests = st.fixed_dictionaries(
    {"model": st.sampled_from(["m", MODEL, 7]), "messages": plain_messages},
    optional=dict.fromkeys(PARAMETERS, json_values),
)


@SLOW
@given(simple_requests | requests | near_requests)
def test_the_short_way_loses_nothing(request: Any) -> None:
    """Where `may_break_rules` says no, no rule finds anything."""
    for operation in OPERATIONS.values():
        found = broken_rules(operation.id, request)
        assert found == [] or may_break_rules(operation, request)


@pytest.mark.parametrize(
    ("request_", "may"),
    [
        (body(), False),
        (body(messages=[{"role": "system", "content": "x"}, USER, USER]), False),
        (body(temperature=0, max_tokens=4, stop=["x"], random_seed=1), False),
        (body(messages=[]), True),
        (body(tools=[]), True),
        (body(n=2), True),
        (body(messages=[USER, {"role": "system", "content": "x"}]), True),
        (body(messages=[{"role": "user", "content": [{"type": "text"}]}]), True),
        (body(messages=[{"role": "assistant", "content": "x"}, USER]), True),
    ],
)
def test_most_first_calls_take_the_short_way(request_: Any, may: bool) -> None:
    """Plain talk and plain parameters; whatever a rule is about goes the long way."""
    assert may_break_rules(CHAT, request_) is may


@SLOW
@given(st.integers(0, 2**32))
def test_a_good_conversation_has_no_problem(seed: int) -> None:
    """Nothing is refused, nothing is warned of, and all of it arrives."""
    request = body(messages=good_conversation(Random(seed)))
    assert check(PATH, request).problems == ()
    wire = Wire()
    wire.client().chat.completions.create(**request)
    assert wire.sent == [request]


class Counted(str):
    """A text whose comparisons Python itself makes, so that a profiler sees them."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Compare as text."""
        return str.__eq__(self, other) is True

    def __hash__(self) -> int:
        """Hash as text."""
        return str.__hash__(self)


def counted(value: Any) -> Any:
    """Return a copy whose texts are counted."""
    if isinstance(value, dict):
        return {key: counted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [counted(each) for each in value]
    return Counted(value) if isinstance(value, str) else value


def agent_talk(count: int) -> list[Any]:
    """Return a good conversation of calls and results."""
    ids = [f"{n:09}" for n in range(count // 2)]
    return [USER, *(m for each in ids for m in (called(each), result(each)))]


def worst_talk(count: int) -> list[Any]:
    """Return messages each of which breaks several rules."""
    empty = {"role": "assistant", "content": "", "prefix": True}
    system = {"role": "system", "content": "x"}
    faults = [
        empty,
        system,
        called("a", "a", "b"),
        result("b"),
        result("b"),
        result("c"),
    ]
    return [faults[n % len(faults)] for n in range(count)]


def one_turn(count: int) -> list[Any]:
    """Return one message with many calls, answered in the opposite order."""
    ids = [f"id {n}" for n in range(count // 2)]
    return [USER, called(*ids), *map(result, reversed(ids)), result("x"), result("x")]


def images_talk(count: int) -> list[Any]:
    """Return messages of chunks."""
    part = {"type": "image_url", "image_url": "x"}
    return [{"role": "user", "content": [part, part]}] * count


@pytest.mark.parametrize("model", [MODEL, "mistral-large-2411"])
@pytest.mark.parametrize("talk", [agent_talk, worst_talk, one_turn, images_talk])
def test_the_work_grows_as_the_conversation(talk: Any, model: str) -> None:
    """Ten times the messages, at most ten times the calls: no rule is quadratic."""
    work = []
    for count in (100, 1_000, 10_000):
        request = counted(body(model=model, messages=talk(count), tool_choice="any"))
        request["response_format"] = {"type": "json_object"}
        assert check(PATH, request).problems
        work.append(work_of(lambda asked=request: check(PATH, asked)))
    assert work[0] > 100
    assert work[1] <= 11 * work[0]
    assert work[2] <= 11 * work[1]


LAST = {"model": MODEL, "messages": [USER, {"role": "assistant", "content": "x"}]}


class TestWaivedInACall:
    """`waive` is an option of every method, for that call alone."""

    @pytest.mark.anyio
    async def test_sync_and_async(self, wire: Wire) -> None:
        """The rule is left out, and nothing of it is on the wire."""
        asked: Any = {**LAST, "waive": {"last-role"}}
        create = wire.client(waive={"chat.user"}).chat.completions.create
        create(**asked, extra_body={"user": "u"}, extra_headers={"x-own": "1"})
        await wire.async_client().chat.completions.create(**asked)
        assert [each["messages"] for each in wire.sent] == [LAST["messages"]] * 2
        assert wire.seen[0].headers["x-own"] == "1"
        for request in wire.seen:
            assert not any("waive" in name.lower() for name in request.headers)

    def test_every_way_to_call(self, wire: Wire) -> None:
        """Streamed, raw, with other options, and by a request model."""
        completions = wire.client().chat.completions
        asked: Any = {**LAST, "waive": ["last-role"]}
        with completions.create(**asked, stream=True) as chunks:
            assert list(chunks)
        assert completions.with_raw_response.create(**asked).parse().choices
        with completions.stream(**asked) as events:
            assert events.get_final_completion().choices
        request = ChatCompletionRequest(**LAST)
        assert completions.create(request, waive={"last-role"}).choices

    def test_the_next_call_is_checked(self, wire: Wire) -> None:
        """It changes nothing in the client."""
        create = wire.client().chat.completions.create
        create(**LAST, waive={"last-role"})
        with pytest.raises(InvalidRequestError, match="last-role"):
            create(**LAST)

    def test_an_unknown_rule_is_told(self, wire: Wire) -> None:
        """As in the client."""
        with pytest.warns(InvalidRequestWarning, match="no rule 'last-rol'"):
            wire.client().chat.completions.create(**body(waive={"last-rol"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum": "secret" * 20},
        {"type": "secret" * 20},
        {"enum": "secret" * 20},
        {"enum": {"secret" * 20: "secret" * 20}},
        {"required": ["secret" * 20] * 2},
    ],
)
def test_a_wrong_schema_is_not_quoted_at_length(wrong: dict[str, object]) -> None:
    """A message shows at most 40 letters of a value, also where a library wrote it."""
    schema = {"type": "object", "properties": {"a": wrong}}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    (problem,) = check(PATH, body(tools=[tool])).problems
    assert problem.rule == "tool-schema"
    assert 1 <= problem.message.count("secret") <= 7
