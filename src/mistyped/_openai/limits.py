"""What a client bears: how much of an answer it reads, and where it may talk.

The options of a client that say so stand in `SafetyOptions`, and what they come to in
`Safety`, which a client and its copies share.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from typing_extensions import TypedDict

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many bytes of an answer a client reads before it gives up.

    Files and sound are downloaded whatever their size, and so is what is read through
    `with_streaming_response`.

    Attributes:
        answer: Of an answer, as it travels and as it is unpacked.
        event: Of one event of a streamed answer; a stream may have any number.
        error: Of the body of an error; what is beyond is left unread.

    Raises:
        ValueError: If one of them is not above zero.
    """

    answer: int = 64 * MEBIBYTE
    event: int = 4 * MEBIBYTE
    error: int = MEBIBYTE

    def __post_init__(self) -> None:
        for each in fields(self):
            value: object = getattr(self, each.name)
            if not isinstance(value, int) or value <= 0:
                raise ValueError(f"limits.{each.name} is a number of bytes above 0")


class SafetyOptions(TypedDict, total=False):
    """What a client takes to say what it bears."""

    limits: Limits
    """How much of an answer is read; by default `Limits()`."""
    allow_http: bool
    """Whether key and prompt may go to another machine over plain http."""


DEFAULT = Limits()
