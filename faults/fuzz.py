"""Mutated answers: whatever a server says, only documented exceptions come out.

`python -m faults.fuzz` lets the local server answer every operation, makes `--count`
other answers of these, hands them to our client, with `--async` to the asynchronous
one, and lists every exception that is none of the SDK's. The same `--seed` makes the
same answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from http import HTTPStatus
from typing import Any, NamedTuple

import openai

from mistyped import AsyncMistral, Mistral
from mistyped._generated.operations import OPERATIONS
from mistyped.server import running
from tests.operations import ROWS
from tests.unit.answers import ANY_ANSWER
from tests.unit.support import HTTPX

COUNT = 100_000
SEED = 14
_CHAT = "chat.completions.create"
_HELPER = "chat.completions.stream"
_KEY = "key-for-tests"
_BASE_URL = "https://api.mistral.ai/v1"
_OPTIONS: Any = {"api_key": _KEY, "max_retries": 0, "responses": "native"}
_MOST_ITEMS = 50
"""Of a stream or of pages: an answer may send a client round and round."""
_VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 1.5, "", "x", "null", [], {}, [None], [[]], {"a": None}),
    *("\ud800", "9" * 5_000, "2026-01-01", 2**70, 1e300, [{}], {"object": "error"}),
    *({"error": {"message": "no"}}, {"detail": "no"}, "https://[::1", "Ā\u2028"),
)
_BYTES = (
    b"\xff",
    b"\x00",
    b"\n",
    b"\n\n",
    b"\r",
    b"data:",
    b"[DONE]",
    b"{",
    b"]",
    b'"',
)
_NOISE = (
    *(b"", b"null", b"[]", b"{}", b'""', b"1", b"<html>no</html>", b"\xff\xfe{\x00"),
    *(b"[" * 100_000, b"9" * 5_000, b"data: {}\n\n", b"data: [DONE]\n\n", b"NaN"),
)
_TYPES = (
    *("application/json", "text/event-stream", "text/html", "text/plain", ""),
    *("application/octet-stream", "audio/mpeg", "application/json; charset=utf-99"),
)
_STATUSES = (200, 200, 200, 200, 201, 204, 299, 301, 400, 401, 404, 422, 429, 500, 599)


class Answer(NamedTuple):
    """What a server says."""

    status: int
    kind: str
    content: bytes


_ANY = Answer(200, "application/json", json.dumps(ANY_ANSWER).encode())


class Subject(NamedTuple):
    """A method, what it is given, and what a good server answers."""

    name: str
    arguments: dict[str, Any]
    ids: list[str]
    good: Answer


class Outcome(NamedTuple):
    """How an answer ended.

    Attributes:
        subject: Whose it was.
        answer: What was answered.
        error: What came out of the client; None if it took the answer.
    """

    subject: str
    answer: Answer
    error: Exception | None

    @property
    def is_foreign(self) -> bool:
        """Whether something came out that no page speaks of."""
        return self.error is not None and not isinstance(self.error, openai.OpenAIError)


def subjects() -> list[Subject]:
    """Return every method, and its streams, with an answer of the local server."""
    found: list[Subject] = []
    with running() as server:
        for operation in OPERATIONS.values():
            row = ROWS.get(operation.id)
            ids = ["x1"] * len(re.findall(r"\{", operation.path))
            least = row.least if row else {}
            for more in ({}, {"stream": True})[: 1 + bool(row and row.streams)]:
                arguments = {**least, **more}
                seen: list[Answer] = []
                with _client(_Recording(seen), server.url, check="off") as client:
                    _used(client, operation.id, ids, arguments)
                name = f"{operation.id}{' stream' if more else ''}"
                # Of an id that the server does not know, what any operation answers.
                good = seen[-1] if seen and seen[-1].status == HTTPStatus.OK else _ANY
                found.append(Subject(name, arguments, ids, good))
    plain = next(each for each in found if each.name == f"{_CHAT} stream")
    asked = {k: v for k, v in plain.arguments.items() if k != "stream"}
    return [*found, plain._replace(name=_HELPER, arguments=asked)]


def outcomes(count: int, seed: int, *, asynchronous: bool = False) -> Iterator[Outcome]:
    """Yield how each answer ends."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    every = subjects()
    said: list[Answer] = []
    wire = HTTPX.MockTransport(lambda _: _response(said[-1]))
    with _asynchronous(wire) if asynchronous else _synchronous(wire) as use:
        for number in range(count):
            subject = every[number % len(every)]
            said[:] = [mutated(subject.good, chance)]
            yield Outcome(subject.name, said[0], use(subject))


Use = Callable[[Subject], Exception | None]


@contextmanager
def _synchronous(wire: HTTPX.MockTransport) -> Iterator[Use]:
    with _client(wire, _BASE_URL, check="off") as client:
        yield lambda s: _used(client, s.name.split()[0], s.ids, s.arguments)


@contextmanager
def _asynchronous(wire: HTTPX.MockTransport) -> Iterator[Use]:
    http = HTTPX.AsyncClient(transport=wire)
    client = AsyncMistral(base_url=_BASE_URL, http_client=http, **_OPTIONS, check="off")
    with asyncio.Runner() as runner:
        yield lambda s: runner.run(_awaited(client, s))
        runner.run(client.close())


def mutated(good: Answer, chance: random.Random) -> Answer:
    """Return another answer, that differs in one to four ways."""
    status, kind, content = good
    for _ in range(chance.randint(1, 4)):
        way = chance.randrange(10)
        if way < 6:
            content = _other_json(content, chance)
        elif way == 6:
            at = chance.randint(0, len(content))
            content = content[:at] + chance.choice(_BYTES) + content[at:]
        elif way == 7:
            content = content[: chance.randint(0, len(content))]
        elif way == 8:
            kind = chance.choice(_TYPES)
        else:
            status, content = (
                chance.choice(_STATUSES),
                chance.choice((content, *_NOISE)),
            )
    return Answer(status, kind, content)


def _other_json(content: bytes, chance: random.Random) -> bytes:
    """Change one member of a JSON text, or of one event of a stream."""
    events = content.split(b"\n\n")
    at = chance.randrange(len(events))
    start, colon, text = events[at].partition(b"data:")
    try:
        value: Any = json.loads(text if colon else events[at])
    except (ValueError, RecursionError):
        return content
    holder: dict[str, Any] = {"": value}
    _change(holder, chance)
    try:
        written = json.dumps(holder.get("", [])).encode()
    except (ValueError, RecursionError):
        return content
    events[at] = start + colon + written if colon else written
    return b"\n\n".join(events)


def _change(holder: Any, chance: random.Random) -> None:
    """Go down some levels, and there replace, remove, double or rename a member."""
    while True:
        keys: list[Any] = list(
            holder if isinstance(holder, dict) else range(len(holder))
        )
        key = chance.choice(keys)
        if not isinstance(holder[key], dict | list) or not holder[key]:
            break
        if chance.random() < 0.2:
            break
        holder = holder[key]
    way = chance.randrange(4)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, list):
        holder.append(holder[key])
    elif way == 2 and isinstance(holder, dict):
        holder[chance.choice(("new", "type", "object", "error", "detail"))] = holder[
            key
        ]
    else:
        holder[key] = chance.choice(_VALUES)


def _used(client: Any, name: str, ids: list[str], given: Any) -> Exception | None:
    """Call a method, and read what it answers as programs do."""
    try:
        method: Callable[..., Any] = reduce(getattr, name.split("."), client)
        answer = method(*ids, **given)
        if hasattr(answer, "__enter__") and name == _HELPER:
            with answer as events:
                for _, _ in zip(range(_MOST_ITEMS), events, strict=False):
                    pass
        elif hasattr(answer, "iter_bytes"):
            b"".join(answer.iter_bytes())
        elif hasattr(answer, "__stream__") or hasattr(answer, "iter_pages"):
            for _, _ in zip(range(_MOST_ITEMS), answer, strict=False):
                pass
        else:
            str(answer)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
        return error
    return None


async def _awaited(client: Any, subject: Subject) -> Exception | None:
    """Call a method of the asynchronous client, and read what it answers."""
    name = subject.name.split()[0]
    try:
        method: Callable[..., Any] = reduce(getattr, name.split("."), client)
        answer = method(*subject.ids, **subject.arguments)
        if name == _HELPER:
            async with answer as events:
                await _some_of(events)
            return None
        if hasattr(answer, "__await__"):
            answer = await answer
        if hasattr(answer, "iter_bytes"):
            b"".join(answer.iter_bytes())
        elif hasattr(answer, "__stream__") or hasattr(answer, "iter_pages"):
            await _some_of(answer)
        else:
            str(answer)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
        return error
    return None


async def _some_of(items: Any) -> None:
    left = _MOST_ITEMS
    async for _ in items:
        left -= 1
        if not left:
            return


class _Recording(HTTPX.HTTPTransport):
    """Keeps what is answered."""

    def __init__(self, seen: list[Answer]) -> None:
        super().__init__()
        self._seen = seen

    def handle_request(self, request: HTTPX.Request) -> HTTPX.Response:
        response = super().handle_request(request)
        content = response.read()
        kind = response.headers.get("content-type", "")
        self._seen.append(Answer(response.status_code, kind, content))
        return _response(self._seen[-1])


def _client(transport: HTTPX.BaseTransport, url: str, **options: Any) -> Mistral:
    http = HTTPX.Client(transport=transport)
    return Mistral(base_url=url, http_client=http, **_OPTIONS, **options)


def _response(answer: Answer) -> HTTPX.Response:
    headers = {"content-type": answer.kind} if answer.kind else {}
    return HTTPX.Response(answer.status, content=answer.content, headers=headers)


def main() -> int:
    """Run as many answers as are asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m faults.fuzz")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--async", action="store_true", dest="asynchronous")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    kinds: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    found = outcomes(asked.count, asked.seed, asynchronous=asked.asynchronous)
    for outcome in found:
        error = outcome.error
        kinds[type(error).__name__ if error else "an answer"] += 1
        if outcome.is_foreign:
            line = f"{outcome.subject}: {type(error).__name__}: {str(error)[:100]}"
            if line not in foreign:
                print(line, ascii(outcome.answer.content[:200]), flush=True)
            foreign[line] += 1
    for kind, count in kinds.most_common():
        print(f"{count:8} {kind}")
    print(f"{sum(foreign.values())} of {asked.count} answers had foreign exceptions")
    return int(bool(foreign))


if __name__ == "__main__":
    raise SystemExit(main())
