"""What goes through an application, read beside it and kept within bounds."""

from __future__ import annotations

import json
import re
import time
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mistyped._check.operations import find_operation
from mistyped._check.preflight import check
from mistyped._values.guards import is_object
from mistyped.server.inspector.calls import SeenCall, SeenCalls

MOST_KEPT: Final = 256 << 10
"""Bytes of one body that are kept."""
_CHANGES: Final = "mistyped-changes"
_SHORTEST_KEY: Final = 8  # what is shorter is a word of a test, and stands everywhere
_KEYS: Final = ("authorization", "x-api-key", "api-key")
_TOTAL: Final = re.compile(rb'"total_tokens"\s*:\s*(\d{1,12})')
_HIDDEN: Final = b"[key]"


class Watching:
    """One call as it goes through: keeps what the application reads and sends."""

    def __init__(self, calls: SeenCalls, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._calls = calls
        self._start = time.perf_counter()
        self._sent, self._got = bytearray(), bytearray()
        self._keys = [
            key.encode("latin-1")
            for name in _KEYS
            if len(key := headers.get(name, "").split(" ")[-1]) >= _SHORTEST_KEY
        ]
        self._call = SeenCall(
            calls.next_number(),
            time.time(),
            scope["method"],
            scope["path"],
            agent=headers.get("user-agent", "")[:200],
            kind=headers.get("content-type", "")[:200],
        )
        self._is_over = False
        length = headers.get("content-length", "")
        # A short body is on its way whole; of a long one the answer may be the end.
        self._is_awaited = length.isdecimal() and 0 < int(length[:12]) <= MOST_KEPT

    async def run(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the application answer, and note what it does."""
        self._calls.tell(self._call)

        async def reading() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                self._read(message.get("body", b""))
            if not message.get("more_body", False):
                self._is_awaited = False
            return message

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                while self._is_awaited:  # an answer may come before the body was read
                    await reading()
                self._begin(message)
            elif message["type"] == "http.response.body":
                self._write(message.get("body", b""))
                if not message.get("more_body", False):
                    self._end()
            await send(message)

        try:
            await app(scope, reading, sending)
        finally:
            if not self._is_over:
                self._call.is_cut = True
                self._end()

    def _read(self, data: bytes) -> None:
        self._call.request_size += len(data)
        self._sent += data[: MOST_KEPT - len(self._sent)]

    def _begin(self, message: Message) -> None:
        headers = Headers(raw=message["headers"])
        call = self._call
        call.status = message["status"]
        call.first = self._passed()
        call.answer_kind = headers.get("content-type", "")[:200]
        call.changed = headers.get(_CHANGES, "")[:4000]
        call.request = self._without_keys(self._sent)
        self._calls.tell(call)

    def _write(self, data: bytes) -> None:
        self._call.answer_size += len(data)
        self._got += data[: MOST_KEPT - len(self._got)]

    def _end(self) -> None:
        self._is_over = True
        call = self._call
        call.total = self._passed()
        call.request = self._without_keys(self._sent)
        call.answer = self._without_keys(self._got)
        found = _TOTAL.findall(call.answer[-4096:]) or _TOTAL.findall(call.answer)
        call.tokens = int(found[-1]) if found else 0
        _judge(call)
        self._sent, self._got = bytearray(), bytearray()
        self._calls.finish(call)

    def _passed(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def _without_keys(self, data: bytearray) -> bytes:
        kept = bytes(data)
        for key in self._keys:
            kept = kept.replace(key, _HIDDEN)
        return kept


def _judge(call: SeenCall) -> None:
    """Note what the check has against a request, if all of its JSON is there."""
    operation = find_operation(call.method, call.path)
    whole = call.request_size <= MOST_KEPT
    if operation is None or operation.carrier != "json" or not whole:
        return
    try:
        body: object = json.loads(call.request)
    except (ValueError, RecursionError):
        return
    report = check(call.path, body, method=call.method)
    call.errors, call.warnings = len(report.errors), len(report.warnings)
    model = body.get("model") or body.get("agent_id") if is_object(body) else None
    call.model = model[:100] if isinstance(model, str) else ""
