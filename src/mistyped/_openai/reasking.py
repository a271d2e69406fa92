"""Asking once more for an answer that does not fit its type, with what was wrong.

`parse` hands its request a `Reasking` in place of what reads the answer; a client that
finds one makes up to two calls of it, within one deadline.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mistyped._openai.answers import Reasking, is_raw
from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.notes import HasNotes

if TYPE_CHECKING:
    from mistyped._generated.params.chat import UserMessage
    from mistyped._generated.responses.chat import ChatCompletionMessage
    from mistyped.errors import InvalidOutputError

_LOG = logging.getLogger("mistyped")


def asked_again(
    request: Callable[..., object], cast_to: object, options: FinalRequestOptions
) -> object:
    """Make the call of a request, and once more if the answer does not fit."""
    from mistyped.errors import InvalidOutputError

    once = _once(options)
    try:
        return request(cast_to, once)
    except InvalidOutputError as error:
        again, first = _again(once, error), error
    return _noted(request(cast_to, again), first)


async def async_asked_again(
    request: Callable[..., Awaitable[object]],
    cast_to: object,
    options: FinalRequestOptions,
) -> object:
    """Make the call of a request, and once more if the answer does not fit."""
    from mistyped.errors import InvalidOutputError

    once = _once(options)
    try:
        return await request(cast_to, once)
    except InvalidOutputError as error:
        again, first = _again(once, error), error
    return _noted(await request(cast_to, again), first)


def is_hopeless(error: InvalidOutputError) -> bool:
    """Whether another answer would be no better: one that was cut, or refused."""
    from mistyped.errors import RefusedOutputError, TruncatedOutputError

    return isinstance(error, TruncatedOutputError | RefusedOutputError)


def complaint(error: InvalidOutputError) -> UserMessage:
    """Return the message that asks once more."""
    from mistyped.messages import user

    return user(f"{error}. Answer again, with JSON that fits the schema alone.")


def _once(options: FinalRequestOptions) -> FinalRequestOptions:
    """Return the request of one call, whose messages can be sent twice.

    Raises:
        TypeError: If the HTTP response is wanted, of which there would be two.
    """
    if is_raw(options.headers):
        raise TypeError("reask makes up to two calls, and a raw response is of one")
    body, reasking = options.json_data, options.post_parser
    update: dict[str, object] = {}
    if isinstance(reasking, Reasking):
        update["post_parser"] = reasking.read
    if is_mapping(body):
        messages = body.get("messages")
        if isinstance(messages, Iterable) and not isinstance(messages, str):
            update["json_data"] = {**body, "messages": [*messages]}
    return options.model_copy(update=update)


def _again(once: FinalRequestOptions, error: InvalidOutputError) -> FinalRequestOptions:
    body = body_of(once)
    if is_hopeless(error) or not is_mapping(body):
        raise error
    _LOG.info("the model is asked again: its answer does not fit the type")
    messages = body.get("messages")
    said = messages if is_list(messages) else []
    messages = [*said, _unfit_message(error), complaint(error)]
    body = {**body, "messages": messages}
    return once.model_copy(update={"json_data": body, "extra_json": None})


def _unfit_message(error: InvalidOutputError) -> ChatCompletionMessage:
    """Return the message that does not fit, which may be of any choice."""
    messages = [each.message for each in error.answer.choices]
    return next(each for each in messages if each.text == error.text)


def _noted(answer: object, first: InvalidOutputError) -> object:
    if isinstance(answer, HasNotes):
        notes = replace(answer.mistyped, reasked=first)
        object.__setattr__(answer, "_mistyped", notes)
    return answer
