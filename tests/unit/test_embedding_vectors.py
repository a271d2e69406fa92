"""Vectors come back as they were before they were packed and encoded."""

from __future__ import annotations

import struct
from base64 import b64encode
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from mistyped._openai.embedding_vectors import numbers

SINGLE = st.floats(width=32, allow_nan=False)
SIGNED = st.integers(-128, 127)
UNSIGNED = st.integers(0, 255)
BITS = st.lists(st.integers(0, 1), min_size=1, max_size=80)


def encoded(layout: str, values: list[Any]) -> str:
    """Return base64 of numbers in a layout of `struct`."""
    return b64encode(struct.pack(f"<{len(values)}{layout}", *values)).decode()


def packed(bits: list[int], offset: int) -> list[int]:
    """Pack bits, slowly and after the definition: the first is the highest."""
    full = bits + [0] * (-len(bits) % 8)
    return [
        sum(bit << (7 - at) for at, bit in enumerate(full[start : start + 8])) - offset
        for start in range(0, len(full), 8)
    ]


@given(st.lists(SINGLE))
def test_floats(vector: list[float]) -> None:
    """Single precision in little endian, or a list."""
    assert numbers(encoded("f", vector)) == vector
    assert numbers(encoded("f", vector), "float", len(vector)) == vector
    assert numbers(vector) == vector


@given(st.lists(SIGNED), st.lists(UNSIGNED))
def test_bytes(signed: list[int], unsigned: list[int]) -> None:
    """One byte a number, with and without a sign, or a list read as floats."""
    for dtype, layout, vector in (("int8", "b", signed), ("uint8", "B", unsigned)):
        assert numbers(encoded(layout, vector), dtype) == vector
        assert numbers([*map(float, vector)], dtype) == vector


@given(BITS)
def test_packed_bits(bits: list[int]) -> None:
    """Both kinds, both ways to travel, and any dimension."""
    for dtype, layout, offset in (("binary", "b", 128), ("ubinary", "B", 0)):
        sent = packed(bits, offset)
        assert numbers([*map(float, sent)], dtype, len(bits)) == bits
        assert numbers(encoded(layout, sent), dtype, len(bits)) == bits


@given(st.lists(UNSIGNED))
def test_nothing_is_lost(data: list[int]) -> None:
    """The bits of an unknown dimension are all there, so they can be packed again."""
    bits: Any = numbers([*data], "ubinary")
    assert len(bits) == 8 * len(data)
    assert packed(bits, 0) == data


@example([float("inf")], None)
@given(st.text() | st.lists(st.floats() | st.integers()), st.none() | st.integers(1))
def test_nothing_raises(vector: Any, dimension: int | None) -> None:
    """Whatever an answer holds, and whatever was asked for."""
    for dtype in (None, "float", "int8", "uint8", "binary", "ubinary", "new", 7):
        assert isinstance(numbers(vector, dtype, dimension), list | None)
