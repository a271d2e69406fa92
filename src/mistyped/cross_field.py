"""Rules about members of a request that do not go together, as one table.

A schema judges one member at a time. What two of them say to each other stands here: a
row names the operation, tells when the rule is broken, and says it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from mistyped.problems import Problem, Severity

Body: TypeAlias = Mapping[object, object]


@dataclass(frozen=True, slots=True)
class CrossField:
    """One rule.

    Attributes:
        rule: Its id, as `waive` takes it.
        operation: The operation whose requests it judges.
        at: The member that gets the problem.
        broken: Tells whether a request breaks it.
        message: What is wrong, a clause without a full stop.
        hint: What to do instead.
        severity: `error` if the API refuses it, `warning` if it may.
        evidence: Ids of the evidence.
    """

    rule: str
    operation: str
    at: str
    broken: Callable[[Body], bool]
    message: str
    hint: str
    severity: Severity
    evidence: tuple[str, ...]


def _both(one: str, other: str) -> Callable[[Body], bool]:
    """Tell whether two members are there, and not null or empty."""
    return lambda body: bool(body.get(one) and body.get(other))


def _without_diarize(body: Body) -> bool:
    # A form may say `true` as text.
    return bool(body.get("speaker_references")) and body.get("diarize") not in (
        True,
        "true",
        "True",
        "1",
    )


RULES: Final = (
    CrossField(
        "language-with-timestamps",
        "audio.transcriptions.create",
        "language",
        _both("language", "timestamp_granularities"),
        "with timestamp_granularities the text has come back empty",
        "leave one of them out",
        "warning",
        ("language-with-timestamps-empty", "language-with-timestamps-docs"),
    ),
    CrossField(
        "speakers-without-diarize",
        "audio.transcriptions.create",
        "speaker_references",
        _without_diarize,
        "speakers are told apart only with diarize",
        "add diarize=True",
        "warning",
        ("sdk-3.7.0",),
    ),
    CrossField(
        "history-with-reference",
        "audio.speech.create",
        "ref_audio",
        _both("conversation_history", "ref_audio"),
        "Mistral takes no ref_audio beside conversation_history",
        "use voice_id instead",
        "error",
        ("sdk-3.7.0",),
    ),
)
"""All rules of this kind."""

OPERATIONS: Final = frozenset(rule.operation for rule in RULES)
"""The operations that have such rules."""


def judge(operation: str, body: Body) -> Iterator[Problem]:
    """Yield a problem for each rule that a request breaks."""
    for row in RULES:
        if row.operation == operation and row.broken(body):
            yield Problem(
                row.rule, (row.at,), row.message, row.hint, row.severity, row.evidence
            )
