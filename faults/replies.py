"""The bytes of answers, right and wrong."""

from __future__ import annotations

import gzip
import json

ANSWER = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1,
    "model": "mistral-small-latest",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Salut"},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6},
}
GOOD = json.dumps(ANSWER).encode()
DONE = b"data: [DONE]\n\n"


def event(text: str | None, finish: str | None = None) -> bytes:
    """Return one event of a streamed answer."""
    delta = {} if text is None else {"content": text}
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "mistral-small-latest",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


EVENTS = event("Sa") + event("lut") + event("", "stop")


def head(status: str = "200 OK", kind: str = "application/json", *lines: str) -> bytes:
    """Return the head of an answer that ends with its connection."""
    kinds = [f"content-type: {kind}"] if kind else []
    rows = [f"HTTP/1.1 {status}", *kinds, *lines, "connection: close"]
    return ("\r\n".join(rows) + "\r\n\r\n").encode()


def reply(
    body: bytes, status: str = "200 OK", kind: str = "application/json", *lines: str
) -> bytes:
    """Return a whole answer with its length."""
    return head(status, kind, f"content-length: {len(body)}", *lines) + body


def failing(status: str, body: object, *lines: str) -> bytes:
    """Return an error with a JSON body."""
    return reply(json.dumps(body).encode(), status, "application/json", *lines)


def zipped(
    body: bytes, status: str = "200 OK", kind: str = "application/json"
) -> bytes:
    """Return a whole answer that travels compressed."""
    return reply(gzip.compress(body), status, kind, "content-encoding: gzip")


def chunked(*pieces: bytes, end: bool = True) -> bytes:
    """Return a body in chunks."""
    framed = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    return b"".join(framed) + (b"0\r\n\r\n" if end else b"")


STREAM = head(kind="text/event-stream")
CHUNKED = head("200 OK", "text/event-stream", "transfer-encoding: chunked")
