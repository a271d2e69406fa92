"""The Responses API on chat completions: `client.responses`, unless it is native.

The request that goes out is one for a chat completion; whole answers and streams come
back in the SDK's classes for responses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import orjson
from openai import NotGiven
from openai._models import add_request_id
from openai.types.responses import Response

from mistyped._compat.policy import Policy
from mistyped._compat.responses_input import over_chat
from mistyped._compat.responses_output import as_response
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.check_options import CheckMode
from mistyped._openai.checking import waived_by
from mistyped._openai.user_warnings import warn_user
from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.json_values import UNSENDABLE
from mistyped._values.notes import AnswerT, noted
from mistyped.changes import Change
from mistyped.errors import InvalidRequestError, InvalidRequestWarning
from mistyped.problems import Report

if TYPE_CHECKING:
    from mistyped._openai.response_streams import AsyncResponseStream, ResponseStream

RESPONSES = "/responses"
_CHAT = "/chat/completions"
_OPERATION = "POST /v1/responses"


class Sender(Protocol):
    """A client, as far as a request depends on its settings."""

    check: CheckMode
    waive: frozenset[str]

    @property
    def base_url(self) -> object:
        """Where Mistral's API is."""
        ...


class OverChat:
    """Sends one Responses request as one for a chat completion.

    Attributes:
        changes: What was changed in the request.
    """

    def __init__(self, policy: Policy) -> None:
        self.changes: tuple[Change, ...] = ()
        self._policy = policy
        self._asked: Mapping[str, object] = {}

    def parts(self, _: FinalRequestOptions) -> list[FinalRequestOptions]:
        """Return nothing: such a request is never split."""
        return []

    def prepared(
        self,
        client: Sender,
        options: FinalRequestOptions,
        cast_to: object,
        stream_cls: object,
    ) -> tuple[FinalRequestOptions, object, object]:
        """Return what is sent instead, and what reads the answer.

        Raises:
            InvalidRequestError: If chat completions have nothing for the request.
        """
        body = body_of(options)
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
        self._asked = made.asked
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
        from mistyped._openai.response_streams import response_stream

        return sent, cast_to, response_stream(stream_cls)

    def noted(self, answer: AnswerT) -> AnswerT:
        """Note on an answer what was changed in its request."""
        return noted(answer, self.changes)

    def _reader(
        self, options: FinalRequestOptions
    ) -> Callable[[ChatCompletion | ResponseStream | AsyncResponseStream], object]:
        """Return what makes a response of a completion, and then what was asked for."""
        parse = options.post_parser
        asked = self._asked

        def read(
            answer: ChatCompletion | ResponseStream | AsyncResponseStream,
        ) -> object:
            made: object = answer
            if isinstance(answer, ChatCompletion):
                response = as_response(answer.to_dict(warnings=False), asked)
                made = Response.construct(None, **response)
                add_request_id(made, getattr(answer, "_request_id", None))
            else:
                answer.asked = asked
            made = made if isinstance(parse, NotGiven) else parse(made)
            return self.noted(made)  # in an HTTP response nobody else sees it

        return read
