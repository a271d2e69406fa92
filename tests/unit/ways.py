"""Every way to make a chat call, each as a function of a client and a request."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from mistyped import AsyncMistral, Mistral

URL = "/chat/completions"


class Answer(BaseModel):
    """What the wire answers with."""

    answer: int


def _stream(client: Mistral, request: Any) -> None:
    with client.chat.completions.stream(**request) as events:
        assert events.get_final_completion().choices[0].message.content


def _streaming(client: Mistral, request: Any) -> None:
    with client.chat.completions.with_streaming_response.create(**request) as reply:
        assert reply.parse().choices[0].message.text


def _streaming_parse(client: Mistral, request: Any) -> None:
    completions = client.chat.completions.with_streaming_response
    with completions.parse(response_format=Answer, **request) as reply:
        assert reply.parse().choices[0].message.parsed == Answer(answer=4)


def _extra_body(client: Mistral, request: Any) -> None:
    given = {"model": request["model"], "messages": request["messages"]}
    rest = {key: value for key, value in request.items() if key not in given}
    client.chat.completions.create(
        model="overridden", messages=[], extra_body={**given, **rest}
    )


SYNC: dict[str, Any] = {
    "create": lambda c, r: c.chat.completions.create(**r),
    "create, streamed": lambda c, r: list(c.chat.completions.create(stream=True, **r)),
    "parse": lambda c, r: c.chat.completions.parse(response_format=Answer, **r),
    "stream": _stream,
    "raw": lambda c, r: c.chat.completions.with_raw_response.create(**r).parse(),
    "raw, streamed": lambda c, r: list(
        c.chat.completions.with_raw_response.create(stream=True, **r).parse()
    ),
    "raw parse": lambda c, r: c.chat.completions.with_raw_response.parse(
        response_format=Answer, **r
    ).parse(),
    "streaming response": _streaming,
    "streaming response, parse": _streaming_parse,
    "with_options": lambda c, r: c.with_options(timeout=3).chat.completions.create(**r),
    "client raw": lambda c, r: c.with_raw_response.chat.completions.create(**r).parse(),
    "extra_body": _extra_body,
    "post": lambda c, r: c.post(URL, body=r, cast_to=object),
    "post, full URL": lambda c, r: c.post(
        f"{c.base_url}chat/completions", body=r, cast_to=object
    ),
    "post bytes": lambda c, r: c.post(
        URL, content=json.dumps(r).encode(), cast_to=object
    ),
    "post and extra_json": lambda c, r: c.post(
        URL, body={}, options={"extra_json": r}, cast_to=object
    ),
}


async def _astreamed(client: AsyncMistral, request: Any) -> None:
    async for _ in await client.chat.completions.create(stream=True, **request):
        pass


async def _astream(client: AsyncMistral, request: Any) -> None:
    async with client.chat.completions.stream(**request) as events:
        final = await events.get_final_completion()
    assert final.choices[0].message.content


async def _araw(client: AsyncMistral, request: Any) -> None:
    (await client.chat.completions.with_raw_response.create(**request)).parse()


async def _araw_parse(client: AsyncMistral, request: Any) -> None:
    completions = client.chat.completions.with_raw_response
    (await completions.parse(response_format=Answer, **request)).parse()


async def _astreaming(client: AsyncMistral, request: Any) -> None:
    completions = client.chat.completions.with_streaming_response
    async with completions.create(**request) as reply:
        assert (await reply.parse()).choices[0].message.text


async def _astreaming_parse(client: AsyncMistral, request: Any) -> None:
    completions = client.chat.completions.with_streaming_response
    async with completions.parse(response_format=Answer, **request) as reply:
        parsed = await reply.parse()
    assert parsed.choices[0].message.parsed == Answer(answer=4)


async def _aclient_raw(client: AsyncMistral, request: Any) -> None:
    (await client.with_raw_response.chat.completions.create(**request)).parse()


async def _aextra_body(client: AsyncMistral, request: Any) -> None:
    await client.chat.completions.create(
        model="overridden", messages=[], extra_body=request
    )


ASYNC: dict[str, Any] = {
    "create": lambda c, r: c.chat.completions.create(**r),
    "create, streamed": _astreamed,
    "parse": lambda c, r: c.chat.completions.parse(response_format=Answer, **r),
    "stream": _astream,
    "raw": _araw,
    "raw parse": _araw_parse,
    "streaming response": _astreaming,
    "streaming response, parse": _astreaming_parse,
    "with_options": lambda c, r: c.with_options(timeout=3).chat.completions.create(**r),
    "client raw": _aclient_raw,
    "extra_body": _aextra_body,
    "post": lambda c, r: c.post(URL, body=r, cast_to=object),
    "post bytes": lambda c, r: c.post(
        URL, content=json.dumps(r).encode(), cast_to=object
    ),
}

FORMAT = {
    "type": "json_schema",
    "json_schema": {
        "name": "Answer",
        "strict": True,
        "schema": {
            "title": "Answer",
            "description": "What the wire answers with.",
            "type": "object",
            "properties": {"answer": {"title": "Answer", "type": "integer"}},
            "required": ["answer"],
            "additionalProperties": False,
        },
    },
}


def added(way: str) -> dict[str, Any]:
    """Return what a way of calling adds to the request."""
    if "parse" in way:
        return {"response_format": FORMAT}
    return {"stream": True} if way == "stream" or "streamed" in way else {}
