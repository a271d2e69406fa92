"""Requests that are built step by step: every line passes every type checker."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import openai
from pydantic import BaseModel

from mistyped import AsyncMistral, Mistral
from mistyped._generated.responses.parsed import ParsedChatCompletion
from mistyped.requests import (
    AgentUpdateRequest,
    BatchJobCreateRequest,
    BatchRequest,
    ChatCompletionRequest,
    EmbeddingRequest,
    FileCreateRequest,
    FileListRequest,
    FunctionDefinition,
    FunctionTool,
    SystemMessage,
    UserMessage,
)
from mistyped.types import (
    Agent,
    BatchJob,
    ChatCompletion,
    ChatCompletionParams,
    ChatStream,
    CreateEmbeddingResponse,
    EmbeddingParams,
    FileObject,
    SyncNumberedPage,
)


class Weather(BaseModel):
    """What the model shall answer with."""

    degrees: float


def build() -> ChatCompletionRequest:
    """Make a request of lists and dicts of narrower types."""
    messages: list[UserMessage] = [UserMessage(content="Bonjour")]
    schema: dict[str, str] = {"type": "object"}
    tools = [FunctionTool(function=FunctionDefinition(name="f", parameters=schema))]
    request = ChatCompletionRequest(model="m", messages=messages, tools=tools)
    request.messages = [SystemMessage(content="Be brief."), *request.messages]
    request.temperature = 0.2
    return request


def ask(client: Mistral, request: ChatCompletionRequest) -> float | None:
    """Send it in each way."""
    completions = client.chat.completions
    assert_type(completions.create(request), ChatCompletion)
    assert_type(completions.create(request, stream=True, timeout=5), ChatStream)
    assert_type(request.params(), ChatCompletionParams)
    assert_type(completions.create(**request.params()), ChatCompletion)
    with completions.stream(request, response_format=Weather) as events:
        events.until_done()
    answer = completions.parse(request, response_format=Weather)
    assert_type(answer, ParsedChatCompletion[Weather])
    parsed = answer.choices[0].message.parsed
    return parsed.degrees if parsed else None


def plain(client: openai.OpenAI, request: ChatCompletionRequest) -> None:
    """Send it with a client that knows nothing of Mistral."""
    client.chat.completions.create(**request.openai_kwargs())
    vectors = EmbeddingRequest(model="m", input=["x"], output_dimension=8)
    client.embeddings.create(**vectors.openai_kwargs())


def others(client: Mistral, request: ChatCompletionRequest) -> None:
    """Whatever carries it: a body, a form, a query, with an id before it."""
    vectors = EmbeddingRequest(model="m", input="x")
    assert_type(client.embeddings.create(vectors), CreateEmbeddingResponse)
    assert_type(vectors.params(), EmbeddingParams)
    file = FileCreateRequest(file=Path("a.pdf"), purpose="ocr")
    assert_type(client.files.create(file), FileObject)
    pages = client.files.list(FileListRequest(page_size=5))
    assert_type(pages, SyncNumberedPage[FileObject])
    agent = client.agents.update("a", AgentUpdateRequest(name="Ada"))
    assert_type(agent, Agent)
    job = client.batch.jobs.create(
        endpoint="/v1/chat/completions", requests=[request.batch_line("1")]
    )
    assert_type(job, BatchJob)
    body = BatchRequest(custom_id="1", body=request.batch_line("1")["body"])
    client.batch.jobs.create(
        BatchJobCreateRequest(endpoint="/v1/chat/completions", requests=[body])
    )


async def ask_async(client: AsyncMistral, request: ChatCompletionRequest) -> str:
    """The same, asynchronously."""
    assert_type(await client.chat.completions.create(request), ChatCompletion)
    async for file in client.files.list(FileListRequest()):
        assert_type(file, FileObject)
    vectors = EmbeddingRequest(model="m", input="x")
    return (await client.embeddings.create(vectors)).model
