"""What tells the kind of an object that leaves its `type` out, as requests may.

An answer always has it.
"""

from __future__ import annotations

from typing import Final

from mistyped.server.json_types import Json, JsonObject, as_objects

_TELLING: Final = {
    "function": "function",
    "library_ids": "document_library",
    "connector_id": "connector",
    "text": "text",
    "image_url": "image_url",
    "document_url": "document_url",
    "input_audio": "input_audio",
    "file_id": "file",
    "reference_ids": "reference",
    "thinking": "thinking",
}


def with_type(value: JsonObject) -> JsonObject:
    """Return a tool or a part of a content with its type, if a member tells it."""
    if value.get("type") is not None:
        return value
    told = (kind for member, kind in _TELLING.items() if member in value)
    return {**value, "type": next(told, None)}


def with_types(values: Json) -> list[Json]:
    """Return the objects of a list, each with its type; null is an empty list."""
    return [with_type(each) for each in as_objects(values)]
