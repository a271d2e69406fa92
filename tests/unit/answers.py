"""An answer to every operation, of what the document says that answers need."""

from __future__ import annotations

from typing import Any

from tests.unit.request_schemas import DOCUMENT, least
from tests.unit.support import completion


def _needed() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            content = operation["responses"].get("200", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            answer = least(schema) if "$ref" in schema else None
            found |= answer if isinstance(answer, dict) else {}
    return found


ANY_ANSWER: dict[str, Any] = {
    **_needed(),
    **completion(),
    "audio_data": "eA==",  # base64, which no schema says
    "data": [],
}
"""It has what any of them needs."""
