"""Where a problem is shown in the text of a request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistyped.server.inspector.places import Span, span_at, spans

TEXT = '{\n  "a": [1, {"b": "x"}],\n  "\\u0063": {"d": null}\n}'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("loc", "shown", "line"),
    [
        ((), "{", 1),
        (("a",), '"a"', 2),
        (("a", 0), "1", 2),
        (("a", 1), "{", 2),
        (("a", 1, "b"), '"b": "x"', 2),
        (("c", "d"), '"d": null', 3),
        (("a", 1, "absent"), "{", 2),
        (("a", 9), '"a"', 2),
        (("absent", "deeper"), "{", 1),
    ],
)
def test_a_place_is_the_member_or_what_should_hold_it(
    loc: tuple[str | int, ...], shown: str, line: int
) -> None:
    """A key with its plain value, or the place that lacks the member."""
    found = spans(TEXT, [loc])[loc]
    assert (TEXT[found.start : found.end], found.line) == (shown, line)


def test_offsets_count_as_browsers_do() -> None:
    """A character beyond the first plane is two units."""
    assert spans('["😀", 1]', [(1,)])[(1,)] == Span(7, 8, 1)
    assert span_at("😀\n!", 2) == Span(3, 4, 2)


def test_deep_texts_are_read_in_no_time_that_depends_on_depth() -> None:
    """Nesting that no parser takes is no error here."""
    text = "[" * 50_000 + "]" * 50_000
    assert spans(text, [(0,)]) == {(0,): Span(1, 2, 1)}


def _walk(value: Any, loc: tuple[str | int, ...] = ()) -> list[tuple[Any, Any]]:
    inside = (
        enumerate(value)
        if isinstance(value, list)
        else value.items()
        if isinstance(value, dict)
        else ()
    )
    return [(loc, value), *(each for k, v in inside for each in _walk(v, (*loc, k)))]


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_every_place_of_any_text_is_found(
    value: Any, indent: int | None, escaped: bool
) -> None:
    """What stands at the place of a plain value is its key and the value."""
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    places = _walk(value)
    found = spans(text, [loc for loc, _ in places])
    units = text.encode("utf-16-le", "surrogatepass")
    for loc, part in places:
        span = found[loc]
        there = units[2 * span.start : 2 * span.end].decode(
            "utf-16-le", "surrogatepass"
        )
        if not isinstance(part, list | dict):
            plain = json.dumps(part, ensure_ascii=escaped)
            is_member = loc and isinstance(loc[-1], str)
            key = json.dumps(loc[-1], ensure_ascii=escaped) if is_member else ""
            assert there == (f"{key}: {plain}" if is_member else plain)
