"""What the tests of the core have in common: a good request, a wire, ways to look."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, Mistral, Problem, check
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._values.rows import ApiOperation

HTTPX: Any = import_module("httpx2" if int(openai.__version__[0]) > 2 else "httpx")
"""The HTTP library that the installed OpenAI SDK stands on."""
BARE: Any = pytest.mark.skipif(
    int(openai.__version__[0]) < 3, reason="openai 2 itself reads no bare dict or list"
)

PATH = "/v1/chat/completions"
MODEL = "mistral-small-latest"
RULE_IDS = {rule.id for rule in RULES}
"""The rules that are not the schema's; their tests are in `test_rules`."""
KEY = "key-for-tests"
USER = {"role": "user", "content": "Bonjour"}

USAGE = {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}


def operation(id_: str) -> ApiOperation:
    """Return an operation by its id."""
    return next(each for each in OPERATIONS.values() if each.id == id_)


def body(**more: Any) -> dict[str, Any]:
    """Return a small request that Mistral accepts, with more parameters."""
    return {"model": MODEL, "messages": [USER], **more}


def message(**members: Any) -> dict[str, Any]:
    """Return a request whose one message has these members."""
    return body(messages=[members])


def part(**members: Any) -> dict[str, Any]:
    """Return a request whose user message has one content part."""
    return message(role="user", content=[members])


def tool(**members: Any) -> dict[str, Any]:
    """Return a request with one tool."""
    return body(tools=[members])


def said(**members: Any) -> dict[str, Any]:
    """Return a request whose second message is the assistant's, with these members."""
    return body(messages=[USER, {"role": "assistant", **members}, USER])


def call(**members: Any) -> dict[str, Any]:
    """Return a request that replays one tool call, in its second message."""
    id_ = members.get("id")
    result = {"role": "tool", "content": "4"}
    if isinstance(id_, str):
        result["tool_call_id"] = id_
    asked = {"role": "assistant", "content": "", "tool_calls": [members]}
    return body(messages=[USER, asked, result])


def schema_problems(request: object) -> list[Problem]:
    """Check a chat request; return what its schema says, whatever its rules say."""
    return [p for p in check(PATH, request).problems if p.rule not in RULE_IDS]


def found(request: object) -> list[tuple[str, str]]:
    """Check a chat request; return path and rule of every problem of its schema."""
    return [(each.path, each.rule) for each in schema_problems(request)]


def only(request: object) -> Problem:
    """Check a chat request whose schema finds one problem, and return it."""
    problems = schema_problems(request)
    assert len(problems) == 1, problems
    return problems[0]


def completion(content: object = "Salut", **members: Any) -> dict[str, Any]:
    """Return an answer as Mistral gives it."""
    answer = {"role": "assistant", "content": content, **members}
    choice = {"index": 0, "message": answer, "finish_reason": "stop"}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [choice],
        "usage": USAGE,
    }


def chunk(content: object = None, finish: str | None = None, **more: Any) -> Any:
    """Return one chunk of a streamed answer."""
    delta = {} if content is None else {"content": content}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        **more,
    }


CHUNKS = (chunk("Sa"), chunk("lut"), chunk("", "stop", usage=USAGE))


def response(answer: object, status: int = 200, headers: Any = None) -> Any:
    """Return an HTTP response with a JSON body, or with a list of chunks."""
    if not isinstance(answer, list | tuple):
        return HTTPX.Response(status, json=answer, headers=headers)
    frames = [f"data: {json.dumps(each)}\n\n" for each in answer]
    return HTTPX.Response(
        status,
        content="".join([*frames, "data: [DONE]\n\n"]).encode(),
        headers={"content-type": "text/event-stream"},
    )


def answer_well(request: Any) -> Any:
    """Answer `{"answer": 4}`, streamed if the request wants a stream."""
    if json.loads(request.content or b"{}").get("stream"):
        return response([chunk('{"answer"'), chunk(": 4}", "stop", usage=USAGE)])
    return response(completion('{"answer": 4}'))


class Wire:
    """A transport that keeps every request it sees and answers at once."""

    def __init__(self, answer: Callable[[Any], Any] = answer_well) -> None:
        self.answer = answer
        self.seen: list[Any] = []

    def __call__(self, request: Any) -> Any:
        """Keep the request and answer it."""
        self.seen.append(request)
        return self.answer(request)

    def client(self, **options: Any) -> Mistral:
        """Return a client that talks to this wire."""
        http = HTTPX.Client(transport=HTTPX.MockTransport(self))
        return Mistral(**{"api_key": KEY, "http_client": http, **options})

    def async_client(self, **options: Any) -> AsyncMistral:
        """Return an asynchronous client that talks to this wire."""
        http = HTTPX.AsyncClient(transport=HTTPX.MockTransport(self))
        return AsyncMistral(**{"api_key": KEY, "http_client": http, **options})

    @property
    def sent(self) -> list[Any]:
        """The JSON bodies that arrived."""
        return [json.loads(each.content) for each in self.seen]


def replying(*answers: object) -> Wire:
    """Return a wire that gives these answers, one after the other."""
    rest: Iterable[object] = iter(answers)
    return Wire(lambda _: response(next(iter(rest))))
