"""Lists in pages, as the query's `page` and `page_size` ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mistyped.server.values import Json, JsonObject, as_count, as_flag

PAGE_SIZE: Final = 100
"""The size of a page that nobody asked another for; some lists have their own."""


def page(
    items: Sequence[JsonObject], asked: JsonObject, *, counted: Json = None
) -> JsonObject:
    """Return one page of a list, with the number of all items unless it is unwanted."""
    total = len(items) if as_flag(counted, default=True) else None
    return {"object": "list", "data": part(items, asked), "total": total}


def part(
    items: Sequence[JsonObject], asked: JsonObject, size: int = PAGE_SIZE
) -> list[Json]:
    """Return the items of one page; `size` is the default."""
    size = number(asked.get("page_size"), size)
    first = number(asked.get("page"), 0) * size
    return [*items[first : first + size]]


def number(value: Json, default: int) -> int:
    """Read a number of a query, where it is a text."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return as_count(value, default)
