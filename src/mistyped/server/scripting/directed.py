"""Handlers under a script: it is asked before the server answers by itself."""

from __future__ import annotations

import json

import anyio
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from mistyped.server.call import Call, Handler
from mistyped.server.canned import saying
from mistyped.server.errors import ApiError
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_body import parse_json
from mistyped.server.json_types import JsonObject, as_object
from mistyped.server.notes import note_refusal, note_script
from mistyped.server.scripting.delivery import (
    Answer,
    Connection,
    ScriptError,
    deliver,
)
from mistyped.server.scripting.gates import Gate
from mistyped.server.scripting.replies import Reply
from mistyped.server.scripting.script import Script
from mistyped.server.validation import checked_body


def directed(handler: Handler, script: Script | None) -> Handler:
    """Let a script have the first word on each call of a handler."""
    if script is None:
        return handler

    def direct(call: Call) -> Response:
        script.moves.before(call)
        found = script.find(call, _asked(call))
        if found is None:
            response = handler(call)
        else:
            rule, reply = found
            response = _Directed(_inner(call, reply, handler), reply, script.ended)
            rule.use()
            note_script()
        script.moves.after(call)
        return response

    return direct


def _asked(call: Call) -> JsonObject:
    """Return what a script sees of a request: its body, form or query."""
    if call.body:
        try:
            return as_object(parse_json(call.body))
        except ApiError:
            return {}
    pairs = [*call.query, *call.form]
    return {name: each for name, each in pairs if not isinstance(each, UploadFile)}


def _inner(call: Call, reply: Reply, handler: Handler) -> Response:
    """Return the answer that is to be delivered.

    Raises:
        ApiError: What the API refuses is refused, whatever the script says.
    """
    if reply.made is None:
        with saying(reply.said):
            return handler(call)
    if call.operation.carrier == "json":
        checked_body(call)
    elif call.operation.carrier:
        checked_fields(call)
    made = reply.made
    return Response(made.content, made.status, media_type=made.content_type)


class _Directed(Response):
    """A response that travels as a script says."""

    def __init__(self, inner: Response, reply: Reply, ended: Gate) -> None:
        super().__init__(status_code=reply.status or inner.status_code)
        self._inner = inner
        self._reply = reply
        self._ended = ended
        self.raw_headers = inner.raw_headers
        self.headers.update(reply.headers)

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the answer, and deliver it."""
        try:
            with saying(self._reply.said):
                content = await _whole(self._inner, scope)
            if self._reply.changes:
                content = _changed(content, self._reply)
                self.headers["content-length"] = str(len(content))
            answer = Answer(self.status_code, self.raw_headers, content)
            how = self._reply.delivery
            connection = Connection(scope, receive, send)
            await deliver(answer, how, self._ended, connection)
        except* ScriptError as group:
            text = f"The script does not fit: {group.exceptions[0]}"
            note_refusal(text)
            error = Response(text, 500, media_type="text/plain")
            await error(scope, receive, send)


async def _whole(response: Response, scope: Scope) -> bytes:
    """Return the body that a response would send."""
    parts: list[bytes] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    await response(scope, receive, send)
    return b"".join(parts)


def _changed(content: bytes, reply: Reply) -> bytes:
    """Return a JSON answer with other members.

    Raises:
        ScriptError: The answer is no JSON object.
    """
    try:
        value: object = json.loads(content)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ScriptError("normal(...) changes JSON objects, and this answer is none")
    return json.dumps({**value, **reply.changes}).encode()
