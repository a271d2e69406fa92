"""Requests as pydantic models: what was set is sent, and what is wrong is named."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from mistyped import Change, InvalidRequestError, adapt, check
from mistyped.requests import (
    AssistantMessage,
    BuiltInTool,
    ChatCompletionRequest,
    ConnectorTool,
    ContentPartImage,
    ContentPartText,
    ContentPartThinking,
    DocumentLibraryTool,
    FunctionDefinition,
    FunctionTool,
    JSONSchema,
    MessageFunctionToolCall,
    MessageFunctionToolCallFunction,
    NamedToolChoice,
    NamedToolChoiceFunction,
    ResponseFormatJSONObject,
    ResponseFormatJSONSchema,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from tests.unit import strategies
from tests.unit.support import MODEL, PATH, USER, Wire, body, schema_problems
from tests.unit.test_properties import SLOW

SCHEMA: dict[str, object] = {"type": "object", "properties": {"a": {"type": "string"}}}
FUNCTION = FunctionDefinition(name="now", parameters=SCHEMA)


def request(**more: Any) -> ChatCompletionRequest:
    """Return a small request as a model."""
    return ChatCompletionRequest(
        model=MODEL, messages=[UserMessage(content="Bonjour")], **more
    )


def refused(make: Any) -> tuple[str, str]:
    """Return where pydantic found the one problem, and its type."""
    with pytest.raises(ValidationError) as caught:
        make()
    (problem,) = caught.value.errors()
    return ".".join(map(str, problem["loc"])), problem["type"]


class TestSent:
    """What arrives on the wire."""

    def test_only_what_was_set(self, wire: Wire) -> None:
        """Defaults stay at home, tags travel."""
        wire.client().chat.completions.create(request(temperature=0.0))
        assert wire.sent == [body(temperature=0.0)]

    def test_null_that_was_set(self, wire: Wire) -> None:
        """None is a value where Mistral takes null."""
        wire.client().chat.completions.create(request(max_tokens=None))
        assert wire.sent == [body(max_tokens=None)]

    @pytest.mark.anyio
    async def test_asynchronously(self, wire: Wire) -> None:
        """The same with the asynchronous client."""
        await wire.async_client().chat.completions.create(request(random_seed=7))
        assert wire.sent == [body(random_seed=7)]

    def test_what_was_set_later(self, wire: Wire) -> None:
        """Members assigned and appended belong to it."""
        later = request()
        later.random_seed = 7
        later.messages.insert(0, SystemMessage(content="Be brief."))
        wire.client().chat.completions.create(later)
        system = {"role": "system", "content": "Be brief."}
        assert wire.sent == [body(messages=[system, USER], random_seed=7)]

    def test_options_of_the_call(self, wire: Wire) -> None:
        """Headers and the like are given beside the request."""
        wire.client().chat.completions.create(request(), extra_headers={"x-trace": "1"})
        assert wire.seen[0].headers["x-trace"] == "1"
        assert wire.sent == [body()]

    def test_params_are_keyword_arguments(self, wire: Wire) -> None:
        """`create(**request.params())` is the long way, for other methods too."""
        chat = wire.client().chat
        chat.completions.create(**request(stop=["\n"]).params())
        with chat.completions.stream(**request(stop=["\n"]).params()) as events:
            events.until_done()
        assert wire.sent == [body(stop=["\n"]), body(stop=["\n"], stream=True)]

    def test_streamed(self, wire: Wire) -> None:
        """The call says so, whether the request says it or not."""
        create = wire.client().chat.completions.create
        for each in (request(), request(stream=True)):
            assert [chunk.choices for chunk in create(each, stream=True)]
        assert wire.sent == [body(stream=True)] * 2
        with pytest.raises(ValueError, match="stream=True"):
            create(request(stream=True))

    def test_models_inside_a_dict(self, wire: Wire) -> None:
        """A body may mix dicts and models; they arrive as JSON."""
        mixed = body(
            messages=[USER, AssistantMessage(content="Oui", prefix=True)],
            tools=[BuiltInTool(type="web_search"), FunctionTool(function=FUNCTION)],
            response_format=ResponseFormatJSONSchema(
                json_schema=JSONSchema(name="a", schema=SCHEMA)
            ),
        )
        assert check(PATH, mixed).problems == ()
        wire.client().chat.completions.create(**mixed)
        (sent,) = wire.sent
        assert sent["messages"][1] == {
            "role": "assistant",
            "content": "Oui",
            "prefix": True,
        }
        assert sent["tools"][0] == {"type": "web_search"}
        assert sent["response_format"] == {
            "type": "json_schema",
            "json_schema": {"name": "a", "schema": SCHEMA},
        }

    def test_a_whole_model_is_a_body(self) -> None:
        """`check` takes it as it takes a dict, and names places the same way."""
        assert check(PATH, request()).problems == ()
        wrong = request().model_copy(update={"temperature": 9})
        assert [each.path for each in check(PATH, wrong).problems] == ["temperature"]

    def test_what_a_model_let_pass_is_stopped_at_the_call(self, wire: Wire) -> None:
        """Lists can be appended to unseen; the check looks again."""
        empty = request()
        empty.messages[0] = UserMessage.model_construct(content=5)
        with pytest.raises(InvalidRequestError, match=r"messages\[0\]\.content"):
            wire.client().chat.completions.create(empty)
        assert wire.seen == []


TAGGED: dict[str, tuple[Any, dict[str, str]]] = {
    "system": (SystemMessage(content="x"), {"role": "system"}),
    "user": (UserMessage(content="x"), {"role": "user"}),
    "assistant": (AssistantMessage(), {"role": "assistant"}),
    "tool": (ToolMessage(content="x"), {"role": "tool"}),
    "text": (ContentPartText(text="x"), {"type": "text"}),
    "image": (ContentPartImage(image_url="x"), {"type": "image_url"}),
    "thinking": (ContentPartThinking(thinking=[]), {"type": "thinking"}),
    "library": (DocumentLibraryTool(library_ids=["x"]), {"type": "document_library"}),
    "connector": (ConnectorTool(connector_id="x"), {"type": "connector"}),
    "json": (ResponseFormatJSONObject(), {"type": "json_object"}),
}


@pytest.mark.parametrize(("model", "tag"), TAGGED.values(), ids=TAGGED)
def test_tags_are_sent_though_nobody_sets_them(model: Any, tag: Any) -> None:
    """They are what tells one kind of object from another."""
    dumped = model.model_dump(exclude_unset=True, by_alias=True)
    assert tag.items() <= dumped.items()
    assert None not in dumped.values()


def test_an_optional_tag_is_left_out() -> None:
    """Mistral takes these without."""
    call = MessageFunctionToolCall(
        function=MessageFunctionToolCallFunction(name="now", arguments="{}")
    )
    choice = NamedToolChoice(function=NamedToolChoiceFunction(name="now"))
    for model in (FunctionTool(function=FUNCTION), call, choice):
        assert list(model.model_dump(exclude_unset=True)) == ["function"]


def test_an_alias_is_the_name_on_the_wire() -> None:
    """Pydantic has a method `schema`, so the attribute is `schema_`."""
    by_alias = JSONSchema(name="a", schema=SCHEMA)
    assert by_alias == JSONSchema(name="a", schema_=SCHEMA)
    assert by_alias.schema_ == SCHEMA
    shape = ResponseFormatJSONSchema(json_schema=by_alias)
    sent = request(response_format=shape).params()["response_format"]
    assert sent == {
        "type": "json_schema",
        "json_schema": {"name": "a", "schema": SCHEMA},
    }


class TestRefused:
    """What construction and assignment do not take."""

    @pytest.mark.parametrize("name", ["seed", "max_completion_tokens", "n_choices"])
    def test_unknown_parameter(self, name: str) -> None:
        """The error names it."""
        assert refused(lambda: request(**{name: 1})) == (name, "mistral_refuses")

    def test_unknown_member_of_a_part(self) -> None:
        """By model or by dict, with its place."""
        wrong = {"role": "user", "content": "x", "name": "ada"}
        assert refused(lambda: UserMessage(content="x", name="ada"))[0] == "name"
        make = lambda: ChatCompletionRequest(model=MODEL, messages=[USER, wrong])  # noqa: E731
        assert refused(make) == ("messages.1.name", "mistral_refuses")

    @pytest.mark.parametrize(
        ("name", "good", "bad"),
        [
            ("temperature", [0, 0.7, 1.5], [-0.1, 1.51, "1", True]),
            ("top_p", [0.01, 1], [0, -1, 1.01]),
            ("frequency_penalty", [-2, 2], [-2.1, 2.1]),
            ("presence_penalty", [-2, 2], [-2.1, 2.1]),
            ("max_tokens", [0, 1, None], [-1, 1.5, "8"]),
            ("n", [1, 8], [0, -1, 1.5]),
            ("random_seed", [0, 7], [-1, "7"]),
            ("reasoning_effort", ["none", "max"], ["deep", ""]),
            ("service_tier", ["auto"], ["flex", "priority"]),
            ("tool_choice", ["any", "required"], ["some", {"type": "custom"}]),
            ("stop", ["a", ["a"]], [1, [1]]),
            ("prompt_cache_key", ["a", None], [1]),
        ],
    )
    def test_values_as_the_check_has_them(self, name: str, good: Any, bad: Any) -> None:
        """At construction and at assignment, as `check` finds it."""
        for value in good:
            assert schema_problems(request(**{name: value})) == []
        for value in bad:
            assert not check(PATH, body(**{name: value})).ok
            with pytest.raises(ValidationError, match=name):
                request(**{name: value})
            with pytest.raises(ValidationError, match=name):
                setattr(request(), name, value)

    def test_a_library_tool_wants_a_library(self) -> None:
        """As the check does."""
        make = lambda: DocumentLibraryTool(library_ids=[])  # noqa: E731
        assert refused(make) == ("library_ids", "mistral_refuses")


@SLOW
@given(strategies.requests)
def test_every_valid_request_is_a_model_and_comes_back_whole(wanted: Any) -> None:
    """From a dict to models and back: nothing is added, nothing is lost."""
    made = ChatCompletionRequest.model_validate(wanted)
    assert made.params() == wanted
    assert set(check(PATH, made).problems) == set(check(PATH, wanted).problems)
    assert schema_problems(made) == []


def test_copies_keep_what_was_set() -> None:
    """Copied, pickled or as JSON text, it is the same request."""
    one = request(temperature=0.5, tools=[FunctionTool(function=FUNCTION)])
    text = one.model_dump_json(exclude_unset=True, by_alias=True)
    for again in (
        copy.deepcopy(one),
        pickle.loads(pickle.dumps(one)),
        ChatCompletionRequest.model_validate_json(text),
    ):
        assert again.params() == one.params()


def test_arguments_for_a_plain_openai_client() -> None:
    """What only Mistral has goes where the OpenAI SDK lets it through."""
    assert request(temperature=0.5).openai_kwargs() == body(temperature=0.5)
    made = request(stop="a", random_seed=7, safe_prompt=True).openai_kwargs()
    extra = {"random_seed": 7, "safe_prompt": True}
    assert made == body(stop="a", extra_body=extra)


def test_arguments_for_a_plain_client_are_converted() -> None:
    """What the whole conversation breaks is mended as by `adapt`, and told."""
    call = {"id": "call_0123456789", "function": {"name": "f", "arguments": "{}"}}
    result = {"role": "tool", "tool_call_id": call["id"], "content": "1"}
    asked = {"role": "assistant", "tool_calls": [call]}
    built = ChatCompletionRequest.model_validate(
        body(messages=[USER, asked, result, {"role": "system", "content": "s"}])
    )
    seen: list[Change] = []
    made: Any = built.openai_kwargs(on_change=seen.append)
    assert check(PATH, made).ok
    assert made == adapt(PATH, built.params()).body
    rules = ["role-order", "call-id-form", "call-id-form"]
    assert sorted(each.rule for each in seen) == sorted(rules)


def test_what_is_lossy_is_converted_for_a_plain_client_if_asked() -> None:
    """Without the wish it stays, and the server refuses it."""
    built = ChatCompletionRequest.model_validate(
        body(messages=[USER, {"role": "assistant", "content": "x"}])
    )
    assert built.openai_kwargs() == built.params()
    made: Any = built.openai_kwargs(lossy=True)
    assert made["messages"][-1] == {"role": "user", "content": "Continue."}


def test_members_that_are_newer_than_the_specification_are_kept() -> None:
    """Guardrails are open: the check warns of a new key, and it is sent."""
    newer = [{"block_on_error": True, "shadow": True}]
    assert check(PATH, body(guardrails=newer)).ok
    assert request(guardrails=newer).params()["guardrails"] == newer


@pytest.mark.parametrize("name", ["parallel_tool_calls", "safe_prompt", "stream"])
def test_null_that_mistral_refuses(name: str) -> None:
    """Construction raises for what the check refuses, as its docstring says."""
    assert not check(PATH, body(**{name: None})).ok
    assert refused(lambda: request(**{name: None}))[0] == name
