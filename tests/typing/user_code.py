"""What users write, and what it is: every line passes every type checker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

import openai
from openai import APIResponse, omit
from openai.types.chat import ChatCompletion as SdkChatCompletion
from openai.types.chat import ParsedChatCompletion as SdkParsed
from pydantic import BaseModel

import mistyped
from mistyped import (
    AsyncMistral,
    InvalidRequestError,
    Mistral,
    Problem,
    Report,
    ToolSet,
    tokens,
)
from mistyped import tool as tool_of
from mistyped._generated.params.chat import (
    AssistantMessage,
    ContentPart,
    FunctionTool,
    Message,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from mistyped._generated.responses.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    CompletionUsage,
    TextChunk,
    ThinkingChunk,
)
from mistyped._generated.responses.parsed import ParsedChatCompletion
from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
from mistyped.messages import (
    Messages,
    assistant,
    document_url,
    function_tool,
    image_url,
    system,
    text,
    thinking,
    tool,
    tool_call,
    user,
)
from mistyped.runs import CallDone, Run


class Weather(BaseModel):
    """What the model shall answer with."""

    city: str
    degrees: float


def ask(client: Mistral) -> str | None:
    """Ask once; the answer is Mistral's own type and an OpenAI SDK's as well."""
    answer = client.chat.completions.create(
        model="mistral-large-latest",
        messages=[{"role": "user", "content": "Bonjour"}],
        temperature=0.7,
        random_seed=7,
        safe_prompt=True,
        stop=None,
    )
    assert_type(answer, ChatCompletion)
    assert_type(answer.usage, CompletionUsage | None)
    assert_type(answer.choices[0].message.text, str)
    assert_type(answer.choices[0].message.thinking, str)
    return takes_answer(answer)


def read_chunks(answer: ChatCompletion) -> Iterator[str]:
    """Read content that may be text, or chunks of known and of unknown kinds."""
    content = answer.choices[0].message.content
    if isinstance(content, list):
        for chunk in content:
            if isinstance(chunk, TextChunk):
                yield chunk.text
            elif isinstance(chunk, ThinkingChunk):
                yield from (t.text for t in chunk.thinking if isinstance(t, TextChunk))
    else:
        assert_type(content, str | None)


def stream(client: Mistral, *, maybe: bool) -> CompletionUsage | None:
    """Stream, or not, or perhaps."""
    hello = [user("Bonjour")]
    chunks = client.chat.completions.create(model="m", messages=hello, stream=True)
    assert_type(chunks, ChatStream)
    with chunks:
        for chunk in chunks:
            assert_type(chunk, ChatCompletionChunk)
    assert_type(chunks.completion(), ChatCompletion)
    whole = client.chat.completions.create(model="m", messages=hello, stream=False)
    assert_type(whole, ChatCompletion)
    either = client.chat.completions.create(model="m", messages=hello, stream=maybe)
    assert_type(either, ChatCompletion | ChatStream)
    nothing = client.chat.completions.create(model="m", messages=hello, stream=omit)
    assert_type(nothing, ChatCompletion)
    return chunks.usage


async def ask_async(client: AsyncMistral) -> AsyncIterator[str]:
    """The same, asynchronously."""
    create = client.chat.completions.create
    answer = await create(model="m", messages=[user("Bonjour")])
    assert_type(answer, ChatCompletion)
    chunks = await create(model="m", messages=[user("Bonjour")], stream=True)
    assert_type(chunks, AsyncChatStream)
    async with chunks:
        async for chunk in chunks:
            assert_type(chunk, ChatCompletionChunk)
            yield chunk.choices[0].delta.text


def structured(client: Mistral) -> Weather | None:
    """Read an answer into a type."""
    answer = client.chat.completions.parse(
        model="m", messages=[user("Weather in Paris?")], response_format=Weather
    )
    assert_type(answer, ParsedChatCompletion[Weather])
    assert_type(answer.parsed, Weather | None)
    assert_type(answer.message.text, str)
    sdks: SdkParsed[Weather] = answer
    assert_type(sdks.choices[0].message.parsed, Weather | None)
    arguments = {"model": "m"}
    with client.chat.completions.stream(
        model=arguments["model"], messages=[user("x")], response_format=Weather
    ) as events:
        for event in events:
            if event.type == "content.delta":
                assert_type(event.parsed, object | None)
            elif event.type == "thinking.delta":
                assert_type(event.delta, str)
            elif event.type == "chunk":
                assert_type(event.chunk.choices[0].delta.thinking, str)
    return answer.choices[0].message.parsed


def look(city: str, *, days: int = 1) -> str:
    """Look at the sky."""
    return f"Sunny in {city} for {days} days"


def run_tools(client: Mistral) -> Weather | None:
    """Let the model call functions, and read its last answer into a type."""
    made = tool_of(look)
    assert_type(made("Paris", days=2), str)
    run = client.chat.run(
        [user("Weather in Paris?")],
        tools=[made, look],
        max_turns=3,
        model="m",
        temperature=0.5,
        response_format=Weather,
        approve=lambda call: call.name == "look",
    )
    assert_type(run, Run[Weather])
    assert_type(run.parsed, Weather | None)
    plain = client.chat.run([{"role": "user", "content": "x"}], model="m")
    assert_type(plain.text, str)
    tools = ToolSet([made])
    answer = client.chat.completions.create(
        model="m", messages=[user("x")], tools=tools
    )
    assert_type(tools.run(answer.message), list[ToolMessage])
    for event in client.chat.run_stream(state=run.state, tools=tools):
        if isinstance(event, CallDone):
            assert_type(event.message, ToolMessage)
    return run.parsed


def raw(client: Mistral) -> str | None:
    """See the HTTP response around an answer."""
    completions = client.chat.completions
    response = completions.with_raw_response.create(model="m", messages=[user("x")])
    assert_type(response.parse(), ChatCompletion)
    streamed = completions.with_raw_response.create(
        model="m", messages=[user("x")], stream=True
    )
    assert_type(streamed.parse(), ChatStream)
    opened = completions.with_streaming_response
    with opened.create(model="m", messages=[user("x")]) as unread:
        assert_type(unread, APIResponse[ChatCompletion])
    return response.headers.get("x-request-id")


def converse(pictures: list[str]) -> list[Message]:
    """Build a conversation with the typed constructors, and with plain dicts."""
    weather = tool_call("c1", "weather", {"city": "Paris"})
    assert_type(system("Be brief."), SystemMessage)
    assert_type(user("x"), UserMessage)
    assert_type(assistant("Paris", prefix=True), AssistantMessage)
    assert_type(tool("21", tool_call_id="c1", name="weather"), ToolMessage)
    parts: list[ContentPart] = [text("Which?"), *map(image_url, pictures)]
    messages: list[Message] = [
        system([text("Be brief."), thinking("Hm.")]),
        user(parts),
        user([text("And this?"), document_url("https://example.org/a.pdf", "a.pdf")]),
        assistant(tool_calls=[weather]),
        tool("21", tool_call_id="c1"),
        {"role": "assistant", "content": [{"type": "text", "text": "It is 21."}]},
        {"role": "user", "content": [{"type": "image_url", "image_url": "https://x"}]},
    ]
    messages.append({"role": "user", "content": "Thanks"})
    return messages


def call_tools(client: Mistral, messages: list[Message]) -> Iterator[str]:
    """Offer tools, and read what the model calls."""
    weather = function_tool("weather", {"type": "object"}, "Weather at a place")
    assert_type(weather, FunctionTool)
    said = Messages(messages)
    said.append(user("And now?"))
    said.append(client.chat.completions.create(model="m", messages=said).message)
    answer = client.chat.completions.create(
        model="m",
        messages=(message for message in said),
        tools=[weather, {"type": "web_search"}],
        tool_choice="any",
        parallel_tool_calls=False,
        response_format={"type": "json_object"},
        timeout=5.0,
        extra_headers={"X-Request": "1"},
    )
    for call in answer.choices[0].message.tool_calls or []:
        assert_type(call.index, int | None)
        yield call.function.arguments


def takes_answer(answer: SdkChatCompletion) -> str | None:
    """Stand for a library that reads the OpenAI SDK's answers."""
    return answer.choices[0].message.content


def takes_openai(client: openai.OpenAI) -> str:
    """Stand for a library that was written for the OpenAI SDK."""
    return client.api_key


def configure() -> str:
    """Make clients with other options, and hand them to others."""
    client = Mistral(api_key="k", check="warn", waive={"chat.seed"}, timeout=10)
    strict = client.with_options(check="error", max_retries=0)
    assert_type(strict, Mistral)
    assert_type(AsyncMistral(api_key="k").copy(check="off"), AsyncMistral)
    return takes_openai(client)


def judge(body: dict[str, object]) -> list[str]:
    """Check a request without sending it, and read what a refusal says."""
    report = mistyped.check("/v1/chat/completions", body)
    assert_type(report, Report)
    assert_type(report.problems, tuple[Problem, ...])
    try:
        ask(Mistral())
    except InvalidRequestError as error:
        refused: openai.UnprocessableEntityError = error
        assert_type(error.problems, tuple[Problem, ...])
        return [*(problem.path for problem in error.problems), refused.message]
    return [f"{each.rule}: {each.hint}" for each in report.errors]


async def count(talk: list[Message]) -> list[Message]:
    """Count before sending, watch the context, and make a conversation fit."""
    client, other = Mistral(context="warn"), AsyncMistral().with_options(context="off")
    counted = client.count_tokens(model="mistral-large-latest", messages=talk)
    assert_type(counted, tokens.TokenCount)
    assert_type(await other.count_tokens(model="m", messages=talk), tokens.TokenCount)
    assert_type(tokens.price("m", prompt=counted, completion=9), tokens.Price)
    fitted = tokens.fit(talk, 1000, model="mistral-large-latest")
    assert_type(fitted, tokens.Fitted[Message])
    return fitted.messages
