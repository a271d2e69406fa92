"""Whole answers on their way back: in their shape, or as errors that say why not.

What a server puts into an error may repeat the caller's key, which is taken out. A
success in which there is no answer is an error too, or a client read an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from mistyped._compat.exchange import Exchange, error_body
from mistyped._compat.long_embeddings import joined
from mistyped._values.error_bodies import code, reason
from mistyped._values.guards import is_list, is_object
from mistyped._values.redaction import redacted, redacted_json

NO_ANSWER: Final = 502


def answered(
    exchange: Exchange, status: int, contents: Sequence[bytes], secrets: tuple[str, ...]
) -> tuple[int, bytes]:
    """Return status and body of the answer to give.

    Args:
        exchange: What became of the request.
        status: The status of the last answer.
        contents: The bodies of the answers, one for each request that was sent.
        secrets: What no error repeats.
    """
    last = contents[-1]
    if status >= 400:
        return status, _error(_read(last), secrets)
    if not exchange.holds:
        return status, last
    bodies: list[dict[str, object]] = []
    for content in contents:
        body = _read(content)
        if why := complaint(body, exchange.holds):
            text = f"the server answered {status}, but no answer: {why}"
            return NO_ANSWER, error_body(redacted(text, secrets))
        bodies.append(_members(body))
    if len(bodies) > 1:
        return status, orjson.dumps(joined(bodies))
    made = bodies[0] if exchange.shape is None else exchange.shape.whole(bodies[0])
    return status, last if made is bodies[0] else orjson.dumps(made)


def complaint(answer: object, holds: str) -> str:
    """Return why an answer is none, in the server's words if it has some.

    Args:
        answer: What came: JSON, or the bytes if they are none.
        holds: The list that an answer has.
    """
    if not is_object(answer):
        return reason(answer) or "it is no object"
    if answer.get("object") != "error" and is_list(answer.get(holds)):
        return "" if answer[holds] else f"its {holds} are empty"
    return reason(answer) or f"it has no {holds}"


def said_instead(content: bytes) -> str:
    """Return what a server says in the place of a stream of events."""
    said = reason(_read(content)) or repr(content.decode(errors="replace"))
    return f"it is no stream of events: {said}"


def _read(content: bytes) -> object:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content


def _members(body: object) -> dict[str, object]:
    return {str(k): v for k, v in body.items()} if is_object(body) else {}


def _error(body: object, secrets: tuple[str, ...]) -> bytes:
    """Return a server's error with its words where every client looks for them."""
    safe = redacted_json(_nested(body) if is_object(body) else body, secrets)
    return safe if isinstance(safe, bytes) else orjson.dumps(safe)


def _nested(body: Mapping[object, object]) -> Mapping[object, object]:
    error = body.get("error")
    if is_object(error) and isinstance(error.get("message"), str):
        return body
    made = orjson.loads(error_body(reason(body) or "the server gave no reason"))
    made["error"]["code"] = code(body)
    return {**body, **made}
