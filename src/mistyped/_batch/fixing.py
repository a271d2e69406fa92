"""Mends lines where nothing is lost by it, by the conversions of `adapt`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import orjson

from mistyped._batch.endpoints import AGENTS
from mistyped._batch.judging import STAND_IN, Judge, is_envelope, loaded
from mistyped._batch.reading import Line
from mistyped._check.adapting import adapt
from mistyped._check.operations import find_operation, full_path
from mistyped._values.guards import is_mapping
from mistyped.changes import Change


class Mender:
    """Mends lines.

    Args:
        path: Where the requests go, unless they say it themselves.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._judge = Judge(path)

    def mend(self, text: bytes) -> tuple[bytes, list[Change]]:
        """Return a line as it should be, and what was changed in it."""
        verdict = self._judge.judge(text)[1]
        if not verdict.problems or not verdict.is_read:
            return text, []
        value = loaded(text)
        if not is_mapping(value):
            return text, []
        mended, changes = self._mended(value)
        return (orjson.dumps(mended) + b"\n", changes) if changes else (text, [])

    def _mended(self, value: Mapping[object, object]) -> tuple[object, list[Change]]:
        if not is_envelope(value):
            return _adapted(self._path, value)
        line, changes = {**value}, list[Change]()
        url, body, name = (value.get(each) for each in ("url", "body", "custom_id"))
        path = url if isinstance(url, str) and url else self._path
        if type(name) is int:
            line["custom_id"] = str(name)
            what = "written as text"
            changes.append(Change("wrong-type", ("custom_id",), name, str(name), what))
        if is_mapping(body):
            line["body"], more = _adapted(path, body, STAND_IN)
            changes += more
        return line, changes


class Fixes:
    """Mends the lines of a file, and counts what it did.

    Args:
        path: Where the requests go, unless they say it themselves.
        out: Takes the lines, mended or as they were.

    Attributes:
        lines: How many lines were changed.
        changes: How often what was done, by the rule and in words.
    """

    def __init__(self, path: str, out: BinaryIO) -> None:
        self._mender = Mender(path)
        self._out = out
        self.lines = 0
        self.changes: Counter[tuple[str, str]] = Counter()

    def mended(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Write lines, and yield them as they are written."""
        for number, text in lines:
            mended, changes = self._mender.mend(text)
            self.lines += bool(changes)
            self.changes.update((each.rule, each.what) for each in changes)
            self._out.write(mended if mended.endswith(b"\n") else mended + b"\n")
            yield number, mended


def _adapted(
    path: str, body: Mapping[object, object], stand_in: str = ""
) -> tuple[object, list[Change]]:
    """Adapt a body, in which its job's model may stand in."""
    whole = {str(key): value for key, value in body.items()}
    if find_operation("POST", path) is None:
        return whole, []
    name = "agent_id" if full_path(path) == AGENTS else "model"
    lent = bool(stand_in) and name not in whole
    done = adapt(path, {**whole, name: stand_in} if lent else whole)
    made = done.body
    if lent and is_mapping(made):
        made = {key: value for key, value in made.items() if key != name}
    return made, [*done.changes]
