"""Vectors as numbers, however they travel and whatever they are packed in.

On the wire a vector is a list of numbers, or base64 of its bytes: float32 in little
endian, or one byte a number. `binary` and `ubinary` pack eight dimensions into one
number, `ubinary` from 0 to 255, `binary` less 128 (offset binary). Here they become a
list with one number for each dimension, 0 or 1, as `numpy.unpackbits` has it: the
highest bit comes first, and `numpy.packbits` packs the list again.
"""

from __future__ import annotations

import sys
from array import array
from binascii import a2b_base64
from collections.abc import Callable, Mapping
from typing import TypeAlias

from mistyped._generated.responses.embeddings import CreateEmbeddingResponse
from mistyped._values.guards import is_mapping

Numbers: TypeAlias = list[float]

_TYPECODES = {"int8": "b", "uint8": "B", "binary": "b", "ubinary": "B"}
_OFFSETS = {"binary": 128, "ubinary": 0}
_DIGITS = bytes.maketrans(b"01", b"\x00\x01")


def reader(params: Mapping[str, object]) -> Callable[[object], object]:
    """Return what turns the answer to these parameters into one with plain numbers."""
    asked: dict[object, object] = dict(params.items())
    if is_mapping(extra := params.get("extra_body")):
        asked.update(extra)
    dtype, dimension = asked.get("output_dtype"), asked.get("output_dimension")

    def read(answer: object) -> object:
        if isinstance(answer, CreateEmbeddingResponse):  # `parse(to=...)` gives others
            for each in answer.data or ():
                vector = numbers(each.embedding, dtype, dimension)
                if vector is not None:  # else it stays as it came, so nothing is lost
                    each.embedding = vector
        return answer

    return read


def numbers(
    vector: str | Numbers, dtype: object = None, dimension: object = None
) -> Numbers | None:
    """Return a vector as one number for each dimension; None if it cannot be read.

    Args:
        vector: The vector as the answer has it.
        dtype: The `output_dtype` that was asked for; float if there is none.
        dimension: The `output_dimension` that was asked for, if any.
    """
    kind = dtype if isinstance(dtype, str) else "float"
    try:
        if isinstance(vector, str):
            values = _decoded(vector, _TYPECODES.get(kind, "f"))
        elif kind in _TYPECODES:
            values = _whole(vector)
        else:
            return vector
        wanted = dimension if isinstance(dimension, int) else 8 * len(values)
        if kind not in _OFFSETS or len(values) != -(-wanted // 8):  # it is not packed
            return values
        return _bits(bytes(int(each) + _OFFSETS[kind] for each in values), wanted)
    except (OverflowError, TypeError, ValueError):
        return None


def _decoded(text: str, code: str) -> Numbers:
    values: array[float] = array(code)
    values.frombytes(a2b_base64(text, strict_mode=True))
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


def _whole(vector: Numbers) -> Numbers:
    """Return whole numbers as such: JSON's 5 was read as 5.0.

    Raises:
        ValueError: If one of them is not whole.
    """
    whole: Numbers = [*map(int, vector)]
    if whole != vector:
        raise ValueError
    return whole


def _bits(data: bytes, wanted: int) -> Numbers:
    """Return so many bits; the others only fill the last byte."""
    # One text of digits and one table: many times faster than shifting bit by bit.
    digits = f"{int.from_bytes(data):0{8 * len(data)}b}" if data else ""
    return [*digits.encode().translate(_DIGITS)[:wanted]]
