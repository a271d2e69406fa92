"""Strings that match a regular expression, as far as it is a simple one.

Reads literals, classes, groups, alternatives and repetitions. Anything that looks at
the text around it (lookahead, back references) is not read. The caller checks what
comes out, so reading a little wrongly costs a candidate and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_letters, digits, punctuation
from typing import Final, TypeAlias

_WORD: Final = ascii_letters + digits + "_"
_ANY: Final = ascii_letters + digits + punctuation + " "
_CLASSES: Final = {
    "d": digits,
    "w": _WORD,
    "s": " \t\n",
    "D": ascii_letters,
    "W": "-. ",
    "S": ascii_letters,
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_NO_END: Final = 1 << 30
_REPEATS: Final = {"*": (0, _NO_END), "+": (1, _NO_END), "?": (0, 1)}
_ANCHORS: Final = "bBAZz"
# Longer strings are not built: a schema may ask for more than there is memory.
LONGEST: Final = 20_000
_DEEPEST: Final = 50  # groups in groups: no stack is worth more


class UnsupportedPatternError(Exception):
    """The expression uses what this reader does not know."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """How to render: how many repetitions beyond the minimum, and which letter."""

    extra: int
    pick: int


_Node: TypeAlias = Callable[[_Variant], str]


def samples(pattern: str, pick: int, longest: int) -> Iterator[str]:
    """Strings for a pattern, the shortest first, up to about `longest` repetitions.

    Raises:
        UnsupportedPatternError: The pattern is not a simple one.
    """
    reader = _Reader(pattern)
    node = reader.alternatives()
    if not reader.done:
        raise UnsupportedPatternError(pattern)
    extra = 0
    while True:
        yield node(_Variant(extra, pick))
        if extra > longest:
            return
        # Single steps hit a short window of lengths; long strings are reached by leaps.
        extra += 1 + extra // 8


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._pattern)

    def alternatives(self) -> _Node:
        branches = [self._sequence()]
        while self._takes("|"):
            branches.append(self._sequence())
        return lambda variant: branches[variant.pick % len(branches)](variant)

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while not self.done and self._pattern[self._at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return lambda variant: "".join(part(variant) for part in parts)

    def _repeated(self, node: _Node) -> _Node:
        least, most = self._times()

        def render(variant: _Variant) -> str:
            text, times = node(variant), min(least + variant.extra, most)
            if len(text) * times > LONGEST:
                raise UnsupportedPatternError(self._pattern)
            return text * times

        return render

    def _times(self) -> tuple[int, int]:
        sign = next((sign for sign in _REPEATS if self._takes(sign)), "")
        if sign:
            times = _REPEATS[sign]
        elif self._takes("{"):
            times = self._braces()
        else:
            return 1, 1
        self._takes("?")  # laziness changes nothing here
        return times

    def _braces(self) -> tuple[int, int]:
        inside, closed, _ = self._pattern[self._at :].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or not least.isdecimal() or not (most or "0").isdecimal():
            raise UnsupportedPatternError(self._pattern)
        self._at += len(inside) + 1
        if not comma:
            return int(least), int(least)
        return int(least), int(most) if most else _NO_END

    def _atom(self) -> _Node:
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign in "^$":
            return lambda _: ""
        if sign == "[":
            return _one_of(self._class())
        if sign == ".":
            return _one_of(_ANY)
        if sign == "\\":
            return _one_of(self._escape())
        if sign in "*+?":
            raise UnsupportedPatternError(self._pattern)
        return _one_of(sign)

    def _group(self) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnsupportedPatternError(self._pattern)
        if self._takes("?"):
            if self._takes("P<"):
                while self._next() != ">":
                    pass
            elif not self._takes(":"):
                raise UnsupportedPatternError(self._pattern)
        node = self.alternatives()
        if not self._takes(")"):
            raise UnsupportedPatternError(self._pattern)
        self._depth -= 1
        return node

    def _class(self) -> str:
        negated = self._takes("^")
        letters = ""
        while not letters or self._peek() != "]":
            letter = self._next()
            found = self._escape() if letter == "\\" else letter
            if len(found) == 1 and self._peek() == "-" and self._peek(1) != "]":
                self._at += 1
                end = self._next()
                found = _span(found, self._escape() if end == "\\" else end)
            letters += found
        self._at += 1
        if negated:
            return "".join(letter for letter in _ANY if letter not in letters)
        return letters

    def _escape(self) -> str:
        letter = self._next()
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter in _ANCHORS:
            return ""
        if letter in "xu":
            return self._code(2 if letter == "x" else 4)
        if letter.isalnum():
            raise UnsupportedPatternError(self._pattern)
        return letter

    def _code(self, length: int) -> str:
        code = self._pattern[self._at : self._at + length]
        self._at += length
        try:
            return chr(int(code, 16))
        except ValueError as error:
            raise UnsupportedPatternError(self._pattern) from error

    def _takes(self, sign: str) -> bool:
        if self._pattern.startswith(sign, self._at):
            self._at += len(sign)
            return True
        return False

    def _peek(self, ahead: int = 0) -> str:
        if self._at + ahead >= len(self._pattern):
            raise UnsupportedPatternError(self._pattern)
        return self._pattern[self._at + ahead]

    def _next(self) -> str:
        letter = self._peek()
        self._at += 1
        return letter


def _one_of(letters: str) -> _Node:
    return lambda variant: letters[variant.pick % len(letters)] if letters else ""


def _span(first: str, last: str) -> str:
    start, end = ord(first), ord(last[:1] or first)
    # A class of a script is long; a few letters of it are choice enough.
    return "".join(chr(code) for code in range(start, min(end, start + 64) + 1))
