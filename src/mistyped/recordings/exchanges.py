"""One exchange, and the file that it stands in.

    {"request": {"method": "POST", "path": "/v1/chat/completions",
                 "body": {"model": "mistral-small-latest", ...}},
     "response": {"status": 200, "headers": {"content-type": "application/json"},
                  "body": {"id": "...", ...}}}

A body is `body` if it is JSON, `events` if it is a stream, `form` with the digest of
each file, `text`, or else `base64`.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_object,
    as_text,
)

_BLOCK: Final = re.compile(r"(?:event: (?P<event>[^\n]*)\n)?data: (?P<data>[^\n]*)")
_STREAM: Final = "text/event-stream"
_INDENT: Final = 2


class RecordingError(ValueError):
    """A folder cannot be played, or not be recorded into."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, as JSON.

    Attributes:
        request: `method`, `path`, `query` and the body.
        response: `status`, `headers` and the body.
    """

    request: JsonObject
    response: JsonObject

    def write(self, folder: Path, number: int, scrub: Scrub) -> Path:
        """Write it into a folder, pretty and scrubbed; return the file."""
        words = re.findall(r"[a-z_]+", as_text(self.request["path"]).lower())[1:]
        named = "-".join([as_text(self.request["method"]).lower(), *words[:4]])
        path = folder / f"{number:03}-{named}.json"
        value: JsonObject = {"request": self.request, "response": self.response}
        text = json.dumps(value, indent=_INDENT, ensure_ascii=False)
        path.write_text(f"{scrub(text)}\n", "utf-8")
        return path


class Scrub:
    """Takes keys and ids out of texts, each id for the same stand-in of its form."""

    _ID: Final = re.compile(
        r"(?<![0-9a-zA-Z])(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
        r"(?![0-9a-zA-Z])"
    )

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._keys: set[str] = set()

    def keep_out(self, key: str) -> None:
        """Let a key never be written."""
        if key:
            self._keys.add(key)

    def __call__(self, text: str) -> str:
        """Return a text without keys and ids."""
        for key in sorted(self._keys, key=len, reverse=True):
            text = text.replace(key, "KEY")
        return self._ID.sub(self._stand_in, text)

    def _stand_in(self, found: re.Match[str]) -> str:
        plain = found[0].replace("-", "")
        number = self._stand_ins.setdefault(plain, f"{len(self._stand_ins) + 1:032x}")
        if "-" not in found[0]:
            return number
        sizes = (8, 12, 16, 20)
        ends = zip((0, *sizes), (*sizes, 32), strict=True)
        return "-".join(number[start:end] for start, end in ends)


def read_folder(folder: Path) -> list[Exchange]:
    """Read all recordings of a folder, in their order.

    Raises:
        RecordingError: A file is no recording, or there is none.
    """
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    if not found:
        raise RecordingError(f"there are no recordings in {folder}")
    return found


def _read(path: Path) -> Exchange:
    try:
        value: Json = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise RecordingError(f"{path} is no JSON: {error}") from error
    request = as_object(as_object(value).get("request"))
    response = as_object(as_object(value).get("response"))
    if {"method", "path"} - set(request) or "status" not in response:
        text = f"{path} is no recording: it needs a request and a response"
        raise RecordingError(text)
    return Exchange(request, response)


def as_json(content: bytes, content_type: str) -> JsonObject:
    """Write a body as JSON."""
    if not content:
        return {}
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    if content_type.startswith(_STREAM) and (events := _events(text)):
        return {"events": events}
    try:
        value: Json = json.loads(text)
    except ValueError:
        return {"text": text}
    return {"body": value}


def content_of(response: Mapping[str, Json]) -> bytes:
    """Return the bytes of a body that was written as JSON."""
    if "body" in response:
        return json.dumps(response["body"], ensure_ascii=False).encode()
    if "events" in response:
        return "".join(map(_block, as_list(response["events"]))).encode()
    if "base64" in response:
        return base64.b64decode(as_text(response["base64"]))
    return as_text(response.get("text")).encode()


def status_of(response: Mapping[str, Json]) -> int:
    """Return the status of an answer."""
    return as_count(response["status"], 200)


def _events(text: str) -> list[Json]:
    """Return the events of a stream; one that JSON cannot show stays a text."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    events: list[Json] = [_event(block) for block in blocks[:-1]]
    return [*events, blocks[-1]] if blocks[-1] else events


def _event(block: str) -> Json:
    found = _BLOCK.fullmatch(block)
    if found is None:
        return f"{block}\n\n"
    try:
        data: Json = json.loads(found["data"])
    except ValueError:
        data = found["data"]
    else:
        if isinstance(data, str):  # a text that is JSON, too, would come back bare
            return f"{block}\n\n"
    return {"event": found["event"], "data": data} if found["event"] else {"data": data}


def _block(event: Json) -> str:
    if isinstance(event, str):
        return event
    value = as_object(event)
    name = f"event: {value['event']}\n" if "event" in value else ""
    data = value.get("data")
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"{name}data: {text}\n\n"
