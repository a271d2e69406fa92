"""The events of a streamed response, in the order and with the numbers that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from mistyped.server.json_types import Json, JsonObject, as_objects, as_text
from mistyped.server.tokenizer import tokenize

_Events: TypeAlias = Iterator[JsonObject]
_BEGINS: Final[JsonObject] = {
    "status": "in_progress",
    "completed_at": None,
    "incomplete_details": None,
    "output": [],
    "usage": None,
}


def events(response: JsonObject) -> _Events:
    """Write a response as events: it begins, each item in parts, it is complete."""
    for number, event in enumerate(_all(response)):
        yield {**event, "sequence_number": number}


def _all(response: JsonObject) -> _Events:
    begun: JsonObject = {**response, **_BEGINS}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(as_objects(response["output"])):
        started: JsonObject = {**item, "status": "in_progress"}
        started |= {name: empty for name, empty in _EMPTY.items() if name in item}
        place: JsonObject = {"output_index": index}
        yield {"type": "response.output_item.added", **place, "item": started}
        place["item_id"] = item["id"]
        for event in _WRITERS[as_text(item["type"])](item):
            yield {**event, **place}
        done: JsonObject = {"output_index": index, "item": item}
        yield {"type": "response.output_item.done", **done}
    yield {"type": f"response.{response['status']}", "response": response}


def _parts(item: JsonObject) -> _Events:
    """Yield the events of a message's text, or of thoughts."""
    for index, part in enumerate(as_objects(item["content"])):
        kind, text = as_text(part["type"]), as_text(part["text"])
        more: JsonObject = {"logprobs": []} if kind == "output_text" else {}
        common: JsonObject = {"content_index": index}
        begun: Json = {**part, "text": ""}
        yield {"type": "response.content_part.added", **common, "part": begun}
        for token in tokenize(text):
            delta: JsonObject = {**common, "delta": token, **more}
            yield {"type": f"response.{kind}.delta", **delta}
        yield {"type": f"response.{kind}.done", **common, "text": text, **more}
        yield {"type": "response.content_part.done", **common, "part": part}


def _call(item: JsonObject) -> _Events:
    arguments = as_text(item["arguments"])
    kind = "response.function_call_arguments"
    for token in tokenize(arguments):
        yield {"type": f"{kind}.delta", "delta": token}
    done: JsonObject = {"name": item["name"], "arguments": arguments}
    yield {"type": f"{kind}.done", **done}


_EMPTY: Final[JsonObject] = {"content": [], "arguments": ""}
_WRITERS: Final[Mapping[str, Callable[[JsonObject], _Events]]] = {
    "message": _parts,
    "reasoning": _parts,
    "function_call": _call,
}
