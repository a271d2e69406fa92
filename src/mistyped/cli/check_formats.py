"""How `mistyped check` says what it found: to people, or to programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Protocol

from mistyped._batch.findings import Findings, Note, Place
from mistyped._batch.judging import Verdict
from mistyped.cli.terminal import console, escape
from mistyped.problems import Problem, as_members

_COLOURS: Mapping[str, str] = {"error": "red", "warning": "yellow"}


class Format(Protocol):
    """A way to say it.

    Attributes:
        every: Whether it wants to see each line, also one without a problem.
    """

    every: bool

    def note(self, file: str) -> Note | None:
        """Return what takes the lines of a file, if it wants to see lines."""
        ...

    def summary(self, file: str, found: Findings) -> None:
        """Say what was found in a file."""
        ...

    def end(self) -> None:
        """End the output."""
        ...


class Text:
    """Problems by their rules, the first few places of each, and a line of counts."""

    every = False

    def __init__(self, *, several: bool) -> None:
        self._several = several

    def note(self, file: str) -> Note | None:
        """Return nothing: the counts are enough."""
        del file
        return None

    def summary(self, file: str, found: Findings) -> None:
        """Print the problems of a file, and the counts."""
        out = console()
        if self._several:
            out.print(f"[bold]{escape(file)}[/]")
        for each in found.whole:
            severity = f"[{_COLOURS[each.severity]}]{each.severity}[/]"
            said = f"{escape(each.path)}: {_advice(each)}"
            out.print(f"{severity} {said} [dim]{escape(f'[{each.rule}]')}[/]")
        for _, _, group in () if found.whole else found.in_order():
            out.print(_heading(group.first, group.count))
            out.print(f"  {_advice(group.first)}")
            for place in filter(_is_place, group.places):
                out.print(f"  [dim]{escape(_shown(place))}[/]")
        if len(found.models) > 1:
            named = ", ".join(sorted(each or "none" for each in found.models)[:5])
            out.print(f"{counted(len(found.models), 'model')}: {escape(named)}")
        out.print(_counts(found))

    def end(self) -> None:
        """Print nothing more."""


class Json:
    """A list of the reports on all requests, good ones too."""

    every = True

    def __init__(self, *, several: bool) -> None:
        del several
        self._before = "["

    def note(self, file: str) -> Note | None:
        """Return what writes a report."""

        def written(line: int, name: str, verdict: Verdict) -> None:
            report = {
                "file": file,
                "line": line,
                "custom_id": name,
                "operation": verdict.operation,
                "ok": verdict.ok,
                "problems": [_as_json(each) for each in verdict.problems],
            }
            sys.stdout.write(f"{self._before}\n{json.dumps(report)}")
            self._before = ","

        return written

    def summary(self, file: str, found: Findings) -> None:
        """Say nothing: the reports hold it."""

    def end(self) -> None:
        """End the list."""
        sys.stdout.write("\n]\n" if self._before == "," else "[]\n")


class JsonLines:
    """A problem a line."""

    every = False

    def __init__(self, *, several: bool) -> None:
        del several

    def note(self, file: str) -> Note | None:
        """Return what writes the problems of a line."""

        def written(line: int, name: str, verdict: Verdict) -> None:
            where = {"file": file, "line": line, "custom_id": name}
            for each in verdict.problems:
                sys.stdout.write(f"{json.dumps(where | _as_json(each))}\n")

        return written

    def summary(self, file: str, found: Findings) -> None:
        """Say nothing: the lines hold it."""

    def end(self) -> None:
        """Write nothing more."""


FORMATS: Mapping[str, type[Text | Json | JsonLines]] = {
    "text": Text,
    "json": Json,
    "jsonl": JsonLines,
}


def counted(number: int, what: str) -> str:
    """Return a number of things: `1 request`, `2,000 requests`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _as_json(problem: Problem) -> dict[str, object]:
    return {**as_members(problem), "evidence": problem.evidence}


def _heading(problem: Problem, count: int) -> str:
    colour = _COLOURS[problem.severity]
    times = f", {count:,} times" if count > 1 else ""
    return f"[{colour}]{problem.severity}[/] {escape(problem.rule)}{times}"


def _advice(problem: Problem) -> str:
    return escape(problem.advice)


def _is_place(place: Place) -> bool:
    return place.line > 0


def _shown(place: Place) -> str:
    name = f" ({place.custom_id})" if place.custom_id else ""
    return f"line {place.line}{name}: {place.path}"


def _counts(found: Findings) -> str:
    errors, warnings = found.count("error"), found.count("warning")
    colour = "red" if errors else "green"
    return (
        f"[{colour}]{counted(found.lines, 'request')}, {found.refused:,} that Mistral "
        f"would refuse[/]: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
    )
