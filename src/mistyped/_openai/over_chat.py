"""The Responses API on chat completions: `client.responses`, unless it is native.

The request that goes out is one for a chat completion; whole answers and streams come
back in the SDK's classes for responses.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import openai
import orjson
from openai import NotGiven
from openai._models import add_request_id, construct_type
from openai.types.responses import Response
from pydantic_core import from_json
from typing_extensions import override

from mistyped._compat.policy import Policy
from mistyped._compat.responses_input import over_chat
from mistyped._compat.responses_output import Event, ResponseWriter, as_response
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._generated.responses.responses import ResponseEvent
from mistyped._openai.checking import waived_by
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._openai.streams import refuse_empty
from mistyped._openai.user_warnings import warn_user
from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.error_bodies import reason
from mistyped._values.guards import is_mapping, is_object
from mistyped._values.json_values import UNSENDABLE
from mistyped.changes import Change, noted
from mistyped.errors import InvalidRequestError, InvalidRequestWarning
from mistyped.problems import Report

if TYPE_CHECKING:
    from mistyped._openai.transport import Transport

RESPONSES = "/responses"
_CHAT = "/chat/completions"
_OPERATION = "POST /v1/responses"


class OverChat:
    """Sends one Responses request as one for a chat completion.

    Attributes:
        changes: What was changed in the request.
    """

    def __init__(self, policy: Policy) -> None:
        self.changes: tuple[Change, ...] = ()
        self._policy = policy
        self._asked: dict[str, object] = {}

    def parts(self, _: FinalRequestOptions) -> list[FinalRequestOptions]:
        """Return nothing: such a request is never split."""
        return []

    def prepared(
        self,
        client: Transport,
        options: FinalRequestOptions,
        cast_to: object,
        stream_cls: Any,
    ) -> tuple[FinalRequestOptions, object, Any]:
        """Return what is sent instead, and what reads the answer.

        Raises:
            InvalidRequestError: If chat completions have nothing for the request.
        """
        body = body_of(options)
        if is_mapping(body):
            self._asked = {str(key): value for key, value in body.items()}
        options, waived = waived_by(options)
        lossy = self._policy.is_lossy
        made = over_chat(body, lossy=lossy, waive=client.waive | waived)
        report = Report(_OPERATION, made.problems)
        unsendable = any(each.rule in UNSENDABLE for each in report.errors)
        if report.errors and (client.check == "error" or unsendable):
            url = str(client.base_url).rstrip("/") + RESPONSES
            raise InvalidRequestError(report, url=url)
        for problem in report.problems if client.check != "off" else ():
            warn_user(str(problem), InvalidRequestWarning)
        self.changes = made.changes
        self._policy.tell(made.changes)
        update = {
            "url": _CHAT,
            "content": made.content or orjson.dumps(made.body),
            "json_data": None,
            "extra_json": None,
            "post_parser": self._reader(options),
        }
        sent = options.model_copy(update=update)
        if stream_cls is None:
            return sent, ChatCompletion, None
        is_async = issubclass(_class_of(stream_cls), AsyncEventStream)
        streamed = AsyncResponseStream if is_async else ResponseStream
        return sent, cast_to, streamed

    def noted(self, answer: Any) -> Any:
        """Note on an answer what was changed in its request."""
        return noted(answer, self.changes)

    def _reader(self, options: FinalRequestOptions) -> Any:
        """Return what makes a response of a completion, and then what was asked for."""
        parse = options.post_parser
        asked = self._asked

        def read(answer: ChatCompletion | ResponseStream | AsyncResponseStream) -> Any:
            made: Any = answer
            if isinstance(answer, ChatCompletion):
                response = as_response(answer.to_dict(warnings=False), asked)
                made = construct_type(value=response, type_=Response)
                add_request_id(made, getattr(answer, "_request_id", None))
            else:
                answer.asked = asked
            return made if isinstance(parse, NotGiven) else parse(made)

        return read


class _Converter:
    """Makes the payloads of a chat's stream those of a response's."""

    def __init__(self, asked: Mapping[str, object]) -> None:
        self._writer = ResponseWriter(asked)
        self._is_over = False

    def feed(self, payload: bytes) -> list[bytes]:
        """Return the payloads that stand for one."""
        if self._is_over:
            return []
        if payload.startswith(b"[DONE]"):
            return self.end()
        try:
            chunk: object = from_json(payload)
        except ValueError:
            return self.end(f"a streamed event is not JSON: {payload[:80]!r}")
        members = {str(k): v for k, v in chunk.items()} if is_object(chunk) else {}
        if members.get("error") or members.get("object") == "error" or not members:
            return self.end(reason(members) or f"streamed error: {payload[:80]!r}")
        return _dumped(self._writer.feed(members))

    def end(self, error: str = "") -> list[bytes]:
        """Return the last payloads, once."""
        if self._is_over:
            return []
        self._is_over = True
        return _dumped(self._writer.end(error))


class ResponseStream(EventStream[ResponseEvent], openai.Stream[ResponseEvent]):
    """The events of a response that is a chat completion.

    Attributes:
        asked: The request, whose settings the response repeats.
    """

    asked: Mapping[str, object] = {}

    @override
    def _payloads(self) -> Iterator[bytes]:
        converter = _Converter(self.asked)
        for payload in super()._payloads():
            yield from converter.feed(payload)
        if not cast("Any", self._decoder).found:
            refuse_empty(self)
        yield from converter.end()


class AsyncResponseStream(
    AsyncEventStream[ResponseEvent], openai.AsyncStream[ResponseEvent]
):
    """The events of a response that is a chat completion.

    Attributes:
        asked: The request, whose settings the response repeats.
    """

    asked: Mapping[str, object] = {}

    @override
    async def _payloads(self) -> AsyncIterator[bytes]:
        converter = _Converter(self.asked)
        async for payload in super()._payloads():
            for made in converter.feed(payload):
                yield made
        if not cast("Any", self._decoder).found:
            refuse_empty(self)
        for made in converter.end():
            yield made


def _class_of(stream_cls: Any) -> type:
    """Return the class behind a generic alias."""
    found: type = getattr(stream_cls, "__origin__", stream_cls)
    return found


def _dumped(events: list[Event]) -> list[bytes]:
    return [orjson.dumps(each) for each in events]
