"""Pairs of numbers in the order of the first, in bounded memory however many there are.

They lie in a file as runs, each of them sorted: first its keys, then their values, so
that keys alone can be looked at, many at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from heapq import merge
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple, TypeAlias

_IN_MEMORY: Final = 100_000
_BITS: Final = 64
_VALUE: Final = (1 << _BITS) - 1
_WIDTH: Final = _BITS // 8
_BUCKETS: Final = 256

Run: TypeAlias = "tuple[array[int], array[int]]"
"""Keys in their order, and the value of each."""


class _Place(NamedTuple):
    """Where a run is in the file.

    Attributes:
        start: Where its keys begin; its values follow.
        pairs: How many pairs it has.
        more: What is to be added to its values.
    """

    start: int
    pairs: int
    more: int


def run_of(pairs: list[int]) -> Run:
    """Return pairs, of which each is a key and its value in one number, as a run."""
    pairs.sort()
    return (
        array("Q", [each >> _BITS for each in pairs]),
        array("Q", [each & _VALUE for each in pairs]),
    )


def pair(key: int, value: int) -> int:
    """Return two numbers below 2 to the 64th as one, which sorts by the first."""
    return key << _BITS | value


class Sorted:
    """Takes pairs of numbers, and yields them sorted."""

    def __init__(self) -> None:
        self._latest: list[int] = []
        self._places: list[_Place] = []
        self._file: IO[bytes] | None = None

    def add(self, key: int, value: int) -> None:
        """Take a pair."""
        self._latest.append(pair(key, value))
        if len(self._latest) >= _IN_MEMORY:
            self._settle()

    def extend(self, run: Run, more: int) -> None:
        """Take the pairs of a run, with so much added to their values."""
        keys, values = run
        if self._file is None:
            self._file = TemporaryFile()
        start = self._file.seek(0, 2)
        self._file.write(keys.tobytes() + values.tobytes())
        self._places.append(_Place(start, len(keys), more))

    def has_equal_keys(self) -> bool:
        """Tell whether two of the keys are equal."""
        self._settle()
        bounds = [self._bounds(place) for place in self._places]
        for bucket in range(_BUCKETS):
            keys: array[int] = array("Q")
            for place, ends in zip(self._places, bounds, strict=True):
                keys.extend(self._read(place.start, ends[bucket], ends[bucket + 1]))
            if len(set(keys)) < len(keys):
                return True
        return False

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield all pairs in the order of their keys, then of their values."""
        self._settle()
        for each in merge(*map(self._pairs, self._places)):
            yield each >> _BITS, each & _VALUE

    def close(self) -> None:
        """Give up the file."""
        if self._file is not None:
            self._file.close()

    def _settle(self) -> None:
        """Write what is in memory to the file."""
        if self._latest:
            self.extend(run_of(self._latest), 0)
            self._latest.clear()

    def _bounds(self, place: _Place) -> array[int]:
        """Return where in a run the keys of each bucket begin, and its end."""
        keys = self._read(place.start, 0, place.pairs)
        shift = _BITS - _BUCKETS.bit_length() + 1
        begins = (bisect_left(keys, n << shift) for n in range(_BUCKETS))
        return array("Q", (*begins, place.pairs))

    def _pairs(self, place: _Place) -> Iterator[int]:
        """Read a run again, a piece at a time."""
        values_at = place.start + place.pairs * _WIDTH
        step = max(1, _IN_MEMORY // len(self._places))
        for start in range(0, place.pairs, step):
            end = min(start + step, place.pairs)
            keys = self._read(place.start, start, end)
            values = self._read(values_at, start, end)
            for key, value in zip(keys, values, strict=True):
                yield pair(key, value + place.more)

    def _read(self, at: int, start: int, end: int) -> array[int]:
        """Read the numbers from one to another of those that begin at a place."""
        numbers: array[int] = array("Q")
        if self._file is not None and start < end:
            self._file.seek(at + start * _WIDTH)
            numbers.frombytes(self._file.read((end - start) * _WIDTH))
        return numbers
