"""The clients that are compared, each with the same calls, patience and attempts."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openai
from mistralai.client import Mistral as Official

from faults.table import Call
from mistyped import AsyncMistral, Mistral

PATIENCE = 0.4
"""Seconds that each client waits for bytes."""
RETRIES = 1
_MODEL = "mistral-small-latest"
_MESSAGES: Any = [{"role": "user", "content": "Bonjour"}]
_KEY = "key-for-tests"


@dataclass(slots=True)
class Talk:
    """What came of a call, up to where it failed.

    Attributes:
        kept: What the caller got.
        deadline: What the call has, in clients that have such.
        seconds: How long it took.
    """

    kept: list[str] = field(default_factory=list[str])
    deadline: float | None = None
    seconds: float = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure a call, without what its client takes to be made and closed."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds = time.perf_counter() - began


Client = Callable[[str, Call, Talk], None]


def plain(url: str, call: Call, talk: Talk) -> None:
    """Call with the plain OpenAI SDK."""
    options: Any = {"api_key": _KEY, "timeout": PATIENCE, "max_retries": RETRIES}
    with openai.OpenAI(base_url=url, **options) as client:
        _sdk(client, call, talk)


def _options(talk: Talk) -> Any:
    """Return our client's options: where there is a deadline, nothing else ends it."""
    options: dict[str, Any] = {"api_key": _KEY}
    if talk.deadline is None:
        return {**options, "timeout": PATIENCE, "max_retries": RETRIES}
    return {**options, "deadline": talk.deadline, "timeout": 60, "max_retries": 9}


def ours(url: str, call: Call, talk: Talk) -> None:
    """Call with our client."""
    with Mistral(base_url=url, **_options(talk)) as client, talk.timed():
        _sdk(client, call, talk)


def ours_async(url: str, call: Call, talk: Talk) -> None:
    """Call with our asynchronous client."""
    asyncio.run(_async(url, call, talk))


def official(url: str, call: Call, talk: Talk) -> None:
    """Call with the official SDK."""
    with Official(
        api_key=_KEY, server_url=url.removesuffix("/v1"), timeout_ms=int(PATIENCE * 1e3)
    ) as client:
        _official(client, call, talk)


CLIENTS: dict[str, Client] = {
    "plain SDK": plain,
    "official SDK": official,
    "mistyped": ours,
    "mistyped async": ours_async,
}


def _sdk(client: Any, call: Call, talk: Talk) -> None:
    request = {"model": _MODEL, "messages": _MESSAGES}
    if call == "stream":
        for chunk in client.chat.completions.create(**request, stream=True):
            talk.kept.append(_delta(chunk))
        return
    calls: dict[str, Callable[[], Any]] = {
        "chat": lambda: client.chat.completions.create(**request),
        "files": lambda: list(client.files.list()),
        "model": lambda: client.models.retrieve(_MODEL),
        "upload": lambda: client.files.create(
            file=("a.jsonl", io.BytesIO(b'{"a": 1}\n')), purpose="batch"
        ),
    }
    _keep(calls[call](), call, talk)


async def _async(url: str, call: Call, talk: Talk) -> None:
    request: Any = {"model": _MODEL, "messages": _MESSAGES}
    async with AsyncMistral(base_url=url, **_options(talk)) as client:
        with talk.timed():
            if call == "stream":
                stream: Any = await client.chat.completions.create(
                    **request, stream=True
                )
                async for chunk in stream:
                    talk.kept.append(_delta(chunk))
                return
            calls: dict[str, Callable[[], Awaitable[Any]]] = {
                "chat": lambda: client.chat.completions.create(**request),
                "files": client.files.list,
                "model": lambda: client.models.retrieve(_MODEL),
                "upload": lambda: client.files.create(
                    file=("a.jsonl", io.BytesIO(b'{"a": 1}\n')), purpose="batch"
                ),
            }
            _keep(await calls[call](), call, talk)


def _official(client: Any, call: Call, talk: Talk) -> None:
    request = {"model": _MODEL, "messages": _MESSAGES}
    if call == "stream":
        for each in client.chat.stream(**request):
            talk.kept.append(_delta(each.data))
        return
    calls: dict[str, Callable[[], Any]] = {
        "chat": lambda: client.chat.complete(**request),
        "files": client.files.list,
        "model": lambda: client.models.retrieve(model_id=_MODEL),
        "upload": lambda: client.files.upload(
            file={"file_name": "a.jsonl", "content": b'{"a": 1}\n'}, purpose="batch"
        ),
    }
    _keep(calls[call](), call, talk)


def _delta(chunk: Any) -> str:
    choices: Iterable[Any] = chunk.choices or ()
    return "".join(str(choice.delta.content or "") for choice in choices)


def _keep(answer: Any, call: Call, talk: Talk) -> None:
    """Use an answer as programs do; what cannot be used is a failure."""
    if call == "chat":
        talk.kept.append(answer.choices[0].message.content)
    elif call in ("model", "upload"):
        talk.kept.append(answer.id)
    else:
        talk.kept.append(str(answer))
