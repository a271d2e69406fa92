"""Lists in pages, as the query's `page` and `page_size` ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mistyped.server.values import Json, JsonObject, as_text

_PAGE_SIZE: Final = 100


def page(
    items: Sequence[JsonObject], asked: JsonObject, *, counted: Json = None
) -> JsonObject:
    """Return one page of a list, with the number of all items unless it is unwanted."""
    size = _number(asked.get("page_size"), _PAGE_SIZE)
    first = _number(asked.get("page"), 0) * size
    data: list[Json] = list(items[first : first + size])
    total = None if as_text(counted).lower() in ("false", "0") else len(items)
    return {"object": "list", "data": data, "total": total}


def _number(value: Json, default: int) -> int:
    """Read a number of a query, where it is a text."""
    return int(as_text(value) or default)
