"""What a check finds, as plain values.

A `Problem` is one thing that is wrong with a request; a `Report` is everything a check
found. Both are data: they hold no client and send nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from typing_extensions import TypedDict


class InvalidRequestWarning(UserWarning):
    """Mistral may refuse what is sent all the same, or something was left out."""


Severity = Literal["error", "warning"]
Location = tuple[str | int, ...]
_LONG = 100


def format_path(loc: Sequence[str | int]) -> str:
    """Write a location as a path: `("messages", 2, "name")` is `messages[2].name`.

    A key that is no plain word is quoted: `metadata["a b"]`. The body itself is `$`.
    """
    path = ""
    for item in loc:
        if isinstance(item, int):
            path += f"[{item}]"
        elif item.isidentifier():
            path += f".{item}" if path else item
        else:
            quoted = item.encode("unicode_escape").decode("ascii").replace('"', '\\"')
            path += f'["{quoted}"]'
    return path or "$"


def shown(value: object) -> str:
    """Write a value for a message: in ASCII, on one line, and cut if it is long."""
    text = ascii(value)
    return text if len(text) <= 42 else f"{text[:40]}..."


class ErrorDetail(NamedTuple):
    """What pydantic says of a value, as in the `detail` of Mistral's 422.

    Attributes:
        type: Pydantic's name for this kind of error, `less_than_equal`.
        loc: Where it is, as keys and indices from the body's root. Unlike a problem's
            location it names the branch of a union that was tried, such as a role.
        msg: Pydantic's words for it.
        ctx: The values in those words, `{"le": 1.5}`.
    """

    type: str
    loc: Location
    msg: str
    ctx: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request.

    Attributes:
        rule: The id of the rule that found it, as `waive` and `explain` take it.
        loc: Where it is, as keys and indices from the body's root.
        message: What is wrong there, a clause without a full stop.
        hint: What to do instead, a short imperative clause; empty if nothing is known.
        severity: `error` stops the request, `warning` lets it pass.
        evidence: Ids of the evidence behind the rule, as in `spec/evidence.yaml`.
        details: What pydantic says there, if the request's schema is against it: one
            error, or one for each branch of a union that the value is in none of. Two
            problems that differ in nothing else are equal.
    """

    rule: str
    loc: Location
    message: str
    hint: str = ""
    severity: Severity = "error"
    evidence: tuple[str, ...] = ()
    details: tuple[ErrorDetail, ...] = field(default=(), compare=False)

    @property
    def path(self) -> str:
        """The location as a path, `messages[2].name`; the body itself is `$`."""
        return format_path(self.loc)

    @property
    def advice(self) -> str:
        """What is wrong and, if that is known, what to do instead."""
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __str__(self) -> str:
        """One line: path, what is wrong, what to do, and the rule's id."""
        path = self.path
        if len(path) > _LONG:
            path = f"{path[: _LONG // 2]}...{path[-_LONG // 2 :]}"
        return f"{path}: {self.advice} [{self.rule}]"


class ProblemMembers(TypedDict):
    """One thing that is wrong with a request; `error` is refused, `warning` may be."""

    path: str
    rule: str
    severity: str
    message: str
    hint: str


def as_members(problem: Problem) -> ProblemMembers:
    """Return what programs read of a problem: where it is, its rule and its words."""
    return {
        "path": problem.path,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
    }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a check found in one request.

    Attributes:
        operation: The operation as `POST /v1/chat/completions`.
        problems: All problems in the order of the body, errors and warnings alike.
    """

    operation: str
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the request may be sent: there is no problem of severity `error`."""
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the request."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that let the request pass."""
        return tuple(p for p in self.problems if p.severity == "warning")

    def __str__(self) -> str:
        """The operation, then one line a problem."""
        if not self.problems:
            return f"{self.operation}: no problem found"
        return "\n".join((f"{self.operation}:", *(f"  {p}" for p in self.problems)))
