"""Lists in pages, as the query's `page` and `page_size` ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mistyped.server.json_types import Json, JsonObject, as_count, as_flag

PAGE_SIZE: Final = 100
"""The size of a page that nobody asked another for; some lists have their own."""


def page(
    items: Sequence[JsonObject], asked: JsonObject, *, counted: Json = None
) -> JsonObject:
    """Return one page of a list, with the number of all items unless it is unwanted."""
    total = len(items) if as_flag(counted, default=True) else None
    return {"object": "list", "data": page_items(items, asked), "total": total}


def page_items(
    items: Sequence[JsonObject], asked: JsonObject, size: int = PAGE_SIZE
) -> list[Json]:
    """Return the items of one page; `size` is the default."""
    size = query_number(asked.get("page_size"), size)
    first = query_number(asked.get("page"), 0) * size
    return [*items[first : first + size]]


def query_number(value: Json, default: int) -> int:
    """Read a number of a query, where it is a text."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return as_count(value, default)
