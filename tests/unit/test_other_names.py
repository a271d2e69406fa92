"""What people write who come from another client is told what it is called here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest
from mistralai.client import Mistral as OfficialMistral
from mistralai.client import models as official
from openai.types.chat import ChatCompletionMessage

from mistyped import (
    AsyncMistral,
    InvalidRequestError,
    Mistral,
    UnsupportedEndpointError,
    adapt,
    check,
    to_input,
)
from mistyped._generated.other_names import ARGUMENTS, KINDS, NAMES
from mistyped._values.other_options import OTHER_OPTIONS, way_out
from tests.unit.support import (
    KEY,
    MODEL,
    PATH,
    USER,
    Wire,
    body,
    completion,
    part,
    replying,
)

CLIENT, ASYNC_CLIENT = Mistral(api_key=KEY), AsyncMistral(api_key=KEY)
CLIENTS: list[Any] = [CLIENT, ASYNC_CLIENT]
# Section by section what is written most: attributes, and what answers are told.
TOLD = {
    "chat.complete": "client.chat.completions.create",
    "chat.stream": "client.chat.completions.create(stream=True)",
    "chat.complete_async": "await AsyncMistral().chat.completions.create",
    "files.upload": "client.files.create",
    "files.download": "client.files.content",
    "files.get_signed_url": "client.files.signed_url",
    "batch.jobs.get": "client.batch.jobs.retrieve",
    "classifiers.moderate": "client.moderations.create",
    "audio.transcriptions.complete": "client.audio.transcriptions.create",
    "fim.stream": "client.fim.create(stream=True)",
    "beta.agents": "client.agents",
    "beta.agents.create": "client.agents",
    "beta.conversations": "client.conversations",
    "beta.conversations.start": "client.conversations",
    "beta.libraries": "client.get",
}
ANSWER = ChatCompletionMessage(role="assistant", content="Oui")
TEXT = {"type": "text", "text": "Oui"}
THOUGHT = {"type": "thinking", "thinking": [TEXT]}


def use(client: Any, name: str) -> None:
    """Look at an attribute of a client, and call it."""
    attrgetter(name)(client)()


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", TOLD)
def test_the_names_that_are_written_most(client: Any, name: str) -> None:
    """Each is told what to write instead, by both clients."""
    with pytest.raises(UnsupportedEndpointError) as caught:
        use(client, name)
    assert str(caught.value).startswith(f"client.{name}: ")
    assert TOLD[name] in str(caught.value)


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", NAMES)
def test_every_name_says_what_to_write(client: Any, name: str) -> None:
    """The whole table, by both clients."""
    with pytest.raises(UnsupportedEndpointError) as caught:
        use(client, name)
    assert str(caught.value) == f"client.{name}: {NAMES[name]}"


@pytest.mark.parametrize("name", NAMES)
def test_every_way_leads_somewhere(name: str) -> None:
    """What a hint names is there, and can be called if the name could."""
    way = re.search(r"(?:use client\.|\(\)\.|use )([a-z_.]+)(?:\(|$)", NAMES[name])
    if "no method" not in NAMES[name]:
        assert way, NAMES[name]
        attrgetter(way[1])(CLIENT)


def test_programs_can_tell_clients_apart() -> None:
    """`hasattr` says no to what another client has."""
    assert not hasattr(CLIENT.chat, "complete")
    assert getattr(CLIENT.files, "upload", None) is None


def leads_somewhere(name: str) -> bool:
    """Whether our client has an attribute of this name."""
    try:
        attrgetter(name)(CLIENT)
    except AttributeError:
        return False
    return True


def official_methods() -> Iterator[str]:
    """Yield the methods of the official client by their names on it."""
    ahead: list[tuple[str, object]] = [("", OfficialMistral(api_key=KEY))]
    while ahead:
        at, holder = ahead.pop()
        for name in dir(holder):
            if name.startswith(("_", "do_request", "parent_ref", "sdk_conf")):
                continue
            full = f"{at}.{name}".removeprefix(".")
            try:
                value = getattr(holder, name, None)
            except ImportError:  # what needs more than is installed
                yield full
                continue
            if inspect.ismethod(value) and full != "dynamic_import":
                yield full
            elif type(value).__module__.startswith("mistralai.client."):
                ahead.append((full, value))


def test_every_method_of_the_official_client_is_known() -> None:
    """It is ours by the same name, or its name or one above it leads somewhere."""
    unknown = list[str]()
    methods = set(official_methods())
    for name in methods:
        parts = name.split(".")
        above = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        if not above & NAMES.keys() and not leads_somewhere(name):
            unknown.append(name)
    assert len(methods) > 250
    assert unknown == []


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_of_other_clients(client: Any, name: str) -> None:
    """When a client is made, and when it is copied."""
    expected = re.escape(f"{name}: clients have no such option; {ARGUMENTS[name]}")
    with pytest.raises(TypeError, match=expected):
        type(client)(api_key=KEY, **{name: 1})
    with pytest.raises(TypeError, match=expected):
        client.with_options(**{name: 1})


@pytest.mark.parametrize("name", sorted(OTHER_OPTIONS))
def test_options_of_calls(name: str, wire: Wire) -> None:
    """Of a body, of a query, of a call that has neither; nothing is sent."""
    client: Any = wire.client()
    for call in (
        lambda: client.chat.completions.create(**body(), **{name: 1}),
        lambda: client.chat.completions.parse(**body(), **{name: 1}),
        lambda: client.files.list(**{name: 1}),
        lambda: client.files.retrieve("f_1", **{name: 1}),
    ):
        with pytest.raises(TypeError, match=re.escape(f"{name}: ")) as caught:
            call()
        assert str(caught.value).endswith(f"; {way_out(name)}")
    assert wire.seen == []


def test_options_in_a_body() -> None:
    """What is checked without a client is told the same."""
    (problem,) = check(PATH, body(max_retries=3)).problems
    assert problem.hint == "use client.with_options(max_retries=...)"


@pytest.mark.parametrize("name", ["embeddings", "moderations", "classifications"])
def test_inputs(name: str) -> None:
    """What is `inputs` there is `input` here."""
    problems = check(f"/v1/{name}", {"model": MODEL, "inputs": ["x"]}).problems
    assert any(each.path == "inputs" and "input" in each.hint for each in problems)


@pytest.mark.parametrize("kind", ["input_text", "input_image", "input_file", "image"])
def test_kinds_of_content_parts(kind: str) -> None:
    """One line each, with Mistral's type."""
    (problem,) = check(PATH, part(type=kind, text="x", image_url="x")).problems
    assert problem.path == "messages[0].content[0].type"
    assert problem.hint == KINDS[kind][1]
    assert f"the type {KINDS[kind][0]}" in problem.hint


def test_kinds_where_they_are_right() -> None:
    """OpenAI's types of parts are those of `responses`; there chat's are told."""
    parts = [{"type": "input_text", "text": "x"}]
    asked: dict[str, Any] = {"model": MODEL, "input": [{"role": "user"}]}
    asked["input"][0]["content"] = parts
    assert check("/v1/responses", asked).errors == ()
    asked["input"][0]["content"] = [{"type": "text", "text": "x"}]
    (problem,) = check("/v1/responses", asked).problems
    assert "input_text" in problem.hint


def test_kinds_are_adapted() -> None:
    """Parts as OpenAI's responses have them become parts of chat."""
    parts = [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": "https://example.com/a.png"},
    ]
    done = adapt(PATH, body(messages=[{"role": "user", "content": parts}]))
    assert done.problems == ()
    assert sorted(each.path for each in done.changes) == [
        "messages[0].content[0].type",
        "messages[0].content[1].type",
    ]


class TestDumpedAnswers:
    """An answer's message that went through `model_dump()`."""

    DUMPED = body(messages=[USER, ANSWER.model_dump(), USER])

    def test_one_line_with_the_way_out(self, wire: Wire) -> None:
        """Not one for each key, and nothing is sent."""
        with pytest.raises(InvalidRequestError) as caught:
            wire.client().chat.completions.create(**self.DUMPED)
        (problem,) = caught.value.problems
        assert (problem.rule, problem.path) == ("dumped-answer", "messages[1]")
        assert "mistyped.to_input(message)" in problem.hint
        assert check(PATH, self.DUMPED).problems == (problem,)
        assert wire.seen == []

    @pytest.mark.parametrize("content", ["Oui", [THOUGHT, TEXT]])
    def test_what_the_client_answered(self, content: Any) -> None:
        """The members that our classes add, deep inside as well, make no more lines."""
        calls = [{"id": "Ab3dE6gH9", "function": {"name": "f", "arguments": "{}"}}]
        said: dict[str, Any] = {"content": content, "tool_calls": calls}
        client: Any = replying(completion(**said)).client()
        message = client.chat.completions.create(**body()).choices[0].message
        tool = {"role": "tool", "tool_call_id": "Ab3dE6gH9", "content": "1"}
        dumped = message.model_dump()
        (problem,) = check(PATH, body(messages=[USER, dumped, tool])).problems
        assert problem.rule == "dumped-answer"
        for mended in (message, to_input(message), to_input(dumped)):
            assert not check(PATH, body(messages=[USER, mended, tool])).problems

    def test_the_ways_out(self, wire: Wire) -> None:
        """Both of the ways that are named."""
        for message in (ANSWER, to_input(ANSWER.model_dump())):
            wire.client().chat.completions.create(
                **body(messages=[USER, message, USER])
            )
        kept = {"role": "assistant", "content": "Oui"}
        assert wire.sent == [body(messages=[USER, kept, USER])] * 2

    def test_waived(self, wire: Wire) -> None:
        """By its own id, or by those of the keys."""
        keys = ("annotations", "audio", "function_call", "refusal")
        for waive in ({"dumped-answer"}, {f"chat.assistant-message.{k}" for k in keys}):
            wire.client(waive=waive).chat.completions.create(**self.DUMPED)
        assert len(wire.sent) == 2

    def test_adapted(self) -> None:
        """Each key is still mended by its own conversion."""
        done = adapt(PATH, self.DUMPED)
        assert done.problems == ()
        assert len(done.changes) >= 4

    def test_a_single_key_was_typed(self) -> None:
        """It keeps its own hint."""
        typed = {"role": "assistant", "content": "Oui", "refusal": None}
        (problem,) = check(PATH, body(messages=[USER, typed, USER])).problems
        assert problem.rule == "chat.assistant-message.refusal"

    def test_in_a_batch(self) -> None:
        """The requests of a batch job are told the same, each at its place."""
        job = {
            "model": MODEL,
            "endpoint": PATH,
            "requests": [
                {"custom_id": "a", "body": {"messages": self.DUMPED["messages"]}}
            ],
        }
        (problem,) = check("/v1/batch/jobs", job).errors
        assert problem.path == "requests[0].body.messages[1]"
        assert problem.rule == "dumped-answer"


def test_message_objects_of_the_official_client(wire: Wire) -> None:
    """They are read as they were meant: roles and types that nobody set are sent."""
    call = official.ToolCall(
        id="abcdefghi", function=official.FunctionCall(name="now", arguments="{}")
    )
    talk = [
        official.SystemMessage(content="Be brief."),
        official.UserMessage(
            content=[
                official.TextChunk(text="What is this?"),
                official.ImageURLChunk(image_url="https://example.com/a.png"),
            ]
        ),
        official.AssistantMessage(content="", tool_calls=[call]),
        official.ToolMessage(content="noon", tool_call_id="abcdefghi", name="now"),
    ]
    tool = official.Tool(function=official.Function(name="now", parameters={}))
    asked: Any = body(messages=talk, tools=[tool])
    wire.client(check="error").chat.completions.create(**asked)
    (sent,) = wire.sent
    roles = [each["role"] for each in sent["messages"]]
    assert roles == ["system", "user", "assistant", "tool"]
    kinds = [each["type"] for each in sent["messages"][1]["content"]]
    assert kinds == ["text", "image_url"]
    assert sent["tools"][0]["type"] == "function"
