"""A player: answers what was recorded, and says by a diff why nothing matches."""

from __future__ import annotations

import json
from collections import defaultdict
from difflib import SequenceMatcher, unified_diff
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from mistyped.recordings.exchanges import Exchange, content_of, status_of
from mistyped.recordings.requests import request_as_json
from mistyped.server.json_types import JsonObject, as_object, as_text

_MOST_COMPARED: Final = 20_000


class Player:
    """An ASGI application that plays recordings.

    A request gets the answer that was recorded to an equal one. Equal requests get
    their answers in turn, and the last of them again and again.
    """

    def __init__(self, exchanges: list[Exchange]) -> None:
        self._answers: dict[str, list[JsonObject]] = defaultdict(list)
        self._requests: list[JsonObject] = []
        for each in exchanges:
            answers = self._answers[_key(each.request)]
            if not answers:
                self._requests.append(each.request)
            answers.append(each.response)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            asked = await request_as_json(Request(scope, receive))
            await self._answer(asked)(scope, receive, send)

    def _answer(self, asked: JsonObject) -> Response:
        answers = self._answers.get(_key(asked))
        if not answers:
            return JSONResponse(self._nothing(asked), 404)
        said = answers.pop(0) if len(answers) > 1 else answers[0]
        headers = {n: as_text(v) for n, v in as_object(said.get("headers")).items()}
        return Response(content_of(said), status_of(said), headers)

    def _nothing(self, asked: JsonObject) -> JsonObject:
        """Say why nothing matches: how the nearest recording differs."""
        where = f"{asked['method']} {asked['path']}"
        near = [r for r in self._requests if _place(r) == _place(asked)]
        if near:
            sent = _pretty(asked)
            best = max(near, key=lambda each: _likeness(_pretty(each), sent))
            lines = unified_diff(
                _pretty(best).splitlines(),
                sent.splitlines(),
                "recorded",
                "sent",
                lineterm="",
            )
            told = "\n".join(lines)
            text = f"no recording of {where} is equal; the nearest differs so:\n{told}"
        else:
            known = sorted({f"{r['method']} {r['path']}" for r in self._requests})
            text = f"there is no recording of {where}, only of {', '.join(known)}"
        return {
            "object": "error",
            "message": text,
            "type": "no_recording",
            "param": None,
            "code": None,
        }


def _place(request: JsonObject) -> tuple[str, str]:
    return as_text(request["method"]), as_text(request["path"])


def _key(request: JsonObject) -> str:
    return json.dumps(request, sort_keys=True)


def _pretty(request: JsonObject) -> str:
    return json.dumps(request, indent=2, sort_keys=True, ensure_ascii=False)


def _likeness(one: str, other: str) -> float:
    """Return how alike two requests are, by lines; of long ones, by their start."""
    first, second = (each[:_MOST_COMPARED].splitlines() for each in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
